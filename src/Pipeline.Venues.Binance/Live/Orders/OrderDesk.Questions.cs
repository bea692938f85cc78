using Pipeline.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What is due as time passes: replies that are late, questions, repeated cancels.</summary>
public sealed partial class OrderDesk
{
    private const int LateReplyTimeouts = 30;
    private const int MostDoublings = 5;

    // An order that is to go, and the switch that takes all of them, are not left untried for more than a second.
    private const int MostUrgentDoublings = 2;

    private readonly CancelAllState[] _cancelAll;

    /// <summary>Does what is due. To be called often: every few milliseconds.</summary>
    public void Advance(DeskTime now)
    {
        ExpireCalls(now);
        _scratch.Clear();
        _scratch.AddRange(_orders.Values);
        foreach (var order in _scratch)
        {
            AdvanceOrder(order, now);
        }

        AdvanceCancelAll(now);
        AdvanceDeadMan(now);
        AdvanceRound(now);
    }

    /// <summary>Takes back every order of an instrument, and again until none is left. Orders sent later are not meant.</summary>
    public void CancelAll(int instrument, DeskTime now)
    {
        _cancelAll[instrument].IsWanted = true;
        _cancelAll[instrument].NextNanos = now.MonotonicNanos;
        AdvanceCancelAll(now);
    }

    /// <summary>A late reply counts as unknown once, and is then listened to for a while longer.</summary>
    private void ExpireCalls(DeskTime now)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            var call = _pending[i];
            var age = now.MonotonicNanos - call.SentNanos;
            if (age > LateReplyTimeouts * _options.ReplyTimeoutNanos)
            {
                _pending.RemoveAt(i);
            }
            else if (age > _options.ReplyTimeoutNanos && !call.IsLate)
            {
                call.IsLate = true;
                _pending[i] = call;
                Answer(call, new VenueReply { CallId = call.Id, Outcome = CallOutcome.Unknown }, now);
            }
        }
    }

    private void AdvanceOrder(TrackedOrder order, DeskTime now)
    {
        if (order.CancelId != 0 && !order.IsCancelOut && order.CancelNanos <= now.MonotonicNanos && order.IsOpen)
        {
            SendCancel(order, now);
        }

        if (order.QueryNanos > now.MonotonicNanos || order.IsQueryOut)
        {
            return;
        }

        if (order.IsOpen)
        {
            SendQuery(order, now);
        }
        else
        {
            RoundBy(now.MonotonicNanos);
            AskLater(order, now);
        }
    }

    private void SendCancel(TrackedOrder order, DeskTime now)
    {
        order.IsCancelOut = Call(About(order, VenueCallKind.Cancel), order.CancelId, now) == VetoReason.None;
        order.CancelNanos = now.MonotonicNanos + _options.RetryNanos;
    }

    private void SendQuery(TrackedOrder order, DeskTime now)
    {
        order.IsQueryOut = Call(About(order, VenueCallKind.Query), 0, now) == VetoReason.None;
        order.QuerySentNanos = now.MonotonicNanos;
        order.QueryNanos = order.IsQueryOut ? long.MaxValue : now.MonotonicNanos + _options.RetryNanos;
    }

    private static VenueCall About(TrackedOrder order, VenueCallKind kind) => new()
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        OrderId = order.OrderId,
        Instrument = order.Instrument,
        Side = order.Side,
    };

    private static void Ask(TrackedOrder order, long nanos)
    {
        if (order.IsOpen)
        {
            order.QueryNanos = Math.Min(order.QueryNanos, nanos);
        }
    }

    private void AskLater(TrackedOrder order, DeskTime now)
    {
        order.QueryNanos = now.MonotonicNanos + (_options.RetryNanos << order.Tries);
        order.Tries = Math.Min(order.Tries + 1, MostDoublings);
    }

    private void AdvanceCancelAll(DeskTime now)
    {
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            ref var state = ref _cancelAll[instrument];
            if (state.IsWanted && !state.IsOut && state.NextNanos <= now.MonotonicNanos)
            {
                state.IsOut = Call(new VenueCall { Kind = VenueCallKind.CancelAll, Instrument = instrument }, 0, now) == VetoReason.None;
                state.NextNanos = now.MonotonicNanos + (4 * _options.RetryNanos);
            }
        }
    }

    /// <summary>A halted gateway repeats it while an order is left; a single request is over once the venue has done it.</summary>
    private void OnCancelAll(in PendingCall call, in VenueReply reply, DeskTime now)
    {
        ref var state = ref _cancelAll[call.Instrument];
        state.IsOut = false;
        state.NextNanos = Math.Max(state.NextNanos, now.MonotonicNanos + _options.RetryNanos);
        state.IsWanted = reply.Outcome != CallOutcome.Done || (_isHalted && HasOpen(call.Instrument));
        if (reply.Outcome == CallOutcome.Done)
        {
            AskOfAll(call.Instrument, now.MonotonicNanos + _options.EventGraceNanos);
        }
    }

    private void AskOfAll(int instrument, long nanos)
    {
        foreach (var order in _orders.Values)
        {
            if (order.Instrument == instrument && order.State == OrderState.Working)
            {
                Ask(order, nanos);
            }
        }
    }

    private bool HasOpen(int instrument)
    {
        foreach (var order in _orders.Values)
        {
            if (order.Instrument == instrument && order.IsOpen)
            {
                return true;
            }
        }

        return false;
    }

    private struct CancelAllState
    {
        public bool IsWanted;
        public bool IsOut;
        public long NextNanos;
    }
}
