using System.Collections.Concurrent;
using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>The gateway over real sockets against the simulated exchange.</summary>
[SupportedOSPlatform("linux")]
internal sealed class GatewayTests : IOrderReports
{
    private const string Symbol = "BTCUSDT";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<InputRecord> _records = new();
    private ExchangeServer _server = null!;
    private BinanceOrderGateway _gateway = null!;
    private Timer _beats = null!;
    private string _keyFile = "";
    private long _lastId = 1L << 32;
    private volatile bool _isHealthy = true;

    private string ApiKey => _server.Keys[0].ApiKey;

    [SetUp]
    public async Task Start()
    {
        _records.Clear();
        _isHealthy = true;
        _server = await ExchangeServer.StartAsync(new ExchangeServerOptions { ActionsPerSecond = 0 });
        _keyFile = Path.GetTempFileName();
        File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_keyFile, $"key={ApiKey}\nsecret={_server.Keys[0].Secret}\n");
        var instruments = new InstrumentTable();
        instruments.Add(ExchangeInstruments.BtcUsdt);
        var at = _server.Addresses;
        var addresses = BinanceAddresses.Simulator(new Uri(at.Rest), new Uri(at.Public), new Uri(at.Market), new Uri(at.Private), new Uri(at.WsApi));
        var desk = new OrderDeskOptions { SessionId = 1, DeadManNanos = 1_500_000_000, HeartbeatNanos = 200_000_000, ReplyTimeoutNanos = 500_000_000 };
        _gateway = new BinanceOrderGateway(
            new OrderGatewayOptions { Desk = desk, AllowPlain = true }, addresses, ApiKeys.FromFile(_keyFile), instruments, new WeightBudget(), this, SystemClock.Instance);
        _beats = new Timer(_ => BeatWhileHealthy(), null, 0, 20);
        _gateway.Start();
        Until(() => _gateway.IsOpen, "the gateway opens");
    }

    [TearDown]
    public async Task Stop()
    {
        await _beats.DisposeAsync();
        _gateway.Dispose();
        await _server.DisposeAsync();
        File.Delete(_keyFile);
        Assert.That(_gateway.Failure, Is.Null);
    }

    public void Publish(ref InputRecord record) => _records.Enqueue(record);

    [Test]
    public void Should_place_amend_and_cancel()
    {
        var id = Place(Side.Buy, Bid() - 100, TimeInForce.PostOnly);
        Await(RecordKind.OrderAck, id);

        var amend = Intent(OrderAction.Amend, Side.Buy, Bid() - 200, id);
        _gateway.Submit(amend);
        Until(() => _records.Any(each => each.Kind == RecordKind.OrderAck && each.Order.PriceTicks == amend.PriceTicks), "the amend is acknowledged");

        _gateway.Submit(Intent(OrderAction.Cancel, Side.Buy, 0, id));
        Await(RecordKind.OrderCanceled, id);
        Assert.That(_server.OpenOrders(ApiKey), Is.Empty);
    }

    [Test]
    public void Should_report_a_fill_once_and_hold_the_exchange_s_position()
    {
        var id = Place(Side.Buy, Ask(), TimeInForce.ImmediateOrCancel);
        Until(() => _records.Where(each => each.Kind == RecordKind.Fill && each.Order.ClientOrderId == id).Sum(each => each.Order.LastFillLots) == 10, "it is filled");

        Assert.That(_server.PositionLots(ApiKey, Symbol), Is.EqualTo(10));
        Assert.That(_records.Count(each => each.Kind == RecordKind.Fill && each.Order.LastFillLots > 0 && each.Order.FeeE8 != 0), Is.LessThanOrEqualTo(10));
    }

    [TestCase(FaultKind.LostReply, true)]
    [TestCase(FaultKind.OutcomeUnknown, true)]
    [TestCase(FaultKind.OutcomeUnknown, false)]
    public void Should_settle_an_unknown_outcome_without_sending_the_order_again(FaultKind kind, bool isPlaced)
    {
        _server.Inject(new FaultRule { Kind = kind, Where = "order.place", Placed = isPlaced });
        var id = Place(Side.Buy, Bid() - 100, TimeInForce.PostOnly);

        Until(
            () => _records.Any(each => each.Order.ClientOrderId == id && (isPlaced
                ? each.Kind == RecordKind.OrderAck || (each.Kind == RecordKind.OrderQueryResult && each.Order.Reason == 1)
                : each.Kind == RecordKind.OrderQueryResult && each.Order.Reason == 6)),
            "the outcome is settled");
        Assert.That(_server.Orders(ApiKey), Has.Count.EqualTo(isPlaced ? 1 : 0));
        Assert.That(_gateway.Counts.Placed, Is.EqualTo(1));
    }

    [Test]
    public void Should_reconcile_after_the_listen_key_died()
    {
        var rounds = _gateway.Counts.Rounds;
        _server.Inject(new FaultRule { Kind = FaultKind.ListenKeyDeath });

        Until(() => _gateway.Counts.Rounds > rounds && _gateway.IsOpen, "the gateway is open again");
    }

    [Test]
    public void Should_let_the_venue_cancel_everything_when_the_strategy_hangs()
    {
        Await(RecordKind.OrderAck, Place(Side.Buy, Bid() - 100, TimeInForce.PostOnly));
        _isHealthy = false;

        Until(() => _server.OpenOrders(ApiKey).Count == 0, "the dead-man switch fires");
    }

    [Test]
    public void Should_take_everything_back_and_send_nothing_new_once_halted()
    {
        Await(RecordKind.OrderAck, Place(Side.Buy, Bid() - 100, TimeInForce.PostOnly));
        _gateway.Halt();
        var id = Place(Side.Buy, Bid() - 100, TimeInForce.PostOnly);

        Await(RecordKind.OrderVetoed, id);
        Until(() => _server.OpenOrders(ApiKey).Count == 0, "open orders are taken back");
    }

    private long Bid() => _server.Book(Symbol).Bids[0].PriceTicks;

    private long Ask() => _server.Book(Symbol).Asks[0].PriceTicks;

    private long Place(Side side, long ticks, TimeInForce timeInForce)
    {
        var intent = Intent(OrderAction.New, side, ticks, 0) with { TimeInForce = timeInForce };
        _gateway.Submit(intent);
        return intent.ClientOrderId;
    }

    private OrderIntent Intent(OrderAction action, Side side, long ticks, long target) => new()
    {
        ClientOrderId = ++_lastId,
        Action = action,
        Side = side,
        PriceTicks = ExchangeInstruments.BtcUsdt.PriceOfTicks(ticks),
        SizeLots = 10,
        TargetClientOrderId = target,
        CauseNanos = SystemClock.Instance.UtcNanos,
    };

    private void BeatWhileHealthy()
    {
        if (_isHealthy)
        {
            _gateway.Beat();
        }
    }

    private void Await(RecordKind kind, long id) =>
        Until(() => _records.Any(each => each.Kind == kind && each.Order.ClientOrderId == id), $"{kind} of {id:x}");

    private void Until(Func<bool> condition, string what) =>
        Assert.That(
            SpinWait.SpinUntil(condition, Patience), Is.True,
            () => $"{what}: {string.Join(", ", _records.Select(each => $"{each.Kind} {each.Order.ClientOrderId:x} {each.Order.Reason}"))}");
}
