using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pipeline.Ring;

/// <summary>The one way to wait in a ring: until a condition is met or the ring has stopped; spinning, napping or parked, as the strategy says.</summary>
/// <remarks>Several threads may wait at one point (producers of a full ring do); a wake-up is for all of them.</remarks>
internal sealed class WaitPoint(WakeSignal signal, IWaitCondition condition, ulong bit)
{
    private const int NapMillis = 1;

    private readonly object _gate = new();
    private long _wakeUps;

    /// <summary>Waits until the condition is met; false where the ring has stopped first.</summary>
    public bool Wait(IWaitStrategy strategy)
    {
        for (var look = 0; !condition.IsMet; look++)
        {
            if (signal.IsStopped)
            {
                return condition.IsMet;
            }

            var action = strategy.Idle(look);
            if (action != WaitAction.Look)
            {
                Leave(action);
            }
        }

        return true;
    }

    /// <summary>The same with a bound: false too where <paramref name="patience"/> is over. It naps; nobody need wake it.</summary>
    public bool Wait(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition.IsMet)
        {
            if (signal.IsStopped || Stopwatch.GetElapsedTime(started) > patience)
            {
                return condition.IsMet;
            }

            Leave(WaitAction.Nap);
        }

        return true;
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

    private bool IsOver => condition.IsMet || signal.IsStopped;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Leave(WaitAction action)
    {
        lock (_gate)
        {
            if (action == WaitAction.Park)
            {
                Park();
            }
            else if (!IsOver)
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
        if (IsOver)
        {
            Wake();
        }

        while (wakeUps == _wakeUps)
        {
            Monitor.Wait(_gate);
        }
    }
}
