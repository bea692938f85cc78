using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>What a kernel says of two consecutive book states: integers, so exact in any order of summing.</summary>
public struct RankMeasures
{
    /// <summary>Bits of the largest size with which the sums of 2^12 steps fit 64 bits: a term has one more, twenty sizes and nine sums of terms five.</summary>
    public const int SizeBits = 46;

    /// <summary>e_m of each rank, units of size.</summary>
    public TenLongs OrderFlow;

    /// <summary>Sum of the bid sizes; exact where they are short.</summary>
    public long BidLots;

    /// <summary>Sum of the ask sizes; exact where they are short.</summary>
    public long AskLots;

    /// <summary>Sum of (b_1 - b_i) x qb_i, modulo 2^64: what the wavg lies below the best bid, times the volume.</summary>
    public long BidAway;

    /// <summary>Sum of (a_i - a_1) x qa_i, modulo 2^64.</summary>
    public long AskAway;

    /// <summary>All twenty sizes of the new state or-ed: its high bits tell whether any is long.</summary>
    public long Bits;

    /// <summary>Whether no size of the new state has more than <see cref="SizeBits"/> bits.</summary>
    public readonly bool IsShort => Bits >> SizeBits == 0;
}
