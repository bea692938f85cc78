using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text.Json;
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

/// <summary>The real gateway at a simulated exchange, with a strategy that shows life until it is told to hang.</summary>
[SupportedOSPlatform("linux")]
internal sealed class TestGateway : IOrderReports, IDisposable
{
    /// <summary>Size of every order.</summary>
    public const long OrderLots = 10;

    private const int BeatMillis = 20;
    private const int FarTicks = 5_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ExchangeKey _key;
    private readonly string _keyFile = Path.GetTempFileName();
    private readonly Timer _beats;
    private readonly BinanceOrderGateway _gateway;
    private readonly WeightBudget _budget = new();
    private readonly long _restingTicks;
    private long _lastId;

    public TestGateway(ExchangeServer server, OrderDeskOptions desk, Func<string, Uri>? route = null, IClock? clock = null, int account = 0)
    {
        _key = server.Keys[account];
        _lastId = (long)desk.SessionId << 32;
        _restingTicks = server.Book("BTCUSDT").Bids[0].PriceTicks - FarTicks;
        var instruments = new InstrumentTable();
        instruments.Add(ExchangeInstruments.BtcUsdt);
        _gateway = new BinanceOrderGateway(
            new OrderGatewayOptions { Desk = desk, AllowPlain = true }, Addresses(server, route ?? (address => new Uri(address))), Keys(), instruments, _budget, this, clock ?? SystemClock.Instance);
        _beats = new Timer(_ => BeatWhileHealthy(), null, 0, BeatMillis);
        _gateway.Start();
    }

    /// <summary>Patience of a test, not of a venue: everything that is waited for is soon over.</summary>
    public static OrderDeskOptions Quick => new()
    {
        SessionId = 1,
        MaxDecisionAgeNanos = 2_000_000_000,
        ReceiveWindowNanos = 1_000_000_000,
        SettleNanos = 200_000_000,
        ReplyTimeoutNanos = 400_000_000,
        RetryNanos = 50_000_000,
        EventGraceNanos = 100_000_000,
        ReconcileNanos = 1_000_000_000,
        DeadManNanos = 30_000_000_000,
    };

    public BinanceOrderGateway Gateway => _gateway;

    public ConcurrentQueue<InputRecord> Records { get; } = new();

    public Action<InputRecord> Published { get; set; } = _ => { };

    public string ApiKey => _key.ApiKey;

    /// <summary>Whether the strategy shows life. A hung one has a live socket and a silent logic thread.</summary>
    public bool IsHealthy { get; set; } = true;

    public void Publish(ref InputRecord record)
    {
        Records.Enqueue(record);
        Published(record);
    }

    public OrderIntent Intent(OrderAction action, Side side, long ticks, long target = 0, TimeInForce timeInForce = TimeInForce.PostOnly) => new()
    {
        ClientOrderId = ++_lastId,
        Action = action,
        Side = side,
        PriceTicks = ExchangeInstruments.BtcUsdt.PriceOfTicks(ticks),
        SizeLots = OrderLots,
        TargetClientOrderId = target,
        TimeInForce = timeInForce,
        CauseNanos = SystemClock.Instance.UtcNanos,
    };

    public long Submit(in OrderIntent intent)
    {
        _gateway.Submit(intent);
        return intent.ClientOrderId;
    }

    /// <summary>A buy order far below the market, which rests.</summary>
    public long PlaceResting() => Submit(Intent(OrderAction.New, Side.Buy, _restingTicks));

    public void Await(RecordKind kind, long id) =>
        Until(() => Records.Any(each => each.Kind == kind && each.Order.ClientOrderId == id), $"{kind} of {id:x}");

    public void UntilOpen() => Until(() => _gateway.IsOpen, "the gateway opens");

    public void Until(Func<bool> condition, string what)
    {
        if (!SpinWait.SpinUntil(() => condition() || _gateway.Failure is not null, Patience) || _gateway.Failure is not null)
        {
            Assert.Fail($"{what}: {Story()}");
        }
    }

    /// <summary>What a failure is told with: the end of the thread, weight used, counts, the last records.</summary>
    public string Story() =>
        $"{_gateway.Failure} open {_gateway.IsOpen}, weight {_budget.Used}, {JsonSerializer.Serialize(_gateway.Counts)}, {string.Join(", ", Records.TakeLast(30).Select(each => $"{each.Kind} {each.Order.ClientOrderId:x} {each.Order.Reason}"))}";

    public long FilledLots() => Records.Where(each => each.Kind == RecordKind.Fill)
        .Sum(each => each.Order.Side == Side.Buy ? each.Order.LastFillLots : -each.Order.LastFillLots);

    public void Dispose()
    {
        _beats.Dispose();
        _gateway.Dispose();
        File.Delete(_keyFile);
    }

    private static BinanceAddresses Addresses(ExchangeServer server, Func<string, Uri> route)
    {
        var at = server.Addresses;
        return BinanceAddresses.Simulator(route(at.Rest), route(at.Public), route(at.Market), route(at.Private), route(at.WsApi));
    }

    private ApiKeys Keys()
    {
        File.SetUnixFileMode(_keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_keyFile, $"key={ApiKey}\nsecret={_key.Secret}\n");
        return ApiKeys.FromFile(_keyFile);
    }

    private void BeatWhileHealthy()
    {
        if (IsHealthy)
        {
            _gateway.Beat();
        }
    }
}
