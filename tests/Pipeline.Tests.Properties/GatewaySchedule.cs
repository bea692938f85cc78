using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Tests.Properties;

/// <summary>One seeded life of a gateway: a strategy that knows only its ledger, a desk, a bad network, a naive exchange.</summary>
/// <remarks>
/// What the network does: requests that never arrive, arrive late or past their window; replies that are lost, late or unknown,
/// with the request done or not; events doubled, overtaken, lost with a stream that breaks; fills after the acknowledged cancel.
/// </remarks>
internal sealed class GatewaySchedule : IVenueLink, IOrderReports
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1000 * Millisecond;
    private const int Session = 7;

    private static readonly Instrument[] Table =
        [new() { Market = Market.UsdM, Symbol = "X", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 3 }];

    private readonly Random _random;
    private readonly PriorityQueue<Action, (long Nanos, long Number)> _due = new();
    private readonly List<VenueCall> _inFlight = [];
    private readonly OrderDeskOptions _options = new() { SessionId = Session };
    private readonly bool _hasForeign;
    private long _now = 1_000 * Second;
    private long _number;
    private long _lastId = (long)Session << 32;
    private long _beat;
    private long _lastEventNanos;
    private bool _isStreamUp;
    private bool _isCalm;
    private int _streamEpoch;

    public GatewaySchedule(int seed)
    {
        _random = new Random(seed);
        _hasForeign = seed % 4 == 0;
        Exchange = new GatewayExchange(Emit) { Clock = _now, Position = seed % 3 == 0 ? _random.Next(-20, 20) : 0 };
        Ledger = new OrderLedger(Table, capacity: 64);
        Desk = new OrderDesk(_options, 1, this, this);
        SetStream(true);
    }

    public GatewayExchange Exchange { get; }

    public OrderLedger Ledger { get; }

    public OrderDesk Desk { get; }

    public bool IsUp { get; private set; } = true;

    public List<InputRecord> Records { get; } = [];

    private DeskTime Time => new(_now, _now);

    public string? Run()
    {
        var steps = 60 + _random.Next(60);
        for (var step = 0; step < steps; step++)
        {
            Live();
            if (Problem() is { } problem)
            {
                return $"step {step}: {problem}";
            }
        }

        return End();
    }

    public void Publish(ref InputRecord record)
    {
        Records.Add(record);
        Ledger.OnRecord(record);
    }

    public VetoReason TrySend(in VenueCall call, DeskTime now)
    {
        if (!_isCalm && _random.Next(40) == 0)
        {
            return VetoReason.NotSent;
        }

        var sent = _now;
        var arrives = _now + Delay();
        var copy = call;
        var fate = _isCalm ? 100 : _random.Next(40);
        var isLost = fate is 0 or 1 or 2;
        if (!isLost)
        {
            if (arrives - sent <= _options.ReceiveWindowNanos)
            {
                _inFlight.Add(copy);
            }

            At(arrives, () => Arrive(copy, sent, fate));
        }
        else if (fate != 0)
        {
            var outcome = fate == 1 ? CallOutcome.Unknown : CallOutcome.NotSent;
            At(arrives, () => Desk.OnReply(new VenueReply { CallId = copy.Id, Outcome = outcome }, Time));
        }

        return VetoReason.None;
    }

    private void Arrive(VenueCall call, long sent, int fate)
    {
        _inFlight.RemoveAll(each => each.Id == call.Id);
        var reply = Exchange.Do(call, sent, _options.ReceiveWindowNanos, _random);
        if (fate is 3 or 4)
        {
            reply = new VenueReply { CallId = call.Id, Outcome = CallOutcome.Unknown };
        }

        if (fate != 5)
        {
            At(_now + Delay(), () => Desk.OnReply(reply, Time));
        }
    }

    private void Live()
    {
        if (_random.Next(3) == 0)
        {
            Decide();
        }

        switch (_random.Next(30))
        {
            case 0:
                SetStream(false);
                break;
            case 1:
                IsUp = false;
                break;
            case 2 or 3 or 4 or 5 when !_isStreamUp || !IsUp:
                IsUp = true;
                SetStream(true);
                break;
            case < 12 when Exchange.Open.Count > 0:
                var order = Exchange.Open[_random.Next(Exchange.Open.Count)];
                Exchange.Fill(order, _random.NextInt64(1, order.RestLots + 1));
                break;
            case 12 when _hasForeign:
                var isPartner = _random.Next(2) == 0;
                var other = Exchange.Add(0, isPartner ? Side.Buy : Side.Sell, 100, 10, TimeInForce.GoodTillCanceled);
                Exchange.Fill(other, 1 + _random.Next(9));
                break;
        }

        Pass(_random.Next(20) == 0 ? 3 * Second : (1 + _random.Next(100)) * Millisecond);
    }

    private void Decide()
    {
        var intent = new OrderIntent
        {
            ClientOrderId = ++_lastId,
            PriceTicks = 90 + _random.Next(20),
            SizeLots = 1 + _random.Next(20),
            CauseNanos = _now - (_random.Next(20) == 0 ? Second : 0),
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            TimeInForce = _random.Next(4) == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCanceled,
            Action = OrderAction.New,
        };
        if (_random.Next(2) == 0 && TryPick(out var target))
        {
            intent.TargetClientOrderId = target.ClientOrderId;
            intent.Side = target.Side;
            intent.Action = _random.Next(2) == 0 && target.AmendClientOrderId == 0 && target.State == OrderState.Working ? OrderAction.Amend : OrderAction.Cancel;
        }

        if (Ledger.OpenOrderCount < Ledger.Capacity)
        {
            Ledger.OnIntentAccepted(intent);
            Desk.Submit(intent, Time);
        }
    }

    private bool TryPick(out OpenOrder picked)
    {
        picked = default;
        var seen = 0;
        foreach (ref readonly var order in Ledger.Open(0))
        {
            if (_random.Next(++seen) == 0)
            {
                picked = order;
            }
        }

        return seen > 0;
    }

    private void Pass(long nanos)
    {
        var end = _now + nanos;
        do
        {
            var next = Math.Min(end, _now + (100 * Millisecond));
            while (_due.TryPeek(out _, out var at) && at.Nanos <= next)
            {
                SetClock(Math.Max(_now, at.Nanos));
                _due.Dequeue()();
            }

            SetClock(next);
            Exchange.FireDeadMan();
            Desk.OnHeartbeat(++_beat, Time);
            Desk.Advance(Time);
        }
        while (_now < end);
    }

    private void SetClock(long nanos)
    {
        _now = nanos;
        Exchange.Clock = nanos;
    }

    private void Emit(ExecutionReport report)
    {
        if (!_isStreamUp)
        {
            return;
        }

        var epoch = _streamEpoch;
        var overtakes = !_isCalm && _random.Next(15) == 0;
        var at = overtakes ? _now + (Delay() / 2) : Math.Max(_now + Delay(), _lastEventNanos);
        _lastEventNanos = overtakes ? _lastEventNanos : at;
        void Deliver(ExecutionReport each)
        {
            if (epoch == _streamEpoch)
            {
                Desk.OnExecution(each, Time);
            }
        }

        if (report.Kind == ExecutionKind.Trade && _random.Next(2) == 0)
        {
            var shortReport = report;
            shortReport.Order.Status = VenueOrderStatus.None;
            shortReport.Order.FilledLots = 0;
            shortReport.Fill.HasFee = false;
            shortReport.Fill.FeeE8 = 0;
            At(_now + (Delay() / 4), () => Deliver(shortReport));
        }

        At(at, () => Deliver(report));
        if (!_isCalm && _random.Next(10) == 0)
        {
            At(at + Delay(), () => Deliver(report));
        }
    }

    private void SetStream(bool isUp)
    {
        _isStreamUp = isUp;
        _streamEpoch++;
        _lastEventNanos = _now;
        Desk.OnUserStream(isUp, Time);
    }

    private long Delay() => _isCalm ? Millisecond : _random.Next(25) switch
    {
        0 => _random.NextInt64(9 * Second),
        < 4 => _random.NextInt64(Second),
        _ => _random.NextInt64(20 * Millisecond),
    };

    private void At(long nanos, Action action) => _due.Enqueue(action, (nanos, ++_number));

    private string? End()
    {
        _isCalm = true;
        IsUp = true;
        SetStream(true);
        if (_random.Next(2) == 0)
        {
            Desk.Halt(Time);
        }
        else
        {
            Pass(20 * Second);
            Desk.CancelAll(0, Time);
        }

        for (var i = 0; i < 120 && (i < 20 || Desk.TrackedOrders > 0 || !Desk.IsReconciled); i++)
        {
            Pass(Second);
        }

        return Problem() ?? FinalProblem();
    }

    /// <summary>The last records, for a failure's message.</summary>
    public string Trace() => string.Join('\n', Records.TakeLast(40).Select(record =>
        $"{record.ReceiveNanos / Millisecond} {record.Kind} id {record.Order.ClientOrderId:x} order {record.Order.OrderId} {record.Order.Side} "
        + $"size {record.Order.SizeLots} filled {record.Order.FilledLots} last {record.Order.LastFillLots} trade {record.Order.TradeId} reason {record.Order.Reason}"));

    private string? FinalProblem() =>
        !Desk.IsReconciled ? "not reconciled at the end"
        : Exchange.Open.Count > 0 ? "orders are open at the exchange"
        : Desk.TrackedOrders > 0 ? "the desk still tracks orders"
        : Ledger.PositionLots(0) != Exchange.Position ? $"ledger position {Ledger.PositionLots(0)}, exchange {Exchange.Position}"
        : Desk.PositionLots(0) != Exchange.Position ? $"desk position {Desk.PositionLots(0)}, exchange {Exchange.Position}"
        : Ledger.OpenOrderCount > 0 ? $"the ledger has {Ledger.OpenOrderCount} open orders, first {First()}"
        : null;

    private string First()
    {
        foreach (ref readonly var order in Ledger.Open(0))
        {
            return $"{order.ClientOrderId:x} {order.State} size {order.SizeLots} filled {order.FilledLots} reported {order.ReportedLots} amend {order.AmendSizeLots}";
        }

        return "";
    }

    private string? Problem()
    {
        if (Exchange.Accepted.Values.Any(count => count > 1))
        {
            return "an order was accepted twice";
        }

        return _hasForeign || !Desk.HasBaseline ? null : Understated();
    }

    /// <summary>What the venue can make of what rests there and what is on its way, against what the ledger allows for.</summary>
    private string? Understated()
    {
        var buys = Exchange.Open.Where(order => order.Side == Side.Buy).Sum(MostRest) + OnTheWay(Side.Buy);
        var sells = Exchange.Open.Where(order => order.Side == Side.Sell).Sum(MostRest) + OnTheWay(Side.Sell);
        var longest = Ledger.PositionLots(0) + Ledger.OpenBuyLots(0);
        var shortest = Ledger.PositionLots(0) - Ledger.OpenSellLots(0);
        return Exchange.Position + buys > longest ? $"long: the venue can reach {Exchange.Position + buys}, the ledger allows for {longest}"
            : Exchange.Position - sells < shortest ? $"short: the venue can reach {Exchange.Position - sells}, the ledger allows for {shortest}"
            : null;
    }

    private long MostRest(GatewayExchange.Order order)
    {
        var amended = _inFlight.Where(each => each.Kind == VenueCallKind.Amend && each.ClientOrderId == order.ClientOrderId)
            .Select(each => each.SizeLots).DefaultIfEmpty(0).Max();
        return Math.Max(order.SizeLots, amended) - order.FilledLots;
    }

    private long OnTheWay(Side side) => _inFlight
        .Where(each => each.Kind == VenueCallKind.Place && each.Side == side)
        .Sum(each => each.SizeLots);
}
