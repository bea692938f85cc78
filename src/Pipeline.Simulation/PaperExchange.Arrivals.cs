using Pipeline.Events;

namespace Pipeline.Simulation;

/// <summary>What happens to an order, an amend or a cancel when it arrives.</summary>
public sealed partial class PaperExchange
{
    private void Arrive(in OrderIntent intent, long nanos)
    {
        var order = OrderOf(intent);
        if ((uint)intent.Instrument >= (uint)_books.Length)
        {
            Report(RecordKind.OrderReject, order, nanos, PaperReason.Malformed);
            return;
        }

        switch (intent.Action)
        {
            case OrderAction.New:
                ArriveNew(ref order, nanos);
                break;
            case OrderAction.Amend when _index.TryGet(intent.TargetClientOrderId, out var slot):
                Amend(slot, intent, nanos);
                break;
            case OrderAction.Cancel when _index.TryGet(intent.TargetClientOrderId, out var slot):
                Report(RecordKind.OrderCanceled, _orders[slot], nanos);
                Remove(slot);
                break;
            case OrderAction.Amend or OrderAction.Cancel:
                Report(RecordKind.OrderReject, order, nanos, PaperReason.UnknownOrder);
                break;
            default:
                Report(RecordKind.OrderReject, order, nanos, PaperReason.Malformed);
                break;
        }
    }

    private void ArriveNew(ref PaperOrder order, long nanos)
    {
        order.OrderId = ++_lastOrderId;
        var refusal = Refusal(order);
        if (refusal != PaperReason.None)
        {
            Report(RecordKind.OrderReject, order, nanos, refusal);
            return;
        }

        Report(RecordKind.OrderAck, order, nanos);
        Match(ref order, nanos);
    }

    private PaperReason Refusal(in PaperOrder order)
    {
        var hasPrice = order.IsMarket || order.PriceTicks > 0;
        if (order.Side is not (Side.Buy or Side.Sell) || order.SizeLots <= 0 || !hasPrice || order.ClientOrderId == 0)
        {
            return PaperReason.Malformed;
        }

        var position = _books[order.Instrument].PositionLots;
        var room = order.Side == Side.Buy ? -position : position;
        return (order.Flags & OrderFlags.ReduceOnly) != 0 && order.RestLots > room ? PaperReason.WouldAdd
            : _firstFree == None ? PaperReason.Full
            : PaperReason.None;
    }

    /// <summary>Trades what can be traded at once; the rest rests or lapses as its time in force says.</summary>
    private void Match(ref PaperOrder order, long nanos)
    {
        var against = _books[order.Instrument].Against(order.Side);
        var isPostOnly = order.TimeInForce == TimeInForce.PostOnly;
        if (isPostOnly && against.Count > 0 && order.Reaches(against.Ticks(0)))
        {
            Report(RecordKind.OrderExpired, order, nanos, PaperReason.WouldTake);
        }
        else if (order.TimeInForce == TimeInForce.FillOrKill && Reachable(order, against) < order.RestLots)
        {
            Report(RecordKind.OrderExpired, order, nanos, PaperReason.CannotFill);
        }
        else
        {
            Take(ref order, against, isMaker: false, nanos);
            RestOrLapse(ref order, nanos);
        }
    }

    private static long Reachable(in PaperOrder order, PaperSide against)
    {
        var lots = 0L;
        for (var rank = 0; rank < against.Count && order.Reaches(against.Ticks(rank)); rank++)
        {
            lots += against.Available(rank);
        }

        return lots;
    }

    /// <summary>Trades with the levels that the order reaches, at their price as taker, at its own as maker.</summary>
    private void Take(ref PaperOrder order, PaperSide against, bool isMaker, long nanos)
    {
        for (var rank = 0; rank < against.Count && order.RestLots > 0 && order.Reaches(against.Ticks(rank)); rank++)
        {
            var lots = Math.Min(against.Available(rank), order.RestLots);
            if (lots > 0)
            {
                against.Take(rank, lots);
                Fill(ref order, isMaker ? order.PriceTicks : against.Ticks(rank), lots, isMaker, nanos);
            }
        }
    }

    private void RestOrLapse(ref PaperOrder order, long nanos)
    {
        if (order.RestLots == 0)
        {
            return;
        }

        if (order.IsMarket || order.TimeInForce is not (TimeInForce.GoodTillCanceled or TimeInForce.PostOnly))
        {
            Report(RecordKind.OrderExpired, order, nanos, PaperReason.NoLiquidity);
        }
        else
        {
            Rest(ref order);
        }
    }

    /// <summary>A smaller size at the same price keeps its place; anything else is a new order at the end of the queue.</summary>
    private void Amend(int slot, in OrderIntent intent, long nanos)
    {
        ref var order = ref _orders[slot];
        if (intent.PriceTicks <= 0 || intent.SizeLots <= 0)
        {
            Report(RecordKind.OrderReject, OrderOf(intent), nanos, PaperReason.Malformed);
            return;
        }

        var keepsPlace = intent.PriceTicks == order.PriceTicks && intent.SizeLots <= order.SizeLots;
        if (intent.SizeLots <= order.FilledLots)
        {
            Report(RecordKind.OrderCanceled, order, nanos, PaperReason.AmendedAway);
            Remove(slot);
            return;
        }

        order.PriceTicks = intent.PriceTicks;
        order.SizeLots = intent.SizeLots;
        Report(RecordKind.OrderAck, order, nanos);
        if (!keepsPlace)
        {
            var moved = order;
            Remove(slot);
            Match(ref moved, nanos);
        }
    }
}
