using Pipeline.Events;
using Pipeline.Features.Kernels;
using Pipeline.Primitives;

namespace Pipeline.Features.Windows;

/// <summary>The depth events of the last second: order flow, sizes, counts. Windows are (t - 1 s, t].</summary>
/// <remarks>
/// Sums are exact. Those of 64 bits, which the kernels add up, hold steps between states of short sizes (below 2^46), at most
/// 2^12 of them; any other step is summed beside them in 128 bits.
/// </remarks>
internal sealed class DepthWindow(RankKernel kernel)
{
    private const long Width = Nanos.Second;
    private const int MostShortEvents = 1 << 12;

    private readonly TimeRing<DepthEvent> _events = new(1024);
    private readonly TimeRing<WideSums> _wide = new(64);
    private TenLongs _flow;
    private TenInt128 _wideFlow;
    private TenLongs _lastAbsent;
    private long _lots;
    private Int128 _wideLots;

    /// <summary>Depth events in the window.</summary>
    public long Events => _events.Head - _events.Tail;

    /// <summary>Levels that they touched.</summary>
    public long Levels { get; private set; }

    /// <summary>Mean over the events of the mean size of a level, units.</summary>
    public double MeanLots => FixedPoint.ToDouble(_lots + _wideLots, 0) / (2 * FeatureRow.Levels * Events);

    /// <summary>Whether <see cref="Flow"/> is not the whole sum.</summary>
    public bool HasWide => _wide.Head != _wide.Tail;

    /// <summary>Sums of e_m over the window's short steps; of use where <see cref="Has"/> says so.</summary>
    public ref readonly TenLongs Flow => ref _flow;

    /// <summary>The sum of e_m over the window for a rank, from 0.</summary>
    public Int128 FlowOf(int rank) => _flow[rank] + _wideFlow[rank];

    /// <summary>Empties the window.</summary>
    public void Clear()
    {
        _events.Clear();
        _wide.Clear();
        _flow = default;
        _wideFlow = default;
        _lots = 0;
        _wideLots = 0;
        Levels = 0;
        Span<long> lastAbsent = _lastAbsent;
        lastAbsent.Fill(long.MinValue);
    }

    /// <summary>Whether every event of (now - 1 s, now] has an e_m for <paramref name="rank"/>, from 0.</summary>
    /// <remarks>A rank is missing where a better one is, so the last rank answers for all.</remarks>
    public bool Has(int rank, long nowNanos) => _lastAbsent[rank] <= nowNanos - Width;

    /// <summary>Takes in the step from one state to the next, whose first <paramref name="ranks"/> ranks both states have.</summary>
    public ref readonly RankMeasures Add(long nowNanos, in RowBook old, in RowBook next, long levelsTouched, int ranks, bool isOldShort)
    {
        Evict(nowNanos);
        ref var entry = ref _events.Push();
        entry.Nanos = nowNanos;
        entry.Levels = levelsTouched;
        entry.IsWide = false;
        kernel.Measure(in old, in next, ref entry.Measures, ref _flow);
        if (ranks < FeatureRow.Levels)
        {
            TakeOut(ref entry.Measures.OrderFlow, ranks);
            MarkAbsent(ranks, nowNanos);
        }

        if (entry.Measures.IsShort && isOldShort && Events <= MostShortEvents)
        {
            _lots += entry.Measures.BidLots + entry.Measures.AskLots;
        }
        else
        {
            TakeOut(ref entry.Measures.OrderFlow, 0);
            AddWide(in old, in next, ranks);
            entry.IsWide = true;
        }

        Levels += levelsTouched;
        return ref entry.Measures;
    }

    // What wrapped in the sum wraps back.
    private void TakeOut(ref TenLongs orderFlow, int ranks)
    {
        for (var rank = ranks; rank < FeatureRow.Levels; rank++)
        {
            _flow[rank] -= orderFlow[rank];
            orderFlow[rank] = 0;
        }
    }

    private void MarkAbsent(int ranks, long nowNanos)
    {
        for (var rank = ranks; rank < FeatureRow.Levels; rank++)
        {
            _lastAbsent[rank] = nowNanos;
        }
    }

    private void AddWide(in RowBook old, in RowBook next, int ranks)
    {
        var sums = WideSums.Of(in old, in next, ranks);
        _wide.Push() = sums;
        _wideLots += sums.Lots;
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            _wideFlow[rank] += sums.OrderFlow[rank];
        }
    }

    private void Evict(long nowNanos)
    {
        var position = _events.Tail;
        for (; position < _events.Head && _events[position].Nanos <= nowNanos - Width; position++)
        {
            ref var entry = ref _events[position];
            kernel.Subtract(ref _flow, in entry.Measures.OrderFlow);
            Levels -= entry.Levels;
            if (entry.IsWide)
            {
                EvictWide();
            }
            else
            {
                _lots -= entry.Measures.BidLots + entry.Measures.AskLots;
            }
        }

        _events.DropBefore(position);
    }

    private void EvictWide()
    {
        ref var sums = ref _wide[_wide.Tail];
        _wideLots -= sums.Lots;
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            _wideFlow[rank] -= sums.OrderFlow[rank];
        }

        _wide.DropBefore(_wide.Tail + 1);
    }

    private struct DepthEvent
    {
        public long Nanos;
        public long Levels;
        public RankMeasures Measures;
        public bool IsWide;
    }
}
