namespace Pipeline.Orders;

/// <summary>Counts of reports that could not be taken at their word. None of them is silently dropped from the log.</summary>
public sealed class LedgerCounts
{
    /// <summary>Fills that were reported before.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Fills of orders that are not open; they moved the position.</summary>
    public long OrphanFills { get; internal set; }

    /// <summary>Orders of another session or hand that were taken into exposure.</summary>
    public long Adopted { get; internal set; }

    /// <summary>Reports that cannot follow from what was known: a refusal of a working order, more filled than ordered.</summary>
    public long Contradictions { get; internal set; }

    /// <summary>Reports without a usable instrument, side, price or size.</summary>
    public long Unusable { get; internal set; }

    /// <summary>Positions told by the venue that differ from ours.</summary>
    public long PositionBreaks { get; internal set; }
}
