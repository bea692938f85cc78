namespace Pipeline.Book;

/// <summary>What one instrument's book has counted since the start.</summary>
/// <remarks>Written by the Book stage alone; exact to a reader on the same thread or after the stage has ended.</remarks>
public sealed class BookCounters
{
    /// <summary>Diffs applied after the book became Synced.</summary>
    public long DepthUpdates { get; internal set; }

    /// <summary>Levels of applied diffs, those applied from the buffer at a sync included, those of snapshots not.</summary>
    public long LevelUpdates { get; internal set; }

    /// <summary>Times that a Synced book became Invalid.</summary>
    public long Gaps { get; internal set; }

    /// <summary>Syncs after the first.</summary>
    public long Resyncs { get; internal set; }

    /// <summary>Diffs with nothing new.</summary>
    public long Stale { get; internal set; }

    /// <summary>Times that the venue's ids went back.</summary>
    public long IdsWentBack { get; internal set; }

    /// <summary>Trades and aggregates that were here already.</summary>
    public long Redelivered { get; internal set; }

    /// <summary>Diffs applied at a sync: those from the buffer, or the one that bridged.</summary>
    public long BufferedApplied { get; internal set; }

    /// <summary>Waiting diffs given up for want of room or because the chain broke behind them.</summary>
    public long BufferDropped { get; internal set; }

    /// <summary>Snapshots that a sync was built on.</summary>
    public long SnapshotsUsed { get; internal set; }

    /// <summary>Snapshots that no diff fitted, or that a later snapshot replaced.</summary>
    public long SnapshotsUnused { get; internal set; }

    /// <summary>Snapshots that met a Synced book.</summary>
    public long SnapshotsAudited { get; internal set; }

    /// <summary>Of those, the ones that were compared over levels enough.</summary>
    public long Audits { get; internal set; }

    /// <summary>Levels compared by them.</summary>
    public long AuditLevels { get; internal set; }

    /// <summary>Audits that disagreed.</summary>
    public long AuditMismatches { get; internal set; }

    /// <summary>Prices of levels, tickers and trades between two ticks.</summary>
    public long OffGridPrices { get; internal set; }

    /// <summary>Sizes of levels, tickers and trades that are no whole number of lots.</summary>
    public long OffGridSizes { get; internal set; }

    /// <summary>Rows cut.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows whose ten best reach beyond the snapshot that the book was built on: levels may be missing among them.</summary>
    public long RowsBeyondSnapshot { get; internal set; }

    /// <summary>Those of them whose snapshot was empty, or cut off after few levels.</summary>
    public long RowsBeyondShallowSnapshot { get; internal set; }
}
