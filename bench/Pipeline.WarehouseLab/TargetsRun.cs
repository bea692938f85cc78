using System.Diagnostics;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Targets;
using Pipeline.Risk;
using Pipeline.Strategies;
using Pipeline.Warehouse.Reading;

namespace Pipeline.WarehouseLab;

/// <summary>The targets of a tape's rows alone: a load decides them between reading and storing, where no one can see what they take.</summary>
/// <remarks>The tape is read and its rows are cut as a load does it; the clock runs only while rows wait for their targets and get them.</remarks>
internal sealed class TargetsRun : IRowSink, IDisposable
{
    private readonly TapeSource _source;
    private readonly TargetQueue _targets;
    private readonly TradingPipeline _pipeline;
    private long _ticks;
    private long _rows;

    private TargetsRun(string tape)
    {
        _source = new TapeSource([tape], []);
        _targets = new TargetQueue(_source.Instruments.Count, FeatureParameters.Default);
        _pipeline = new TradingPipeline(new PipelineSetup
        {
            Instruments = _source.Instruments,
            CreateStrategy = _ => new IdleStrategy(),
            Limits = new RiskLimits(),
            Latch = new KillLatch(LatchState.Active),
            FeatureOptions = new FeatureOptions { Parameters = FeatureParameters.Default },
            RowSink = this,
        });
    }

    /// <summary>Rows whose targets were decided, and the seconds that took.</summary>
    public static (long Rows, double Seconds) Of(string tape)
    {
        using var run = new TargetsRun(tape);
        run._pipeline.Start();
        while (run._source.TryReadBlock(out _))
        {
            run._source.Publish(run._pipeline.MarketLane);
            run._pipeline.Settle();
            run.Timed(run.TakeDecided);
        }

        run._pipeline.Drain();
        run.Timed(() =>
        {
            run._targets.Complete();
            run.TakeDecided();
        });
        return (run._rows, (double)run._ticks / Stopwatch.Frequency);
    }

    void IRowSink.OnRow(in FeatureRow row, long pipelineNanos)
    {
        var begun = Stopwatch.GetTimestamp();
        _targets.OnRow(in row, pipelineNanos);
        _ticks += Stopwatch.GetTimestamp() - begun;
    }

    void IRowSink.OnBook(in InputRecord record, in BookResult result)
    {
        var begun = Stopwatch.GetTimestamp();
        _targets.OnBook(in record, in result);
        _ticks += Stopwatch.GetTimestamp() - begun;
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _source.Dispose();
    }

    private void Timed(Action step)
    {
        var begun = Stopwatch.GetTimestamp();
        step();
        _ticks += Stopwatch.GetTimestamp() - begun;
    }

    private void TakeDecided()
    {
        while (_targets.TryTake(out _))
        {
            _rows++;
        }
    }
}
