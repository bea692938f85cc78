namespace Pipeline.Ring;

/// <summary>Spins briefly, then offers the core to others at every look.</summary>
/// <remarks>On a core that others want, each offer may cost a whole scheduler slice.</remarks>
/// <param name="spins">Looks before the first offer. Default: 100.</param>
public sealed class YieldingWaitStrategy(int spins = 100) : IWaitStrategy
{
    /// <inheritdoc/>
    public WaitAction Idle(int look)
    {
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
