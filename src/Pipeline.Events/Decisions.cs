using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>What Strategy made of one record: a slot of its section.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Decision
{
    /// <summary>Most intents that one record may cause.</summary>
    public const int MaxIntents = 8;

    /// <summary>Number of the first intent in the intent arena.</summary>
    public long FirstIntent;

    /// <summary>Number of intents, 0 to <see cref="MaxIntents"/>.</summary>
    public int IntentCount;

    /// <summary>1 where the strategy was asked (a row was cut), else 0.</summary>
    public int Decided;

    /// <summary>Position when asked, lots.</summary>
    public long PositionLots;
}

/// <summary>What Risk made of one record: a slot of its section.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct Verdict
{
    /// <summary>Number of the first verdict in the verdict arena; they stand as the intents do.</summary>
    public long FirstVerdict;

    /// <summary>Number of verdicts.</summary>
    public int VerdictCount;

    /// <summary>How many of them let the order pass.</summary>
    public int Accepted;

    /// <summary>stateHash after this record.</summary>
    public ulong StateHash;

    /// <summary>decisionHash after this record.</summary>
    public ulong DecisionHash;

    /// <summary>Number of the first simulated outcome handled just before this record.</summary>
    public long FirstOutcome;

    /// <summary>Number of such outcomes.</summary>
    public int OutcomeCount;
}

/// <summary>An order that a strategy wants: an entry of the intent arena.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct OrderIntent
{
    /// <summary>Session in the high 32 bits, number in the low.</summary>
    public long ClientOrderId;

    /// <summary>Limit price, ticks; 0 for a market order.</summary>
    public long PriceTicks;

    /// <summary>Size, lots; for an amend the new total.</summary>
    public long SizeLots;

    /// <summary>Update id of the book that caused it.</summary>
    public long CauseUpdateId;

    /// <summary>Pipeline time of the record that caused it, UTC nanoseconds.</summary>
    public long CauseNanos;

    /// <summary>For a cancel or amend: the order it is about, else 0.</summary>
    public long TargetClientOrderId;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;

    /// <summary>Number of the row that caused it.</summary>
    public int CauseRow;

    /// <summary>What is wanted.</summary>
    public OrderAction Action;

    /// <summary>Side.</summary>
    public Side Side;

    /// <summary>How long it stands.</summary>
    public TimeInForce TimeInForce;

    /// <summary>One-bit facts.</summary>
    public OrderFlags Flags;

    /// <summary>Which strategy of the run.</summary>
    public int Strategy;
}

/// <summary>What Risk says of one intent: an entry of the verdict arena.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct OrderVerdict
{
    /// <summary>The intent's id.</summary>
    public long ClientOrderId;

    /// <summary>The figure that the deciding check looked at.</summary>
    public long Actual;

    /// <summary>The limit that it was held against.</summary>
    public long Limit;

    /// <summary>Smallest distance to a limit among the checks passed, in that check's unit.</summary>
    public long Margin;

    /// <summary>Worst-case long position if it passed, lots.</summary>
    public long WorstLongLots;

    /// <summary>Worst-case short position if it passed, lots.</summary>
    public long WorstShortLots;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument;

    /// <summary>Why it was refused; <see cref="RejectReason.None"/> lets it pass.</summary>
    public RejectReason Reason;
}
