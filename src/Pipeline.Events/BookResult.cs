using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>What the Book stage says of one record: a slot of its section.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct BookResult
{
    /// <summary>Row index of a record that cut none.</summary>
    public const int NoRow = -1;

    /// <summary>Running maximum of receive time, wrong stamps left out, UTC nanoseconds: the only time that stages know.</summary>
    public long PipelineNanos;

    /// <summary>Last update id in the book, or <see cref="InputRecord.Absent"/>.</summary>
    public long AppliedUpdateId;

    /// <summary>Best bid, ticks; 0 where there is none.</summary>
    public long BidTicks;

    /// <summary>Best ask, ticks; 0 where there is none.</summary>
    public long AskTicks;

    /// <summary>bookHash after this record.</summary>
    public ulong BookHash;

    /// <summary>Levels applied by this record, those of buffered diffs included.</summary>
    public int LevelsApplied;

    /// <summary>Number of the row in the row arena, or <see cref="NoRow"/>.</summary>
    public int Row;

    /// <summary>Data-quality flags of the instrument's book.</summary>
    public DqFlags DqFlags;

    /// <summary>Number of the open or last gap, 0 before the first.</summary>
    public int GapId;

    /// <summary>State after this record.</summary>
    public BookState State;

    /// <summary>Why the state is what it is.</summary>
    public BookReason Reason;

    /// <summary>What the record did to the book.</summary>
    public BookAction Action;

    /// <summary>Why a Synced book is doubted: its rows carry flag 11, and no new order passes.</summary>
    public BookDoubt Doubt;

    /// <summary>What the id of a trade says: new, late, or here already. Told of every trade that has one, filtered ones too.</summary>
    public TradeNews Trade;

    /// <summary>What the receive time says, and so what time it is.</summary>
    public StampNews Stamp;

    /// <summary>1 where the record is a trade that counts: for features, for matching, for stores. 0 else.</summary>
    public byte CountsAsTrade;
}

/// <summary>Why a book that follows its chain is not believed.</summary>
public enum BookDoubt : byte
{
    /// <summary>It is believed.</summary>
    None = 0,

    /// <summary>A snapshot says otherwise.</summary>
    Audit = 1,

    /// <summary>Three comparisons in a row with the venue's ticker disagreed.</summary>
    Ticker = 2,

    /// <summary>It has been crossed for a second.</summary>
    Crossed = 3,
}

/// <summary>What the id of a trade says against those before it.</summary>
public enum TradeNews : byte
{
    /// <summary>It is no trade.</summary>
    None = 0,

    /// <summary>It follows the last one.</summary>
    New = 1,

    /// <summary>It is new, and ids before it are missing so far.</summary>
    AfterHole = 2,

    /// <summary>It was missing.</summary>
    Late = 3,

    /// <summary>It was here already.</summary>
    Redelivered = 4,
}

/// <summary>What the receive time of a record says against those before it.</summary>
public enum StampNews : byte
{
    /// <summary>It may be right.</summary>
    Good = 0,

    /// <summary>It is wrong: the record keeps it and moves no time.</summary>
    Wrong = 1,

    /// <summary>It is far from those before and has no time of the venue to prove it: what begins here begins at the next record that moves time.</summary>
    Untimed = 2,

    /// <summary>The receiving clock has stepped: time goes on without the step, and every window is empty.</summary>
    ClockStep = 3,

    /// <summary>It is near those before, but far from the venue's time in the record: it moves time, and tells nothing of the clocks.</summary>
    OffTime = 4,
}

/// <summary>State of a synchronised book.</summary>
public enum BookState : byte
{
    /// <summary>No snapshot yet: diffs are buffered.</summary>
    Buffering = 0,

    /// <summary>A snapshot is there, the diff that bridges it is not.</summary>
    AwaitingBridge = 1,

    /// <summary>The book equals the venue's at the applied id.</summary>
    Synced = 2,

    /// <summary>The chain broke: nothing of the book is valid until the next sync.</summary>
    Invalid = 3,
}

/// <summary>Why a book is in its state.</summary>
public enum BookReason : byte
{
    /// <summary>Nothing happened yet.</summary>
    None = 0,

    /// <summary>Snapshot and diffs fit.</summary>
    Synced = 1,

    /// <summary>A diff does not follow the last one.</summary>
    ChainBroken = 2,

    /// <summary>The first kept diff starts after the snapshot.</summary>
    SnapshotTooOld = 3,

    /// <summary>The connection says that records are missing.</summary>
    ConnectionLost = 4,

    /// <summary>The log itself has a hole.</summary>
    Hole = 5,

    /// <summary>The instrument's grid changed under the book.</summary>
    GridChanged = 6,

    /// <summary>It was doubted for too long.</summary>
    Doubted = 7,

    /// <summary>The venue's ids went back: a reset, or a new life of the symbol.</summary>
    IdsWentBack = 8,
}

/// <summary>What one record did to the book.</summary>
public enum BookAction : byte
{
    /// <summary>Nothing: not a depth record, or not for a followed instrument.</summary>
    None = 0,

    /// <summary>A diff was kept for a later snapshot.</summary>
    Buffered = 1,

    /// <summary>A diff or snapshot made the book Synced.</summary>
    SyncedNow = 2,

    /// <summary>A diff was applied to a Synced book.</summary>
    Applied = 3,

    /// <summary>A diff was older than the book.</summary>
    Stale = 4,

    /// <summary>A diff broke the chain.</summary>
    Broke = 5,

    /// <summary>A snapshot could not be used.</summary>
    SnapshotUnused = 6,

    /// <summary>A snapshot met a Synced book and was only compared.</summary>
    Audited = 7,

    /// <summary>A snapshot is kept and waits for the diff that bridges it.</summary>
    SnapshotKept = 8,

    /// <summary>A diff was applied to a Synced book and left a side empty: a state without a row.</summary>
    AppliedOneSided = 9,

    /// <summary>A diff waits for what another socket may bring before it; the book stands where it stood.</summary>
    Held = 10,

    /// <summary>A diff has old ids and yet a later time: the next one that follows it voids the book.</summary>
    Contradicted = 11,

    /// <summary>A trade was here already: counted, kept, and used by nothing.</summary>
    Redelivered = 12,
}

/// <summary>Data-quality flags of a row, as the feature sheet numbers them.</summary>
[Flags]
public enum DqFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>0: not synced.</summary>
    NotSynced = 1u << 0,

    /// <summary>1: no bid.</summary>
    NoBid = 1u << 1,

    /// <summary>2: no ask.</summary>
    NoAsk = 1u << 2,

    /// <summary>3: best bid above best ask.</summary>
    Crossed = 1u << 3,

    /// <summary>4: best bid equals best ask.</summary>
    Locked = 1u << 4,

    /// <summary>5: ladder not strictly monotone.</summary>
    NotMonotone = 1u << 5,

    /// <summary>6: size or price not positive or off grid.</summary>
    OffGrid = 1u << 6,

    /// <summary>7: stale.</summary>
    Stale = 1u << 7,

    /// <summary>8: timestamp missing, out of range or going back.</summary>
    BadTimestamp = 1u << 8,

    /// <summary>9: clock offset over limit.</summary>
    ClockOffset = 1u << 9,

    /// <summary>10: in or after an unresolved gap.</summary>
    Gap = 1u << 10,

    /// <summary>11: the book is doubted: by an audit, by the ticker, or as it stays crossed.</summary>
    AuditMismatch = 1u << 11,

    /// <summary>12: disagrees with bookTicker.</summary>
    TickerMismatch = 1u << 12,

    /// <summary>13: fewer than 10 bids.</summary>
    FewBids = 1u << 13,

    /// <summary>14: fewer than 10 asks.</summary>
    FewAsks = 1u << 14,

    /// <summary>15: spread_bps is above s_hi.</summary>
    SpreadOutlier = 1u << 15,

    /// <summary>16: mid jumped by more than 1 % in one event.</summary>
    MidJump = 1u << 16,

    /// <summary>17: feed_lat_ms is known and outside 0 to 250 ms.</summary>
    LatencyOutlier = 1u << 17,

    /// <summary>18: warm-up.</summary>
    WarmUp = 1u << 18,

    /// <summary>19: the last rank or the 5 bps band of a side reaches past the snapshot that the book was built on.</summary>
    OutsideKnownDepth = 1u << 19,

    /// <summary>20: conflated.</summary>
    Conflated = 1u << 20,

    /// <summary>21: salvaged from a damaged tape.</summary>
    Salvaged = 1u << 21,

    /// <summary>22: synthetic data.</summary>
    Synthetic = 1u << 22,
}
