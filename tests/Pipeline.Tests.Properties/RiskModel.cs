using System.Numerics;
using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Risk;

namespace Pipeline.Tests.Properties;

/// <summary>
/// A venue, a bad network and plain books of account around the gate and the ledger. The venue's truth and the sums of
/// what was delivered are kept in the simplest way; the ledger must never promise less than the truth can become.
/// </summary>
internal sealed class RiskModel
{
    public static readonly RiskLimits Limits = new()
    {
        StaleMaxNanos = 2_000_000_000,
        SpreadMaxTicks = 50,
        MidMoveMaxBps = 500,
        CollarRefBps = 25,
        CollarCrossBps = 100,
        MaxOrderLots = 40,
        MaxOrderNotionalE8 = long.MaxValue,
        MaxPositionLots = 100,
        MaxPositionNotionalE8 = long.MaxValue,
        MessagesPer10s = 20_000,
        MessagesPer60s = 90_000,
        ReserveMessages = 1000,
        DuplicateMax = 5,
        DuplicateWindowNanos = 1_000_000_000,
        MaxOpenOrders = 12,
    };

    private static readonly Instrument[] Table =
        [new() { Market = Market.UsdM, Symbol = "X", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 3 }];

    private readonly Random _random;
    private readonly RiskGate _gate;
    private readonly Dictionary<long, VenueOrder> _venue = [];
    private readonly List<OrderIntent> _requests = [];
    private readonly List<InputRecord> _transit = [];
    private readonly HashSet<long> _delivered = [];
    private long _now = 1_000_000_000_000;
    private long _mid = 100_000;
    private long _nextId = 1L << 32;
    private long _trades;
    private long _venueClock;
    private BigInteger _cash;
    private long _knownPosition;

    public RiskModel(int seed)
    {
        _random = new Random(seed);
        Ledger = new OrderLedger(Table, capacity: 32);
        _gate = new RiskGate(Limits, Table, Ledger, new KillLatch(LatchState.Active));
    }

    public OrderLedger Ledger { get; }

    public long TruePosition { get; private set; }

    public Dictionary<RejectReason, int> Reasons { get; } = [];

    public int Fills => (int)_trades;

    public void Step()
    {
        MoveMarket();
        switch (_random.Next(10))
        {
            case < 3:
                Decide();
                break;
            case < 5:
                Receive();
                break;
            case < 7:
                Trade();
                break;
            case 7:
                Disturb();
                break;
            default:
                Deliver();
                Deliver();
                break;
        }
    }

    /// <summary>Every request arrives, every order ends, every report is delivered.</summary>
    public void Drain()
    {
        while (_requests.Count > 0)
        {
            Receive();
        }

        foreach (var (id, order) in _venue.Where(pair => pair.Value.IsAlive).ToArray())
        {
            order.IsAlive = false;
            Report(RecordKind.OrderCanceled, id, order);
        }

        while (_transit.Count > 0)
        {
            Deliver();
        }
    }

    /// <summary>What must hold after every step, or a description of what does not.</summary>
    public string? Problem()
    {
        var buys = TruePosition + Reachable(Side.Buy);
        var sells = TruePosition - Reachable(Side.Sell);
        return Math.Abs(TruePosition) > Limits.MaxPositionLots ? $"true position {TruePosition}"
            : Ledger.PositionLots(0) != _knownPosition ? $"ledger {Ledger.PositionLots(0)}, delivered fills {_knownPosition}"
            : (BigInteger)(Ledger.RealisedTickLots(0) - Ledger.OpenCostTickLots(0)) != _cash ? "realised less open cost is not the cash flow"
            : buys > Ledger.PositionLots(0) + Ledger.OpenBuyLots(0) ? $"may become {buys}, worst case says {Ledger.PositionLots(0) + Ledger.OpenBuyLots(0)}"
            : sells < Ledger.PositionLots(0) - Ledger.OpenSellLots(0) ? $"may become {sells}, worst case says {Ledger.PositionLots(0) - Ledger.OpenSellLots(0)}"
            : null;
    }

    private void MoveMarket()
    {
        _now += _random.Next(5_000_000);
        _mid += _random.Next(-3, 4);
        _gate.OnMarket(
            new InputRecord { Kind = RecordKind.DepthUpdate, ReceiveNanos = _now },
            new BookResult { PipelineNanos = _now, BidTicks = _mid, AskTicks = _mid + 1 + _random.Next(3), State = BookState.Synced, Action = BookAction.Applied });
    }

    private void Decide()
    {
        var intent = new OrderIntent
        {
            ClientOrderId = ++_nextId,
            Action = OrderAction.New,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            PriceTicks = _mid + _random.Next(-300, 300),
            SizeLots = _random.Next(1, 45),
            TimeInForce = TimeInForce.GoodTillCanceled,
        };
        var known = _venue.Where(pair => pair.Value.IsAlive).Select(pair => pair.Key).ToArray();
        if (known.Length > 0 && _random.Next(3) == 0)
        {
            intent.TargetClientOrderId = known[_random.Next(known.Length)];
            intent.Side = _venue[intent.TargetClientOrderId].Side;
            intent.Action = _random.Next(3) == 0 ? OrderAction.Cancel : OrderAction.Amend;
            intent.PriceTicks = _random.Next(2) == 0 ? _venue[intent.TargetClientOrderId].PriceTicks : intent.PriceTicks;
        }

        var verdict = _gate.Check(intent, _now);
        Reasons[verdict.Reason] = Reasons.GetValueOrDefault(verdict.Reason) + 1;
        if (verdict.Reason == RejectReason.None)
        {
            Ledger.OnIntentAccepted(intent);
            _requests.Add(intent);
        }
    }

    /// <summary>A random waiting request reaches the venue, is vetoed on its way, or is lost and found missing.</summary>
    private void Receive()
    {
        if (_requests.Count == 0)
        {
            return;
        }

        var at = _random.Next(_requests.Count);
        var intent = _requests[at];
        _requests.RemoveAt(at);
        switch (_random.Next(20))
        {
            case 0:
                Refuse(RecordKind.OrderVetoed, intent);
                break;
            case 1 when intent.Action == OrderAction.New:
                Refuse(RecordKind.OrderUnknown, intent);
                Refuse(RecordKind.OrderQueryResult, intent);
                break;
            case 2:
                Refuse(RecordKind.OrderReject, intent);
                break;
            default:
                Take(intent);
                break;
        }
    }

    private void Take(in OrderIntent intent)
    {
        if (intent.Action == OrderAction.New)
        {
            _venue[intent.ClientOrderId] = new VenueOrder { Side = intent.Side, PriceTicks = intent.PriceTicks, SizeLots = intent.SizeLots, IsAlive = true };
            Report(RecordKind.OrderAck, intent.ClientOrderId, _venue[intent.ClientOrderId]);
            return;
        }

        if (!_venue.TryGetValue(intent.TargetClientOrderId, out var order) || !order.IsAlive)
        {
            Refuse(RecordKind.OrderReject, intent);
            return;
        }

        order.IsAlive = intent.Action == OrderAction.Amend && intent.SizeLots > order.FilledLots;
        if (order.IsAlive)
        {
            order.PriceTicks = intent.PriceTicks;
            order.SizeLots = intent.SizeLots;
        }

        Report(order.IsAlive ? RecordKind.OrderAck : RecordKind.OrderCanceled, intent.TargetClientOrderId, order);
    }

    private void Trade()
    {
        if (!TryPickAlive(out var id, out var order))
        {
            return;
        }

        var lots = _random.Next(3) == 0 ? order.SizeLots - order.FilledLots : 1 + _random.NextInt64(order.SizeLots - order.FilledLots);
        order.FilledLots += lots;
        order.IsAlive = order.FilledLots < order.SizeLots;
        TruePosition += order.Side == Side.Buy ? lots : -lots;
        var record = Describe(RecordKind.Fill, id, order);
        record.Order.LastFillLots = lots;
        record.Order.LastFillTicks = order.PriceTicks;
        record.Order.TradeId = ++_trades;
        _transit.Add(record);
    }

    /// <summary>An order lapses, or nobody knows of it for a while and it is queried.</summary>
    private void Disturb()
    {
        if (!TryPickAlive(out var id, out var order))
        {
            return;
        }

        if (_random.Next(2) == 0)
        {
            order.IsAlive = false;
            Report(RecordKind.OrderExpired, id, order);
            return;
        }

        Report(RecordKind.OrderUnknown, id, order);
        var answer = Describe(RecordKind.OrderQueryResult, id, order);
        answer.Order.Reason = (int)QueryStatus.Working;
        _transit.Add(answer);
    }

    /// <summary>One of the oldest reports arrives; some arrive again later.</summary>
    private void Deliver()
    {
        if (_transit.Count == 0)
        {
            return;
        }

        var at = _random.Next(Math.Min(_transit.Count, 12));
        var record = _transit[at];
        if (_random.Next(8) != 0)
        {
            _transit.RemoveAt(at);
        }

        if (record.Kind == RecordKind.Fill && _delivered.Add(record.Order.TradeId))
        {
            var signed = record.Order.Side == Side.Buy ? record.Order.LastFillLots : -record.Order.LastFillLots;
            _knownPosition += signed;
            _cash -= (BigInteger)signed * record.Order.LastFillTicks;
        }

        Ledger.OnRecord(record);
    }

    private bool TryPickAlive(out long id, out VenueOrder order)
    {
        var alive = _venue.Where(pair => pair.Value.IsAlive).ToArray();
        var picked = alive.Length == 0 ? new(0, new VenueOrder()) : alive[_random.Next(alive.Length)];
        (id, order) = (picked.Key, picked.Value);
        return alive.Length > 0;
    }

    /// <summary>Most that the venue may still trade of one side, whatever the requests under way do.</summary>
    private long Reachable(Side side)
    {
        long Largest(long id, long size) => _requests.Where(request => request.Action == OrderAction.Amend && request.TargetClientOrderId == id)
            .Select(request => request.SizeLots).Append(size).Max();
        return _venue.Where(pair => pair.Value.IsAlive && pair.Value.Side == side).Sum(pair => Largest(pair.Key, pair.Value.SizeLots) - pair.Value.FilledLots)
            + _requests.Where(request => request.Action == OrderAction.New && request.Side == side).Sum(request => Largest(request.ClientOrderId, request.SizeLots));
    }

    private void Refuse(RecordKind kind, in OrderIntent intent)
    {
        var record = Describe(kind, intent.ClientOrderId, new VenueOrder { Side = intent.Side, PriceTicks = intent.PriceTicks, SizeLots = intent.SizeLots });
        record.Order.Reason = (int)QueryStatus.NotFound;
        _transit.Add(record);
    }

    private void Report(RecordKind kind, long id, VenueOrder order) => _transit.Add(Describe(kind, id, order));

    private InputRecord Describe(RecordKind kind, long id, VenueOrder order)
    {
        var record = new InputRecord { Kind = kind, TransactionNanos = ++_venueClock };
        record.Order.ClientOrderId = id;
        record.Order.Side = order.Side;
        record.Order.PriceTicks = order.PriceTicks;
        record.Order.SizeLots = order.SizeLots;
        record.Order.FilledLots = order.FilledLots;
        record.Order.TradeId = InputRecord.Absent;
        return record;
    }

    private sealed class VenueOrder
    {
        public Side Side { get; init; }

        public long PriceTicks { get; set; }

        public long SizeLots { get; set; }

        public long FilledLots { get; set; }

        public bool IsAlive { get; set; }
    }
}
