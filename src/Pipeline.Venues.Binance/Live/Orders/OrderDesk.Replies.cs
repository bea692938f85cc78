using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What becomes of a call.</summary>
public sealed partial class OrderDesk
{
    private const int OrderDoesNotExist = -2013;

    /// <summary>Takes the reply of a call; one that nobody waits for any more is passed over.</summary>
    public void OnReply(in VenueReply reply, DeskTime now)
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Id == reply.CallId)
            {
                var call = _pending[i];
                _pending.RemoveAt(i);
                Answer(call, reply, now);
                return;
            }
        }
    }

    private void Answer(in PendingCall call, in VenueReply reply, DeskTime now)
    {
        switch (call.Kind)
        {
            case VenueCallKind.Place or VenueCallKind.Amend or VenueCallKind.Cancel or VenueCallKind.Query:
                AnswerOfOrder(call, reply, now);
                break;
            case VenueCallKind.CancelAll:
                OnCancelAll(call, reply, now);
                break;
            case VenueCallKind.Countdown:
                OnCountdown(call, reply, now);
                break;
            default:
                OnRoundReply(call, reply, now);
                break;
        }
    }

    private void AnswerOfOrder(in PendingCall call, in VenueReply reply, DeskTime now)
    {
        if (reply.Outcome == CallOutcome.Done)
        {
            _ids.Add(reply.Order.OrderId, reply.Order.ClientOrderId);
        }

        if (!_orders.TryGetValue(call.ClientOrderId, out var order))
        {
            return;
        }

        switch (call.Kind)
        {
            case VenueCallKind.Place:
                OnPlaced(order, reply, now);
                break;
            case VenueCallKind.Amend when order.AmendId == call.IntentId:
                OnAmended(order, reply, now);
                break;
            case VenueCallKind.Cancel:
                OnCancelAnswered(order, reply, now);
                break;
            case VenueCallKind.Query:
                OnQueried(order, reply, now);
                break;
        }
    }

    private void OnPlaced(TrackedOrder order, in VenueReply reply, DeskTime now)
    {
        var mayBeUnborn = order.State is OrderState.Sent or OrderState.Unknown;
        switch (reply.Outcome)
        {
            case CallOutcome.Done:
                TakeFacts(order, reply.Order, InputRecord.Absent, now);
                break;
            case CallOutcome.Unknown when order.State == OrderState.Sent:
                BecomeUnknown(order, now);
                break;
            case CallOutcome.Refused when mayBeUnborn:
                EndUnborn(order, RecordKind.OrderReject, reply.Code, now);
                break;
            case CallOutcome.NotSent when mayBeUnborn:
                Counts.Placed--;
                Counts.NotSent++;
                EndUnborn(order, RecordKind.OrderVetoed, (int)VetoReason.NotSent, now);
                break;
            case CallOutcome.Refused or CallOutcome.NotSent:
                Counts.Contradictions++;
                Ask(order, now.MonotonicNanos);
                break;
        }
    }

    private void BecomeUnknown(TrackedOrder order, DeskTime now)
    {
        order.State = OrderState.Unknown;
        Counts.Unknown++;
        _reports.Order(RecordKind.OrderUnknown, order, order.ClientOrderId, 0, now);
        Ask(order, now.MonotonicNanos);
    }

    private void EndUnborn(TrackedOrder order, RecordKind kind, int reason, DeskTime now)
    {
        Counts.Resolved += order.State == OrderState.Unknown ? 1 : 0;
        _reports.Order(kind, order, order.ClientOrderId, reason, now);
        Remove(order);
    }

    private void OnAmended(TrackedOrder order, in VenueReply reply, DeskTime now)
    {
        switch (reply.Outcome)
        {
            case CallOutcome.Done:
                EndAmend(order, reply.Order, now);
                break;
            case CallOutcome.Unknown when !order.IsAmendUnknown:
                order.IsAmendUnknown = true;
                Counts.Unknown++;
                _reports.Order(RecordKind.OrderUnknown, order, order.AmendId, 0, now);
                Ask(order, now.MonotonicNanos);
                break;
            case CallOutcome.Refused:
                DropAmend(order, RecordKind.OrderReject, reply.Code, now);
                Ask(order, now.MonotonicNanos);
                break;
            case CallOutcome.NotSent:
                DropAmend(order, RecordKind.OrderVetoed, (int)VetoReason.NotSent, now);
                break;
        }
    }

    /// <summary>The amend took place: the order has its figures, unless it ended by it.</summary>
    private void EndAmend(TrackedOrder order, in OrderFacts facts, DeskTime now)
    {
        Counts.Resolved += order.IsAmendUnknown ? 1 : 0;
        if (facts.IsAlive || facts.Status == VenueOrderStatus.Filled)
        {
            order.PriceTicks = order.AmendTicks;
            order.SizeLots = order.AmendLots;
            _reports.Facts(RecordKind.OrderAck, facts, order.AmendId, 0, InputRecord.Absent, now);
        }

        order.AmendId = 0;
        order.IsAmendUnknown = false;
        if (facts.IsAlive)
        {
            GoToWork(order, facts);
        }
        else
        {
            TakeFacts(order, facts, InputRecord.Absent, now);
        }
    }

    private void DropAmend(TrackedOrder order, RecordKind kind, int reason, DeskTime now)
    {
        Counts.Resolved += order.IsAmendUnknown ? 1 : 0;
        _reports.Order(kind, order, order.AmendId, reason, now);
        order.AmendId = 0;
        order.IsAmendUnknown = false;
    }

    private void OnCancelAnswered(TrackedOrder order, in VenueReply reply, DeskTime now)
    {
        order.IsCancelOut = false;
        switch (reply.Outcome)
        {
            case CallOutcome.Done:
                Close(order, RecordKind.OrderCanceled, reply.Order, InputRecord.Absent, 0, now);
                break;
            case CallOutcome.Refused when !RateLimit.IsOfRate(reply.Code):
                RefuseCancel(order, reply.Code, now);
                break;
            default:
                // A venue that only asks for patience has not said that the order is gone: the cancel is wanted still.
                order.CancelNanos = now.MonotonicNanos + (_options.RetryNanos << order.CancelTries);
                order.CancelTries = Math.Min(order.CancelTries + 1, MostUrgentDoublings);
                break;
        }
    }

    private void RefuseCancel(TrackedOrder order, int code, DeskTime now)
    {
        if (order.CancelId != 0 && order.IsOpen)
        {
            _reports.Order(RecordKind.OrderReject, order, order.CancelId, code, now);
        }

        order.CancelId = 0;
        Ask(order, now.MonotonicNanos);
    }

    private void OnQueried(TrackedOrder order, in VenueReply reply, DeskTime now)
    {
        order.IsQueryOut = false;
        if (reply.Outcome == CallOutcome.Done)
        {
            OnFound(order, reply.Order, now);
        }
        else if (reply.Outcome == CallOutcome.Refused && reply.Code == OrderDoesNotExist && order.State is OrderState.Sent or OrderState.Unknown)
        {
            OnNotFound(order, now);
        }
        else
        {
            AskLater(order, now);
        }
    }

    private void OnFound(TrackedOrder order, in OrderFacts facts, DeskTime now)
    {
        if (!order.IsOpen)
        {
            return;
        }

        if (IsOutdated(order, facts))
        {
            AskLater(order, now);
            return;
        }

        order.Tries = 0;
        Counts.Resolved += order.State == OrderState.Unknown ? 1 : 0;
        _reports.Facts(RecordKind.OrderQueryResult, facts, order.ClientOrderId, (int)Meaning(facts.Status), InputRecord.Absent, now);
        if (!facts.IsAlive)
        {
            BeginClosing(order, facts, now);
            return;
        }

        Learn(order, facts);
        order.State = OrderState.Working;
        if (order.IsAmendUnknown)
        {
            SettleAmend(order, facts, now);
        }
    }

    /// <summary>By its figures the amend took place; without them it did not, once it could no longer be on its way.</summary>
    private void SettleAmend(TrackedOrder order, in OrderFacts facts, DeskTime now)
    {
        var settled = order.AmendSentNanos + _options.ReceiveWindowNanos + _options.SettleNanos;
        if (facts.PriceTicks == order.AmendTicks && facts.SizeLots == order.AmendLots)
        {
            EndAmend(order, facts, now);
        }
        else if (order.QuerySentNanos >= settled)
        {
            DropAmend(order, RecordKind.OrderReject, OrderDoesNotExist, now);
        }
        else
        {
            Ask(order, settled);
        }
    }

    /// <summary>"No such order" counts only when it was asked after the request could no longer arrive.</summary>
    private void OnNotFound(TrackedOrder order, DeskTime now)
    {
        var settled = order.SentNanos + _options.ReceiveWindowNanos + _options.SettleNanos;
        if (order.QuerySentNanos < settled)
        {
            Ask(order, settled);
            return;
        }

        Counts.Resolved++;
        _reports.Order(RecordKind.OrderQueryResult, order, order.ClientOrderId, (int)QueryStatus.NotFound, now);
        Remove(order);
    }

    private static QueryStatus Meaning(VenueOrderStatus status) => status switch
    {
        VenueOrderStatus.New or VenueOrderStatus.PartiallyFilled => QueryStatus.Working,
        VenueOrderStatus.Filled => QueryStatus.Filled,
        VenueOrderStatus.Canceled => QueryStatus.Canceled,
        VenueOrderStatus.Expired => QueryStatus.Expired,
        VenueOrderStatus.Rejected => QueryStatus.Rejected,
        _ => QueryStatus.None,
    };
}
