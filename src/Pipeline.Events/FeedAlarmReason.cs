namespace Pipeline.Events;

/// <summary>Reason of a FeedAlarm record. Code 1 raises, 0 clears; Value is the measure, Limit its bound.</summary>
public enum FeedAlarmReason
{
    /// <summary>None: no alarm carries it.</summary>
    None = 0,

    /// <summary>A subscribed stream is silent: Value nanoseconds, RecordKind in the record's Epoch.</summary>
    Mute = 1,

    /// <summary>The venue refuses REST for Value nanoseconds.</summary>
    RestRefused = 2,

    /// <summary>The book follows its chain and is wrong all the same: it is given up, and built anew. It is never cleared: the next sync does.</summary>
    BookDoubted = 3,
}
