using System.Runtime.CompilerServices;
using Pipeline.Events;

namespace Pipeline.Features.Targets;

/// <summary>One target of one row: a value, or the reason why there is none.</summary>
/// <param name="Value">The value; 0 where there is none.</param>
/// <param name="Reason">Why there is none.</param>
public readonly record struct Target(double Value, TargetReason Reason)
{
    /// <summary>Whether there is a value.</summary>
    public bool IsValid => Reason == TargetReason.None;
}

/// <summary>One target at each of <see cref="FeatureSchema.ExecutableSeconds"/>.</summary>
[InlineArray(Count)]
public struct TargetLadder
{
    /// <summary>Number of horizons.</summary>
    public const int Count = 6;

    private Target _first;
}

/// <summary>The targets of one row, as the sheet numbers and names them.</summary>
public struct TargetValues
{
    /// <summary>55: return over one minute, bps.</summary>
    public Target Return1Min;

    /// <summary>56: return over five minutes, bps.</summary>
    public Target Return5Min;

    /// <summary>57: volatility of the sixty whole seconds ahead, bps.</summary>
    public Target Volatility;

    /// <summary>58: +1 or -1 where the one-minute return leaves the dead zone, else 0.</summary>
    public Target Direction;

    /// <summary>y_ret_1s, bps.</summary>
    public Target Return1s;

    /// <summary>y_ret_10s, bps.</summary>
    public Target Return10s;

    /// <summary>y_ret_30s, bps.</summary>
    public Target Return30s;

    /// <summary>y_cost: +1 where a long pays, -1 where a short does, else 0.</summary>
    public Target Cost;

    /// <summary>y_tb: the barrier that is touched first, +1 or -1, or 0 for none in time.</summary>
    public Target Barrier;

    /// <summary>y_ret_5s, bps.</summary>
    public Target Return5s;

    /// <summary>y_long: bought at the ask, sold at the bid, less fees, bps.</summary>
    public TargetLadder Long;

    /// <summary>y_short: sold at the bid, bought at the ask, less fees, bps.</summary>
    public TargetLadder Short;

    /// <summary>mid_until_ns: last moment at which the row's mid stands, should no row follow.</summary>
    public long MidUntilNanos;

    /// <summary>quote_until_ns: last moment at which one can trade at the row's prices, should no row follow; none where it is crossed.</summary>
    public long QuoteUntilNanos;

    /// <summary>target_reasons: four bits a target, lowest first, in the order of the first nine of these fields. 0 where all have values.</summary>
    public readonly long Reasons =>
        Nibble(0, Return1Min) | Nibble(1, Return5Min) | Nibble(2, Volatility) | Nibble(3, Direction) | Nibble(4, Return1s)
        | Nibble(5, Return10s) | Nibble(6, Return30s) | Nibble(7, Cost) | Nibble(8, Barrier);

    /// <summary>target_reasons_2: the same of y_ret_5s, then y_long and y_short of each horizon, then y_ret_300s.</summary>
    public readonly long AppendedReasons
    {
        get
        {
            var reasons = Nibble(0, Return5s) | Nibble(1 + 2 * TargetLadder.Count, Return5Min);
            for (var i = 0; i < TargetLadder.Count; i++)
            {
                reasons |= Nibble(1 + 2 * i, Long[i]) | Nibble(2 + 2 * i, Short[i]);
            }

            return reasons;
        }
    }

    private static long Nibble(int place, Target target) => (long)target.Reason << (4 * place);
}
