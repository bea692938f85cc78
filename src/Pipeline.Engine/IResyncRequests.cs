namespace Pipeline.Engine;

/// <summary>Where the Book stage asks for snapshots. A replay has none: its snapshots are in the log.</summary>
public interface IResyncRequests
{
    /// <summary>A book that is not Synced needs a snapshot, which is to carry this epoch. The Book stage's thread; must not wait.</summary>
    void Request(int instrument, int epoch);

    /// <summary>A book is Synced and wrong: a FeedAlarm record is to say so, which gives the book up. The Book stage's thread; must not wait.</summary>
    void Doubt(int instrument);
}
