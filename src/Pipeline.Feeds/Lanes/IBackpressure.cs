namespace Pipeline.Feeds.Lanes;

/// <summary>What a lane does when the ring or its arena is full.</summary>
public interface IBackpressure
{
    /// <summary>Gives the stages a chance to move: waits where they have threads, steps them where the caller is their thread.</summary>
    void MakeRoom();
}
