using BenchmarkDotNet.Attributes;
using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Risk;

namespace Pipeline.Benchmarks;

/// <summary>The gate on an order that passes every check, with three orders open, and the ledger that follows it.</summary>
[MemoryDiagnoser]
public class RiskBenchmarks
{
    private const long Bid = 100_000;
    private const long StepNanos = 20_000_000;

    private static readonly Instrument[] Table =
        [new() { Market = Market.UsdM, Symbol = "BTCUSDT", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 3 }];

    private readonly OrderLedger _ledger = new(Table);
    private readonly RiskGate _gate;
    private long _now;
    private long _id = 1L << 32;

    public RiskBenchmarks()
    {
        var limits = new RiskLimits
        {
            StaleMaxNanos = 500_000_000,
            SpreadMaxTicks = 20,
            MidMoveMaxBps = 100,
            CollarRefBps = 50,
            CollarCrossBps = 10,
            MaxOrderLots = 100,
            MaxOrderNotionalE8 = long.MaxValue,
            MaxPositionLots = 1000,
            MaxPositionNotionalE8 = long.MaxValue,
            MessagesPer10s = 100_000,
            MessagesPer60s = 100_000,
            DuplicateMax = 100_000,
            DuplicateWindowNanos = 1_000_000_000,
            MaxOpenOrders = 20,
        };
        _gate = new RiskGate(limits, Table, _ledger, new KillLatch(LatchState.Active));
        for (var i = 0; i < 100; i++)
        {
            MoveMarket();
        }

        for (var i = 0; i < 3; i++)
        {
            _ledger.OnIntentAccepted(Intent(Side.Sell, Bid + 50));
        }
    }

    [Benchmark]
    public void MarketOnly() => MoveMarket();

    [Benchmark]
    public RejectReason CheckAndMarket()
    {
        MoveMarket();
        return _gate.Check(Intent(Side.Buy, Bid + 1), _now).Reason;
    }

    [Benchmark]
    public long CheckAcceptAndFill()
    {
        MoveMarket();
        var side = (_id & 1) == 0 ? Side.Buy : Side.Sell;
        var intent = Intent(side, side == Side.Buy ? Bid + 1 : Bid);
        if (_gate.Check(intent, _now).Reason != RejectReason.None)
        {
            throw new InvalidOperationException("the order must pass");
        }

        _ledger.OnIntentAccepted(intent);
        var fill = new InputRecord { Kind = RecordKind.Fill };
        fill.Order.ClientOrderId = intent.ClientOrderId;
        fill.Order.TradeId = intent.ClientOrderId;
        fill.Order.LastFillLots = 1;
        fill.Order.LastFillTicks = intent.PriceTicks;
        fill.Order.FilledLots = 1;
        _ledger.OnRecord(fill);
        return _ledger.PositionLots(0);
    }

    private void MoveMarket()
    {
        _now += StepNanos;
        _gate.OnMarket(
            new InputRecord { Kind = RecordKind.DepthUpdate },
            new BookResult { PipelineNanos = _now, BidTicks = Bid, AskTicks = Bid + 1, State = BookState.Synced, Action = BookAction.Applied });
    }

    private OrderIntent Intent(Side side, long ticks) => new()
    {
        ClientOrderId = ++_id,
        Action = OrderAction.New,
        Side = side,
        PriceTicks = ticks,
        SizeLots = 1,
        TimeInForce = TimeInForce.ImmediateOrCancel,
    };
}
