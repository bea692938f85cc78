namespace Pipeline.Engine;

/// <summary>Where the Book stage asks for snapshots. A replay has none: its snapshots are in the log.</summary>
public interface IResyncRequests
{
    /// <summary>A book needs a snapshot, which is to carry this epoch. The Book stage's thread; must not wait.</summary>
    /// <param name="instrument">Which.</param>
    /// <param name="epoch">Grows by one with each request.</param>
    /// <param name="isDoubted">Whether the book is Synced and goes on meanwhile, so that nobody waits for the snapshot.</param>
    void Request(int instrument, int epoch, bool isDoubted);

    /// <summary>A book is Synced and wrong: a FeedAlarm record is to say so, which gives the book up. The Book stage's thread; must not wait.</summary>
    void Doubt(int instrument);
}
