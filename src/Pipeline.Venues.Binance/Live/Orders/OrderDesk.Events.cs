using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What the user data stream tells.</summary>
public sealed partial class OrderDesk
{
    private readonly OwnPosition[] _own;
    private long _strangeFills;

    /// <summary>The user data stream came up or went down. After it was down, everything is reconciled before orders leave.</summary>
    public void OnUserStream(bool isUp, DeskTime now)
    {
        _isUserStreamUp = isUp;
        IsReconciled = false;
        RestartRounds(now);
    }

    /// <summary>Takes one event about an order.</summary>
    public void OnExecution(in ExecutionReport report, DeskTime now)
    {
        if (!HasBaseline || (uint)report.Order.Instrument >= (uint)_instruments)
        {
            return;
        }

        _ids.Add(report.Order.OrderId, report.Order.ClientOrderId);
        if (report.Kind == ExecutionKind.Trade)
        {
            TakeFill(report, now);
        }

        if (_orders.TryGetValue(report.Order.ClientOrderId, out var order))
        {
            TakeEvent(order, report, now);
        }
        else
        {
            TakeStrange(report, now);
        }
    }

    /// <summary>Takes a position of an event: it is held against ours once events had time to arrive.</summary>
    public void OnPosition(in PositionFacts position, DeskTime now)
    {
        if (!HasBaseline || (uint)position.Instrument >= (uint)_instruments)
        {
            return;
        }

        _own[position.Instrument].Told = position;
        if (position.Lots == _own[position.Instrument].Lots)
        {
            _reports.Position(position, _round, now);
        }
        else
        {
            RoundBy(now.MonotonicNanos + _options.EventGraceNanos);
        }
    }

    /// <summary>Takes the settlement asset's balance of an event.</summary>
    public void OnBalance(long balanceE8, DeskTime now) => _reports.Balance(balanceE8, _round, now);

    private void TakeEvent(TrackedOrder order, in ExecutionReport report, DeskTime now)
    {
        switch (report.Kind)
        {
            case ExecutionKind.Canceled:
                Close(order, RecordKind.OrderCanceled, report.Order, report.EventNanos, report.Reason, now);
                break;
            case ExecutionKind.Expired:
                Close(order, RecordKind.OrderExpired, report.Order, report.EventNanos, report.Reason, now);
                break;
            case ExecutionKind.Amendment when IsAnswer(order, report.Order):
                EndAmend(order, report.Order, now);
                break;
            case ExecutionKind.Trade when report.Order.Status == VenueOrderStatus.Filled:
                EndFilled(order, report, now);
                break;
            case ExecutionKind.Trade when report.Order.Status != VenueOrderStatus.None:
                GoToWork(order, report.Order);
                break;
            case ExecutionKind.New or ExecutionKind.Amendment:
                TakeFacts(order, report.Order, report.EventNanos, now);
                break;
        }
    }

    /// <summary>The last fill says it all, unless earlier fills are missing or an amend could be thought to be on its way.</summary>
    private void EndFilled(TrackedOrder order, in ExecutionReport report, DeskTime now)
    {
        if (order.IsOpen && (order.AmendId != 0 || order.SeenLots < report.Order.FilledLots))
        {
            _reports.Facts(
                RecordKind.OrderQueryResult, report.Order, order.ClientOrderId, (int)QueryStatus.Filled, report.EventNanos, now);
        }

        BeginClosing(order, report.Order, now);
    }

    private static bool IsAnswer(TrackedOrder order, in OrderFacts facts) =>
        order.AmendId != 0 && facts.UpdateNanos >= order.UpdateNanos
        && facts.PriceTicks == order.AmendTicks && facts.SizeLots == order.AmendLots;

    /// <summary>An order that is in no table: of another hand, of an earlier session, or ended here. Only a round takes it over.</summary>
    private void TakeStrange(in ExecutionReport report, DeskTime now)
    {
        if (!report.Order.IsAlive)
        {
            _ids.End(report.Order.OrderId);
        }
        else if (report.Kind is ExecutionKind.New or ExecutionKind.Amendment && MayAdopt(report.Order))
        {
            RoundBy(now.MonotonicNanos + _options.EventGraceNanos);
        }
    }

    private bool MayAdopt(in OrderFacts facts) =>
        facts.ClientOrderId >> 32 != _options.SessionId && !_ids.HasEnded(facts.OrderId);

    /// <summary>Its fills that were published before it was known count as filled: they are not published again.</summary>
    private void Adopt(OrderFacts facts, DeskTime now)
    {
        facts.FilledLots = Math.Max(facts.FilledLots, _ids.StrangeLots(facts.OrderId));
        var order = new TrackedOrder
        {
            ClientOrderId = facts.ClientOrderId,
            OrderId = facts.OrderId,
            PriceTicks = facts.PriceTicks,
            SizeLots = facts.SizeLots,
            FilledLots = facts.FilledLots,
            SeenLots = facts.FilledLots,
            Instrument = facts.Instrument,
            Side = facts.Side,
            TimeInForce = facts.TimeInForce,
            State = OrderState.Working,
            UpdateNanos = facts.UpdateNanos,
        };
        _ids.Add(facts.OrderId, facts.ClientOrderId);
        _orders.Add(facts.ClientOrderId, order);
        _reports.Facts(RecordKind.OrderQueryResult, facts, facts.ClientOrderId, (int)QueryStatus.Working, InputRecord.Absent, now);
    }

    /// <summary>The order as a reply or an event has it.</summary>
    private void TakeFacts(TrackedOrder order, in OrderFacts facts, long eventNanos, DeskTime now)
    {
        if (!order.IsOpen || IsOutdated(order, facts))
        {
            return;
        }

        if (facts.IsAlive)
        {
            GoToWork(order, facts);
            _reports.Facts(RecordKind.OrderAck, facts, order.ClientOrderId, 0, eventNanos, now);
        }
        else if (facts.Status == VenueOrderStatus.Filled)
        {
            GoToWork(order, facts);
            _reports.Facts(RecordKind.OrderQueryResult, facts, order.ClientOrderId, (int)QueryStatus.Filled, eventNanos, now);
            BeginClosing(order, facts, now);
        }
        else
        {
            var kind = facts.Status == VenueOrderStatus.Expired ? RecordKind.OrderExpired : RecordKind.OrderCanceled;
            Close(order, kind, facts, eventNanos, 0, now);
        }
    }

    /// <summary>It says that the order lives, and its fills were seen to the last lot: the ledger has closed it.</summary>
    private static bool IsOutdated(TrackedOrder order, in OrderFacts facts) => facts.IsAlive && order.SeenLots >= facts.SizeLots;

    private void GoToWork(TrackedOrder order, in OrderFacts facts)
    {
        if (order.IsOpen)
        {
            Counts.Resolved += order.State == OrderState.Unknown ? 1 : 0;
            order.State = OrderState.Working;
            Learn(order, facts);
        }
    }

    private static void Learn(TrackedOrder order, in OrderFacts facts)
    {
        order.OrderId = facts.OrderId > 0 ? facts.OrderId : order.OrderId;
        order.FilledLots = Math.Max(order.FilledLots, facts.FilledLots);
        order.UpdateNanos = Math.Max(order.UpdateNanos, facts.UpdateNanos);
    }

    private void Close(TrackedOrder order, RecordKind kind, in OrderFacts facts, long eventNanos, int reason, DeskTime now)
    {
        if (order.IsOpen)
        {
            Counts.Resolved += order.State == OrderState.Unknown ? 1 : 0;
            _reports.Facts(kind, facts, order.ClientOrderId, reason, eventNanos, now);
            BeginClosing(order, facts, now);
        }
    }

    /// <summary>The order has ended; it stays in the table while fills of it are still to come.</summary>
    private void BeginClosing(TrackedOrder order, in OrderFacts facts, DeskTime now)
    {
        Learn(order, facts);
        if (order.IsOpen)
        {
            order.State = OrderState.Closing;
            order.AmendId = 0;
            order.CancelId = 0;
            order.QueryNanos = now.MonotonicNanos + _options.EventGraceNanos;
            order.Tries = 0;
        }

        RemoveIfWhole(order);
    }

    private void RemoveIfWhole(TrackedOrder order)
    {
        if (!order.IsOpen && order.SeenLots >= order.FilledLots)
        {
            Remove(order);
        }
    }

    private void Remove(TrackedOrder order)
    {
        _orders.Remove(order.ClientOrderId);
        _ids.End(order.OrderId);
    }

    /// <summary>Publishes what is new of a fill. Fills up to the baseline are part of the position that was found.</summary>
    private bool TakeFill(in ExecutionReport report, DeskTime now)
    {
        ref var own = ref _own[report.Order.Instrument];
        if (report.Fill.TradeId <= own.BaselineTradeId || report.Fill.Lots <= 0)
        {
            return false;
        }

        var news = _fills.Add(report.Order.Instrument, report.Fill.TradeId, report.Order.OrderId, report.Fill.HasFee);
        if (news == FillNews.Fill)
        {
            CountFill(report, ref own);
        }

        Counts.DoubledFills += news == FillNews.Nothing ? 1 : 0;
        if (news == FillNews.Fill || (news == FillNews.Fee && report.Fill.FeeE8 != 0))
        {
            _reports.Fill(report, report.Order.ClientOrderId, isFeeOnly: news == FillNews.Fee, now);
        }

        if (news == FillNews.Fill && _orders.TryGetValue(report.Order.ClientOrderId, out var order))
        {
            RemoveIfWhole(order);
        }

        return news == FillNews.Fill;
    }

    private void CountFill(in ExecutionReport report, ref OwnPosition own)
    {
        own.Lots += report.Order.Side == Side.Buy ? report.Fill.Lots : -report.Fill.Lots;
        if (_orders.TryGetValue(report.Order.ClientOrderId, out var order))
        {
            Counts.Resolved += order.State == OrderState.Unknown ? 1 : 0;
            order.State = order.IsOpen ? OrderState.Working : order.State;
            order.SeenLots += report.Fill.Lots;
            order.FilledLots = Math.Max(order.FilledLots, order.SeenLots);
        }
        else
        {
            _ids.AddStrangeLots(report.Order.OrderId, report.Fill.Lots);
            _strangeFills++;
        }
    }

    /// <summary>The position of one instrument: ours by fills, and the venue's last word.</summary>
    private struct OwnPosition
    {
        public long Lots;
        public long BaselineTradeId;
        public long ReadFromTradeId;
        public long ReadToTradeId;
        public PositionFacts Told;
        public int Breaks;
    }
}
