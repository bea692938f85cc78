namespace Pipeline.Ring;

/// <summary>Spins, then yields, then naps a millisecond at a time. The publisher never pays for a wake-up.</summary>
/// <remarks>For threads whose delay does not matter, such as a logger.</remarks>
/// <param name="spins">Looks with a pause. Default: 100.</param>
/// <param name="yields">Looks with an offer of the core. Default: 100.</param>
public sealed class SleepingWaitStrategy(int spins = 100, int yields = 100) : IWaitStrategy
{
    /// <inheritdoc/>
    public WaitAction Idle(int look)
    {
        if (look >= spins + yields)
        {
            return WaitAction.Nap;
        }

        if (look < spins)
        {
            ProcessorPause.Repeat(1);
        }
        else
        {
            Thread.Yield();
        }

        return WaitAction.Look;
    }
}
