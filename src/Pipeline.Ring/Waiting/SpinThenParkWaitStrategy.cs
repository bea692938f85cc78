namespace Pipeline.Ring;

/// <summary>Spins for a bounded time, then parks. The default where threads share cores.</summary>
/// <remarks>
/// The spin covers the gap between two messages of a burst; the park gives the core away before the scheduler takes it,
/// which would cost a whole slice. The publisher pays for a wake-up only while somebody is parked.
/// </remarks>
/// <param name="spins">Looks before parking. Default: 200.</param>
/// <param name="pauses">Pause instructions after each look, some 25 ns each on current x64. Default: 4.</param>
/// <param name="yields">Offers of the core between spinning and parking, for threads whose wait is short as long as all is well. Default: 0.</param>
public sealed class SpinThenParkWaitStrategy(int spins = 200, int pauses = 4, int yields = 0) : IWaitStrategy
{
    /// <inheritdoc/>
    public WaitAction Idle(int look)
    {
        if (look >= spins + yields)
        {
            return WaitAction.Park;
        }

        if (look < spins)
        {
            ProcessorPause.Repeat(pauses);
        }
        else
        {
            Thread.Yield();
        }

        return WaitAction.Look;
    }
}
