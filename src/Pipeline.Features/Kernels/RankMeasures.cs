using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>What a kernel says of two consecutive book states: integers, so exact in any order of summing.</summary>
public struct RankMeasures
{
    /// <summary>Bits of the largest price (ticks) or size (lots) with which every sum fits 64 bits.</summary>
    public const int NumberBits = 46;

    /// <summary>e_m of each rank, lots.</summary>
    public TenLongs OrderFlow;

    /// <summary>Sum of the bid sizes, lots.</summary>
    public long BidLots;

    /// <summary>Sum of the ask sizes, lots.</summary>
    public long AskLots;

    /// <summary>Sum of (b_1 - b_i) x qb_i, ticks x lots: what the wavg lies below the best bid, times the volume.</summary>
    public long BidAway;

    /// <summary>Sum of (a_i - a_1) x qa_i, ticks x lots.</summary>
    public long AskAway;

    /// <summary>All forty numbers of the new state or-ed: its high bits tell whether any is out of range.</summary>
    public long Bits;

    /// <summary>Whether no number of the new state is negative or has more than <see cref="NumberBits"/> bits.</summary>
    public readonly bool InRange => Bits >> NumberBits == 0;
}
