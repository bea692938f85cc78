namespace Pipeline.Risk;

/// <summary>The kill latch: it only ever closes further. Opening it again is a new latch, made by somebody who says why.</summary>
/// <remarks>Single writer: it moves on a record, so that a replay moves it at the same place.</remarks>
public sealed class KillLatch
{
    /// <summary>A latch in <paramref name="state"/>; halted unless told otherwise.</summary>
    public KillLatch(LatchState state = LatchState.Halted) => State = state;

    /// <summary>The present state.</summary>
    public LatchState State { get; private set; }

    /// <summary>Closes the latch as far as <paramref name="state"/>; true where that was further than before.</summary>
    public bool Escalate(LatchState state)
    {
        var closes = state > State;
        State = closes ? state : State;
        return closes;
    }
}
