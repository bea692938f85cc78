using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Kernels;
using Pipeline.Primitives;

namespace Pipeline.Comparisons;

/// <summary>Something done to all rows, and what came of it.</summary>
internal interface IFeaturesWork
{
    void Pass();

    ulong Digest();
}

/// <summary>What a row asks of the kernels, and nothing else.</summary>
internal sealed class FeaturesKernelWork(KernelWidth width) : IFeaturesWork
{
    private const int Window = 64;

    private readonly RankKernel _kernel = RankKernel.Create(width);
    private readonly NativeArray<FeatureRow> _rows = FeaturesData.CreateRows();
    private readonly NativeArray<RankMeasures> _window = new(Window);
    private readonly NativeArray<TenLongs> _flow = new(1);

    public void Pass()
    {
        _window.Span.Clear();
        _flow.Span.Clear();
        ref var flow = ref _flow[0];
        for (var i = 1; i < _rows.Length; i++)
        {
            ref var measures = ref _window[i % Window];
            _kernel.Subtract(ref flow, in measures.OrderFlow);
            _kernel.Measure(in _rows[i - 1].Book, in _rows[i].Book, ref measures, ref flow);
            _kernel.Scale(in flow, 1000, measures.BidLots + measures.AskLots, ref _rows[i].Features.Values);
        }
    }

    public ulong Digest()
    {
        var hash = default(RunningHash);
        foreach (ref readonly var measures in _window.Span)
        {
            hash.Add(in measures);
        }

        return FeaturesData.Fold(hash, _rows);
    }
}

/// <summary>Whole rows. Time goes on from pass to pass, so that windows stay warm; every lane runs the same passes.</summary>
internal sealed class FeaturesRowWork : IFeaturesWork
{
    private readonly FeatureEngine _engine;
    private readonly NativeArray<FeatureRow> _rows = FeaturesData.CreateRows();

    public FeaturesRowWork(KernelWidth width)
    {
        _engine = new FeatureEngine(FeaturesData.Instrument, new FeatureOptions { Kernel = width });
        _engine.OnSync(in _rows[0].Book, _rows[0].Book.ReceiveNanos);
    }

    public void Pass()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            ref var row = ref _rows[i];
            row.Book.ReceiveNanos += FeaturesData.PassNanos;
            row.Book.EventNanos += FeaturesData.PassNanos;
            _engine.OnTrade(row.Book.ReceiveNanos, 1 + (i & 15), (i & 1) == 0);
            _engine.OnRow(ref row, 8, row.Book.ReceiveNanos);
        }
    }

    public ulong Digest() => FeaturesData.Fold(default, _rows);
}
