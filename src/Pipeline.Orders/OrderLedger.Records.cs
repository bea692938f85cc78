using Pipeline.Events;

namespace Pipeline.Orders;

/// <summary>What each kind of record does.</summary>
public sealed partial class OrderLedger
{
    /// <summary>Takes any record; kinds that say nothing of orders change nothing.</summary>
    public void OnRecord(in InputRecord record)
    {
        if (record.Kind == RecordKind.SessionStart)
        {
            HighestClientOrderId = Math.Max(HighestClientOrderId, record.Session.SessionId << 32);
        }
        else if (record.Kind is >= RecordKind.OrderSent and <= RecordKind.AccountPosition)
        {
            OnOrderRecord(record);
        }
    }

    private void OnOrderRecord(in InputRecord record)
    {
        if ((uint)record.Instrument >= (uint)_instruments.Length)
        {
            Counts.Unusable++;
            return;
        }

        switch (record.Kind)
        {
            case RecordKind.OrderSent:
                OnSent(record);
                break;
            case RecordKind.OrderAck:
                OnAlive(record);
                break;
            case RecordKind.OrderVetoed or RecordKind.OrderReject:
                OnRefused(record);
                break;
            case RecordKind.OrderCanceled or RecordKind.OrderExpired:
                OnClosed(record);
                break;
            case RecordKind.Fill:
                OnFill(record);
                break;
            case RecordKind.OrderUnknown:
                OnUnknown(record);
                break;
            case RecordKind.OrderQueryResult:
                OnQueryResult(record);
                break;
            case RecordKind.AccountPosition:
                OnPosition(record);
                break;
        }

        _instruments[record.Instrument].HasSpoken |= record.Kind != RecordKind.OrderVetoed;
    }

    private void OnSent(in InputRecord record)
    {
        if (TryFindOwn(record.Order.ClientOrderId, out var slot) && _orders[slot].State == OrderState.InFlight)
        {
            Enter(slot, OrderState.Sent);
        }
    }

    /// <summary>An acknowledgement: of the order, or of the amend whose figures it carries.</summary>
    private void OnAlive(in InputRecord record)
    {
        if (!_index.TryGet(record.Order.ClientOrderId, out var slot))
        {
            Adopt(record, OrderState.Working);
            return;
        }

        ref var order = ref _orders[slot];
        var before = order.OpenLots;
        if (order.State == OrderState.Closing)
        {
            return;
        }

        if (IsAmendAnswer(order, record))
        {
            order.PriceTicks = order.AmendPriceTicks;
            order.SizeLots = order.AmendSizeLots;
            DropAmend(ref order);
        }

        order.AckedNanos = Math.Max(order.AckedNanos, record.TransactionNanos);
        order.State = OrderState.Working;
        Settle(slot, before);
    }

    /// <summary>
    /// By the amend's own id, or by its figures in an acknowledgement newer than the last: a doubled older one may carry
    /// the same figures, and to believe it would forget lots that the venue still works.
    /// </summary>
    private static bool IsAmendAnswer(in OpenOrder order, in InputRecord record) =>
        order.AmendClientOrderId != 0
        && (record.Order.ClientOrderId == order.AmendClientOrderId
            || (record.TransactionNanos > order.AckedNanos
                && record.Order.PriceTicks == order.AmendPriceTicks
                && record.Order.SizeLots == order.AmendSizeLots));

    private void DropAmend(ref OpenOrder order)
    {
        _index.Remove(order.AmendClientOrderId);
        order.AmendClientOrderId = 0;
        order.AmendPriceTicks = 0;
        order.AmendSizeLots = 0;
    }

    /// <summary>A refusal of an order that never worked, or of a request about an order, which then lives on.</summary>
    private void OnRefused(in InputRecord record)
    {
        var id = record.Order.ClientOrderId;
        if (!_index.TryGet(id, out var slot))
        {
            return;
        }

        ref var order = ref _orders[slot];
        var before = order.OpenLots;
        if (id == order.AmendClientOrderId)
        {
            DropAmend(ref order);
            Settle(slot, before);
        }
        else if (id == order.CancelClientOrderId)
        {
            _index.Remove(id);
            order.CancelClientOrderId = 0;
            Settle(slot, before);
        }
        else if (order.State is OrderState.Working or OrderState.Closing)
        {
            Counts.Contradictions++;
        }
        else
        {
            Close(slot, order.FilledLots);
        }
    }

    private void OnClosed(in InputRecord record)
    {
        if (_index.TryGet(record.Order.ClientOrderId, out var slot))
        {
            Close(slot, record.Order.FilledLots);
        }
    }

    private void OnUnknown(in InputRecord record)
    {
        if (TryFindOwn(record.Order.ClientOrderId, out var slot))
        {
            if (_orders[slot].State is OrderState.InFlight or OrderState.Sent)
            {
                Enter(slot, OrderState.Unknown);
            }
        }
        else if (!_index.TryGet(record.Order.ClientOrderId, out _))
        {
            Adopt(record, OrderState.Unknown);
        }
    }

    private void OnQueryResult(in InputRecord record)
    {
        switch ((QueryStatus)record.Order.Reason)
        {
            case QueryStatus.Working:
                OnAlive(record);
                break;
            case QueryStatus.Filled or QueryStatus.Canceled or QueryStatus.Expired:
                OnClosed(record);
                break;
            case QueryStatus.Rejected or QueryStatus.NotFound:
                OnRefused(record);
                break;
            default:
                Counts.Unusable++;
                break;
        }
    }

    private void OnFill(in InputRecord record)
    {
        ref readonly var body = ref record.Order;
        if (body.LastFillLots == 0 && body.FeeE8 != 0)
        {
            OnLateFee(record);
            return;
        }

        var isOpen = TryFindOwn(body.ClientOrderId, out var slot);
        var lots = NewlyFilled(record, isOpen ? _orders[slot].FilledLots : IsEnded(body.ClientOrderId) ? long.MaxValue : 0);
        if (lots <= 0)
        {
            return;
        }

        if (isOpen)
        {
            FillOpen(slot, body, lots);
        }
        else
        {
            FillOrphan(record, lots);
        }
    }

    /// <summary>A fill of no lots is the fee of one that the venue told first without it. The gateway says it once.</summary>
    private void OnLateFee(in InputRecord record)
    {
        _instruments[record.Instrument].Position.FeesE8 += record.Order.FeeE8;
        Fold(record.Instrument, record.Order.ClientOrderId, 0, OrderState.Working);
    }

    /// <summary>Lots of this report that were not counted before; 0 for a duplicate or a report that makes no sense.</summary>
    private long NewlyFilled(in InputRecord record, long seenLots)
    {
        ref readonly var body = ref record.Order;
        if (body.LastFillLots <= 0 || body.LastFillTicks <= 0)
        {
            Counts.Unusable++;
            return 0;
        }

        var lots = body.TradeId == InputRecord.Absent
            ? Math.Max(body.FilledLots - Math.Min(seenLots, body.FilledLots), 0)
            : _trades.TryAdd(record.Instrument, body.TradeId, body.ClientOrderId) ? body.LastFillLots : 0;
        Counts.Duplicates += lots == 0 ? 1 : 0;
        return lots;
    }

    private void FillOpen(int slot, in OrderBody body, long lots)
    {
        ref var order = ref _orders[slot];
        ref var position = ref _instruments[order.Instrument].Position;
        var before = order.OpenLots;
        position.Apply(order.Side, body.LastFillTicks, lots);
        position.FeesE8 += body.FeeE8;
        order.FilledLots += lots;
        order.State = order.State == OrderState.Closing ? OrderState.Closing : OrderState.Working;
        Counts.Contradictions += order.FilledLots > Math.Max(order.SizeLots, order.AmendSizeLots) ? 1 : 0;
        Settle(slot, before);
    }

    /// <summary>A fill of an order that is not open: late for one that ended, or not ours. The position moves all the same.</summary>
    private void FillOrphan(in InputRecord record, long lots)
    {
        ref readonly var body = ref record.Order;
        if (body.Side is not (Side.Buy or Side.Sell))
        {
            Counts.Unusable++;
            return;
        }

        ref var book = ref _instruments[record.Instrument];
        book.Position.Apply(body.Side, body.LastFillTicks, lots);
        book.Position.FeesE8 += body.FeeE8;
        Counts.OrphanFills++;
        Fold(record.Instrument, body.ClientOrderId, lots, OrderState.Closing);
    }

    /// <summary>The first word before anything traded sets the position; later ones are held against ours.</summary>
    private void OnPosition(in InputRecord record)
    {
        ref var book = ref _instruments[record.Instrument];
        if (!book.HasSpoken)
        {
            book.Open(record.Account.PositionLots, record.Account.EntryPriceE8);
        }

        book.BreakLots = record.Account.PositionLots - book.Position.Lots;
        Counts.PositionBreaks += book.BreakLots == 0 ? 0 : 1;
        Fold(record.Instrument, 0, record.Account.PositionLots, OrderState.Working);
    }

    private void Close(int slot, long reportedLots)
    {
        ref var order = ref _orders[slot];
        var before = order.OpenLots;
        order.ReportedLots = Math.Max(Math.Max(order.ReportedLots, reportedLots), order.FilledLots);
        order.State = OrderState.Closing;
        Settle(slot, before);
    }

    private void Enter(int slot, OrderState state)
    {
        _orders[slot].State = state;
        Settle(slot, _orders[slot].OpenLots);
    }

    /// <summary>An order that lives at the venue and is not of this session counts as exposure like one of ours.</summary>
    private void Adopt(in InputRecord record, OrderState state)
    {
        ref readonly var body = ref record.Order;
        if (IsEnded(body.ClientOrderId))
        {
            return;
        }

        if (body.ClientOrderId == 0 || body.Side is not (Side.Buy or Side.Sell) || body.SizeLots <= body.FilledLots)
        {
            Counts.Unusable++;
            return;
        }

        Counts.Adopted++;
        HasLostCount |= _firstFree == None;
        if (!HasLostCount)
        {
            Insert(new OpenOrder
            {
                ClientOrderId = body.ClientOrderId,
                PriceTicks = body.PriceTicks,
                SizeLots = body.SizeLots,
                FilledLots = body.FilledLots,
                Instrument = record.Instrument,
                Side = body.Side,
                TimeInForce = body.TimeInForce,
                State = state,
            });
        }
    }

    private bool IsEnded(long clientOrderId) =>
        clientOrderId >> 32 == HighestClientOrderId >> 32 && clientOrderId <= HighestClientOrderId;
}
