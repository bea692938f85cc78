namespace Pipeline.Ring;

/// <summary>Parks at once: no core is used while nothing happens, and a wake-up costs tens of microseconds.</summary>
public sealed class BlockingWaitStrategy : IWaitStrategy
{
    /// <inheritdoc/>
    public WaitAction Idle(int look) => WaitAction.Park;
}
