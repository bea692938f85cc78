using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>The exchange-side dead-man switch: the venue cancels everything unless it hears from a healthy strategy in time.</summary>
/// <remarks>It is renewed while the logic thread shows life, not while this thread does: a hung strategy with a live socket must be cancelled.</remarks>
public sealed partial class OrderDesk
{
    private const int RenewalsPerCountdown = 3;

    private readonly DeadManSwitch[] _deadMan;
    private long _beat;
    private long _beatNanos = long.MinValue / 2;
    private DeskTime _lastAdvance;

    /// <summary>Whether the venue holds a running switch for every instrument, or none is asked for.</summary>
    public bool IsDeadManSet => IsDeadManSetAt(_lastAdvance.MonotonicNanos);

    /// <summary>Tells how often the logic thread has shown life so far.</summary>
    public void OnHeartbeat(long beat, DeskTime now)
    {
        if (beat != _beat)
        {
            _beat = beat;
            _beatNanos = now.MonotonicNanos;
        }
    }

    /// <summary>Whether what leaves now arrives before any switch fires; an order that came later would stand without one.</summary>
    private bool IsDeadManSetAt(long nanos)
    {
        var isSet = true;
        foreach (ref readonly var each in _deadMan.AsSpan())
        {
            isSet &= nanos < each.CoversNanos;
        }

        return isSet || _options.DeadManNanos == 0;
    }

    private bool IsStrategyHealthy(DeskTime now) => now.MonotonicNanos - _beatNanos <= _options.HeartbeatNanos;

    private void AdvanceDeadMan(DeskTime now)
    {
        _lastAdvance = now;
        if (_options.DeadManNanos == 0 || !IsStrategyHealthy(now))
        {
            return;
        }

        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            ref var each = ref _deadMan[instrument];
            if (!each.IsOut && each.NextNanos <= now.MonotonicNanos)
            {
                Renew(instrument, ref each, now);
            }
        }
    }

    private void Renew(int instrument, ref DeadManSwitch each, DeskTime now)
    {
        var call = new VenueCall { Kind = VenueCallKind.Countdown, Instrument = instrument, CountdownMillis = _options.DeadManNanos / 1_000_000 };
        each.IsOut = Call(call, 0, now) == VetoReason.None;
        each.NextNanos = now.MonotonicNanos + (each.IsOut ? _options.DeadManNanos / RenewalsPerCountdown : _options.RetryNanos);
    }

    /// <summary>
    /// It runs from after the request left, so its end is counted from there, less a third: an order takes time to arrive, and
    /// one that came after the switch has fired would rest with nothing to take it back.
    /// </summary>
    private void OnCountdown(in PendingCall call, in VenueReply reply, DeskTime now)
    {
        ref var each = ref _deadMan[call.Instrument];
        each.IsOut = false;
        if (reply.Outcome == CallOutcome.Done)
        {
            each.Tries = 0;
            each.CoversNanos = Math.Max(each.CoversNanos, call.SentNanos + _options.DeadManNanos - (_options.DeadManNanos / RenewalsPerCountdown));
        }
        else
        {
            each.NextNanos = now.MonotonicNanos + (_options.RetryNanos << each.Tries);
            each.Tries = Math.Min(each.Tries + 1, MostUrgentDoublings);
        }
    }

    private struct DeadManSwitch
    {
        public bool IsOut;
        public int Tries;
        public long NextNanos;
        public long CoversNanos;
    }
}
