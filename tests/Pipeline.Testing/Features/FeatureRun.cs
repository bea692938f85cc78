using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Targets;
using Pipeline.Features.Windows;

namespace Pipeline.Testing.Features;

/// <summary>Tells a stream to an engine and to a target pass, and keeps every row.</summary>
public sealed class FeatureRun
{
    private readonly LaneLives _engineLanes = new();
    private readonly LaneLives _targetLanes = new();
    private long _now;

    private FeatureRun(FeatureStream stream, FeatureOptions options)
    {
        Stream = stream;
        Engine = new FeatureEngine(stream.Instrument, options, _engineLanes);
        Targets = new TargetPass(options.Parameters, _targetLanes);
    }

    public FeatureStream Stream { get; }

    public FeatureEngine Engine { get; }

    public TargetPass Targets { get; }

    public List<FeatureRow> Rows { get; } = [];

    public static FeatureRun Of(FeatureStream stream, FeatureOptions? options = null)
    {
        var run = new FeatureRun(stream, options ?? new FeatureOptions());
        foreach (var step in stream.Events)
        {
            run.Tell(step);
        }

        run.Targets.OnTime(Math.Max(run._now, stream.TapeEndNanos));
        run.Targets.Complete(stream.TapeEndNanos);
        return run;
    }

    /// <summary>Targets of a row, from 0.</summary>
    public TargetValues TargetsOf(int row) => Targets.At(row, in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Rows)[row].Features);

    private void Tell(FeatureEvent step)
    {
        _now = Math.Max(_now, step.ReceiveNanos);
        switch (step.Step)
        {
            case FeatureStep.Sync:
                Engine.OnSync(in step.Book, _now);
                Targets.OnSync(_now, step.Book.UpdateId);
                break;
            case FeatureStep.Invalid:
                Engine.OnInvalid();
                Targets.OnTime(_now);
                Targets.OnInvalid();
                break;
            case FeatureStep.Trade:
                Engine.OnTradeOf(_now);
                Engine.OnTrade(_now, step.SizeLots, step.BuyerIsMaker);
                Targets.OnTrade(_now);
                break;
            case FeatureStep.OneSided:
                Engine.OnOneSided(in step.Book, step.Levels, _now, step.Connection);
                Targets.OnOneSided(_now, step.Book.UpdateId, step.Connection);
                break;
            case FeatureStep.Row:
                var row = new FeatureRow { Book = step.Book };
                Engine.OnRow(ref row, step.Levels, _now, step.Connection);
                Targets.OnRow(_now, row.Book.BidTicks[0], row.Book.AskTicks[0], step.Book.UpdateId, step.Connection);
                Rows.Add(row);
                break;
            default:
                TellWord(step);
                break;
        }
    }

    private void TellWord(FeatureEvent step)
    {
        switch (step.Step)
        {
            case FeatureStep.Ticker:
                Engine.OnTicker(_now, step.UpdateId);
                Targets.OnTicker(_now, step.UpdateId);
                break;
            case FeatureStep.Connection:
                var record = new InputRecord { Kind = RecordKind.ConnectionState, Epoch = step.Connection };
                record.Status = new StatusBody { Code = (int)step.Phase, Value = step.Lane };
                Engine.OnConnection(_now);
                Targets.OnConnection(_now);
                _engineLanes.On(in record, _now);
                _targetLanes.On(in record, _now);
                break;
            default:
                Targets.OnTime(_now);
                break;
        }
    }
}
