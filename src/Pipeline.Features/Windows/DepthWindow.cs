using Pipeline.Events;
using Pipeline.Features.Kernels;

namespace Pipeline.Features.Windows;

/// <summary>The depth events of the last second: order flow, sizes, counts. Windows are (t - 1 s, t].</summary>
/// <remarks>
/// Sums are 64-bit and exact: with numbers below 2^46 a term is below 2^51, so that they hold 2^11 events a second of
/// twenty such levels each, and 2^14 of any one rank's order flow.
/// </remarks>
internal sealed class DepthWindow(RankKernel kernel)
{
    private const long Width = Nanos.Second;

    private readonly TimeRing<DepthEvent> _events = new(1024);
    private TenLongs _flow;
    private TenLongs _lastAbsent;
    private long _lots;

    /// <summary>Depth events in the window.</summary>
    public long Events => _events.Head - _events.Tail;

    /// <summary>Levels that they touched.</summary>
    public long Levels { get; private set; }

    /// <summary>Mean over the events of the mean size of a level, lots.</summary>
    public double MeanLots => (double)_lots / (2 * FeatureRow.Levels * Events);

    /// <summary>Sums of e_m over the window, lots; of use where <see cref="Has"/> says so.</summary>
    public ref readonly TenLongs Flow => ref _flow;

    /// <summary>Empties the window.</summary>
    public void Clear()
    {
        _events.Clear();
        _flow = default;
        _lots = 0;
        Levels = 0;
        Span<long> lastAbsent = _lastAbsent;
        lastAbsent.Fill(long.MinValue);
    }

    /// <summary>Whether every event of (now - 1 s, now] has an e_m for <paramref name="rank"/>, from 0.</summary>
    /// <remarks>A rank is missing where a better one is, so the last rank answers for all.</remarks>
    public bool Has(int rank, long nowNanos) => _lastAbsent[rank] <= nowNanos - Width;

    /// <summary>Takes in the step from one state to the next, whose first <paramref name="ranks"/> ranks both states have.</summary>
    public ref readonly RankMeasures Add(long nowNanos, in RowBook old, in RowBook next, long levelsTouched, int ranks)
    {
        Evict(nowNanos);
        ref var entry = ref _events.Push();
        entry.Nanos = nowNanos;
        entry.Levels = levelsTouched;
        kernel.Measure(in old, in next, ref entry.Measures, ref _flow);
        if (ranks < FeatureRow.Levels || !entry.Measures.InRange)
        {
            TakeOut(ref entry.Measures.OrderFlow, entry.Measures.InRange ? ranks : 0, nowNanos);
        }

        _lots += entry.Measures.BidLots + entry.Measures.AskLots;
        Levels += levelsTouched;
        return ref entry.Measures;
    }

    private void TakeOut(ref TenLongs orderFlow, int ranks, long nowNanos)
    {
        for (var rank = ranks; rank < FeatureRow.Levels; rank++)
        {
            _flow[rank] -= orderFlow[rank];
            orderFlow[rank] = 0;
            _lastAbsent[rank] = nowNanos;
        }
    }

    private void Evict(long nowNanos)
    {
        var position = _events.Tail;
        for (; position < _events.Head && _events[position].Nanos <= nowNanos - Width; position++)
        {
            ref var entry = ref _events[position];
            kernel.Subtract(ref _flow, in entry.Measures.OrderFlow);
            _lots -= entry.Measures.BidLots + entry.Measures.AskLots;
            Levels -= entry.Levels;
        }

        _events.DropBefore(position);
    }

    private struct DepthEvent
    {
        public long Nanos;
        public long Levels;
        public RankMeasures Measures;
    }
}
