namespace Pipeline.Feeds.Lanes;

/// <summary>What a lane does when the ring or its arena is full.</summary>
public interface IBackpressure
{
    /// <summary>Lets the slowest stage move: waits for it where stages have threads, steps them where the caller is their thread.</summary>
    /// <param name="passed">How far the slowest stage was before the lane looked for room: what it moved since is not waited for again.</param>
    void MakeRoom(long passed);
}
