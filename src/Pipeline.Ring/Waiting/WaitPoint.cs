using System.Runtime.CompilerServices;

namespace Pipeline.Ring;

/// <summary>A place to wait until one condition is met: spinning, napping or parked, as the strategy says.</summary>
/// <remarks>Several threads may wait at one point (producers of a full ring do); a wake-up is for all of them.</remarks>
internal sealed class WaitPoint(WakeSignal signal, IWaitCondition condition, ulong bit)
{
    private const int NapMillis = 1;

    private readonly object _gate = new();
    private long _wakeUps;

    /// <summary>Spends the time between two looks. The caller looks again afterwards: to return proves nothing.</summary>
    public void Idle(IWaitStrategy strategy, int look)
    {
        var action = strategy.Idle(look);
        if (action != WaitAction.Look)
        {
            Leave(action);
        }
    }

    /// <summary>Wakes whoever is parked here, where the condition is met.</summary>
    public void WakeIfMet()
    {
        if (condition.IsMet)
        {
            Wake();
        }
    }

    /// <summary>Wakes whoever is parked or napping here.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            signal.ClearParked(bit);
            _wakeUps++;
            Monitor.PulseAll(_gate);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Leave(WaitAction action)
    {
        lock (_gate)
        {
            if (action == WaitAction.Park)
            {
                Park();
            }
            else if (!condition.IsMet)
            {
                Monitor.Wait(_gate, NapMillis);
            }
        }
    }

    private void Park()
    {
        var wakeUps = _wakeUps;
        signal.MarkParked(bit);
        Interlocked.MemoryBarrierProcessWide();
        if (condition.IsMet)
        {
            Wake();
        }

        while (wakeUps == _wakeUps)
        {
            Monitor.Wait(_gate);
        }
    }
}
