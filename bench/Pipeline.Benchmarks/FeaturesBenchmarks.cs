using BenchmarkDotNet.Attributes;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Kernels;
using Pipeline.Testing.Features;

namespace Pipeline.Benchmarks;

/// <summary>A seeded stream through the feature engine, at each kernel width: time and bytes of all its events.</summary>
[MemoryDiagnoser]
public class FeaturesBenchmarks
{
    private const int Steps = 2_000;

    private readonly List<FeatureEvent> _events = [];
    private FeatureEngine _engine = null!;
    private FeatureRow _row;
    private long _shiftNanos;
    private long _spanNanos;

    [Params(KernelWidth.Scalar, KernelWidth.V128, KernelWidth.V256, KernelWidth.V512)]
    public KernelWidth Kernel { get; set; } = KernelWidth.Scalar;

    [GlobalSetup]
    public void Setup()
    {
        _events.Clear();
        _events.AddRange(SyntheticStream.Create(seed: 1, Captures.Btc, Steps).Events);
        _spanNanos = _events[^1].ReceiveNanos - _events[0].ReceiveNanos;
        _engine = new FeatureEngine(Captures.Btc, new FeatureOptions { Kernel = Kernel });
    }

    [Benchmark]
    public ulong Stream()
    {
        foreach (var step in _events)
        {
            Tell(step);
        }

        // Time goes on, so that every pass empties its windows as a live run does.
        _shiftNanos += _spanNanos;
        return _engine.RowHash;
    }

    private void Tell(FeatureEvent step)
    {
        switch (step.Step)
        {
            case FeatureStep.Sync:
                _engine.OnSync(in step.Book, step.ReceiveNanos + _shiftNanos);
                break;
            case FeatureStep.Trade:
                _engine.OnTrade(step.ReceiveNanos + _shiftNanos, step.SizeLots, step.BuyerIsMaker);
                break;
            case FeatureStep.Row:
                _row.Book = step.Book;
                _row.Book.ReceiveNanos += _shiftNanos;
                _engine.OnRow(ref _row, step.Levels, _row.Book.ReceiveNanos);
                break;
        }
    }
}
