namespace Pipeline.Engine.Replay;

/// <summary>An input whose stamps can be seen before they are published: one that is wrong must not order what lies behind it.</summary>
internal interface IStampedInput : IReplayInput
{
    /// <summary>The stamps of a message; 0 is the one that <see cref="IReplayInput.TryRead"/> moved to, 1 the one behind it.</summary>
    /// <param name="ahead">How far ahead.</param>
    /// <param name="receiveNanos">Its receive time, 0 where it has none.</param>
    /// <param name="eventNanos">The venue's time, or Absent.</param>
    /// <returns>False where the input cannot look as far, or ends before.</returns>
    bool TryPeek(int ahead, out long receiveNanos, out long eventNanos);
}
