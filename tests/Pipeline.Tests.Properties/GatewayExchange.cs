using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Tests.Properties;

/// <summary>An exchange in the simplest terms: a dictionary of orders, a list of trades, a position. It does what arrives.</summary>
internal sealed class GatewayExchange(Action<ExecutionReport> emit)
{
    public const int LateCode = -1021;
    private long _lastOrderId = 1000;
    private long _lastTradeId = 5000;

    public sealed class Order
    {
        public long ClientOrderId;
        public long OrderId;
        public long PriceTicks;
        public long SizeLots;
        public long FilledLots;
        public long UpdateNanos;
        public Side Side;
        public TimeInForce TimeInForce;
        public VenueOrderStatus Status = VenueOrderStatus.New;

        public bool IsOpen => Status is VenueOrderStatus.New or VenueOrderStatus.PartiallyFilled;

        public long RestLots => SizeLots - FilledLots;

        public OrderFacts Facts => new()
        {
            ClientOrderId = ClientOrderId,
            OrderId = OrderId,
            PriceTicks = PriceTicks,
            SizeLots = SizeLots,
            FilledLots = FilledLots,
            UpdateNanos = UpdateNanos,
            Side = Side,
            TimeInForce = TimeInForce,
            Status = Status,
        };
    }

    public List<Order> Orders { get; } = [];

    public List<Order> Open { get; } = [];

    public List<ExecutionReport> Trades { get; } = [];

    public Dictionary<long, int> Accepted { get; } = [];

    public long Position { get; set; }

    public long Clock { get; set; }

    public long DeadManNanos { get; private set; } = long.MaxValue;

    public VenueReply Do(in VenueCall call, long sentNanos, long windowNanos, Random random)
    {
        if (Clock - sentNanos > windowNanos)
        {
            return Refused(call, LateCode);
        }

        var key = call;
        var order = call.OrderId != 0 ? Orders.Find(each => each.OrderId == key.OrderId) : Orders.FindLast(each => each.ClientOrderId == key.ClientOrderId);
        return call.Kind switch
        {
            VenueCallKind.Place => Place(call, random),
            VenueCallKind.Amend => Amend(call, order),
            VenueCallKind.Cancel => order is { IsOpen: true } ? Done(call, End(order, VenueOrderStatus.Canceled, ExecutionKind.Canceled)) : Refused(call, -2011),
            VenueCallKind.Query => order is null ? Refused(call, -2013) : Done(call, order),
            VenueCallKind.CancelAll => CancelAll(call),
            VenueCallKind.OpenOrders => new VenueReply { CallId = call.Id, Outcome = CallOutcome.Done, Orders = [.. Open.Select(each => each.Facts)] },
            VenueCallKind.Trades => TradesFrom(call),
            VenueCallKind.Positions => new VenueReply
            {
                CallId = call.Id,
                Outcome = CallOutcome.Done,
                Positions = Position == 0 ? [] : [new PositionFacts { Lots = Position }],
            },
            VenueCallKind.Countdown => SetDeadMan(call),
            _ => new VenueReply { CallId = call.Id, Outcome = CallOutcome.Done, BalanceE8 = 1 },
        };
    }

    public Order Add(long clientOrderId, Side side, long ticks, long lots, TimeInForce timeInForce)
    {
        var orderId = ++_lastOrderId;
        var order = new Order
        {
            ClientOrderId = clientOrderId == 0 ? -orderId : clientOrderId,
            OrderId = orderId,
            PriceTicks = ticks,
            SizeLots = lots,
            Side = side,
            TimeInForce = timeInForce,
            UpdateNanos = Clock,
        };
        Orders.Add(order);
        Open.Add(order);
        Tell(order, ExecutionKind.New);
        return order;
    }

    public void Fill(Order order, long lots)
    {
        order.FilledLots += lots;
        order.UpdateNanos = Clock;
        order.Status = order.RestLots == 0 ? VenueOrderStatus.Filled : VenueOrderStatus.PartiallyFilled;
        Position += order.Side == Side.Buy ? lots : -lots;
        var report = new ExecutionReport
        {
            Order = order.Facts,
            Kind = ExecutionKind.Trade,
            EventNanos = Clock,
            TransactionNanos = Clock,
            Fill = new FillFacts { TradeId = ++_lastTradeId, Ticks = order.PriceTicks, Lots = lots, FeeE8 = 7, HasFee = true },
        };
        Trades.Add(report);
        if (order.RestLots == 0)
        {
            Open.Remove(order);
        }

        emit(report);
    }

    public Order End(Order order, VenueOrderStatus status, ExecutionKind kind)
    {
        order.Status = status;
        order.UpdateNanos = Clock;
        Open.Remove(order);
        Tell(order, kind);
        return order;
    }

    public void FireDeadMan()
    {
        if (Clock >= DeadManNanos)
        {
            DeadManNanos = long.MaxValue;
            EndAll();
        }
    }

    private void EndAll()
    {
        foreach (var order in Open.ToArray())
        {
            End(order, VenueOrderStatus.Canceled, ExecutionKind.Canceled);
        }
    }

    private VenueReply Place(in VenueCall call, Random random)
    {
        var id = call.ClientOrderId;
        Accepted[id] = Accepted.GetValueOrDefault(id) + 1;
        if (random.Next(12) == 0)
        {
            Accepted[id]--;
            return Refused(call, -5022);
        }

        var order = Add(id, call.Side, call.PriceTicks, call.SizeLots, call.TimeInForce);
        var reply = Done(call, order);
        if (call.TimeInForce == TimeInForce.ImmediateOrCancel)
        {
            Fill(order, random.NextInt64(1, order.SizeLots + 1));
            if (order.IsOpen)
            {
                End(order, VenueOrderStatus.Expired, ExecutionKind.Expired);
            }
        }

        return reply;
    }

    private VenueReply Amend(in VenueCall call, Order? order)
    {
        if (order is not { IsOpen: true })
        {
            return Refused(call, -2013);
        }

        if (call.PriceTicks == order.PriceTicks && call.SizeLots == order.SizeLots)
        {
            return Refused(call, -5027);
        }

        if (call.SizeLots <= order.FilledLots)
        {
            return Done(call, End(order, VenueOrderStatus.Canceled, ExecutionKind.Canceled));
        }

        order.PriceTicks = call.PriceTicks;
        order.SizeLots = call.SizeLots;
        order.UpdateNanos = Clock;
        Tell(order, ExecutionKind.Amendment);
        return Done(call, order);
    }

    private VenueReply CancelAll(in VenueCall call)
    {
        EndAll();
        return new VenueReply { CallId = call.Id, Outcome = CallOutcome.Done };
    }

    private VenueReply TradesFrom(in VenueCall call)
    {
        var from = call.FromTradeId;
        var trades = from == InputRecord.Absent ? Trades.TakeLast(1) : Trades.Where(trade => trade.Fill.TradeId >= from);
        return new VenueReply { CallId = call.Id, Outcome = CallOutcome.Done, Trades = [.. trades.Select(Stripped)] };
    }

    /// <summary>The list of trades tells no client id and no state of the order.</summary>
    private static ExecutionReport Stripped(ExecutionReport trade)
    {
        trade.Order = new OrderFacts { OrderId = trade.Order.OrderId, Side = trade.Order.Side, UpdateNanos = InputRecord.Absent };
        return trade;
    }

    private VenueReply SetDeadMan(in VenueCall call)
    {
        DeadManNanos = call.CountdownMillis == 0 ? long.MaxValue : Clock + (call.CountdownMillis * 1_000_000);
        return new VenueReply { CallId = call.Id, Outcome = CallOutcome.Done };
    }

    private void Tell(Order order, ExecutionKind kind) =>
        emit(new ExecutionReport { Order = order.Facts, Kind = kind, EventNanos = Clock, TransactionNanos = Clock });

    private static VenueReply Done(in VenueCall call, Order order) =>
        new() { CallId = call.Id, Outcome = CallOutcome.Done, Order = order.Facts };

    private static VenueReply Refused(in VenueCall call, int code) =>
        new() { CallId = call.Id, Outcome = CallOutcome.Refused, Code = code };
}
