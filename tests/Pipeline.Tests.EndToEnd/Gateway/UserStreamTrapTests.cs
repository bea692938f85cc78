using System.Globalization;
using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Tests.EndToEnd.Simulator;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>Traps of the user stream that cost others their position: no fill is lost and none counts twice.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UserStreamTrapTests
{
    private const string Symbol = "BTCUSDT";
    private const long PartLots = 4;

    private ExchangeServer _server = null!;
    private SimulatedTrader _other = null!;
    private TestGateway _gateway = null!;

    [SetUp]
    public async Task Start()
    {
        var options = new ExchangeServerOptions { ActionsPerSecond = 0, RestingOrders = 500, Keys = [ExchangeKey.Create(), ExchangeKey.Create()] };
        _server = await ExchangeServer.StartAsync(options);
        _other = new SimulatedTrader(_server);
        _gateway = new TestGateway(_server, TestGateway.Quick with { EventGraceNanos = 1_000_000_000, ReconcileNanos = 2_000_000_000 }, account: 1);
        _gateway.UntilOpen();
    }

    [TearDown]
    public async Task Stop()
    {
        _gateway.Dispose();
        _other.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Should_lose_no_fill_when_the_listen_key_dies()
    {
        var id = PlaceAtBest();
        var rounds = _gateway.Gateway.Counts.Rounds;
        _server.Inject(new FaultRule { Kind = FaultKind.ListenKeyDeath });
        await SellIntoAsync(PartLots);

        _gateway.Until(() => _gateway.FilledLots() == PartLots, "the fill is told");
        _gateway.Until(() => _gateway.Gateway.Counts.Rounds > rounds && _gateway.Gateway.IsOpen, "a new key, a new round, open again");
        await SellIntoAsync(TestGateway.OrderLots - PartLots);
        _gateway.Until(() => _gateway.FilledLots() == TestGateway.OrderLots, "the new stream speaks");
        AssertWhole(id);
    }

    [Test]
    public async Task Should_lose_no_fill_when_the_user_stream_stays_silent()
    {
        var id = PlaceAtBest();
        _server.Inject(new FaultRule { Kind = FaultKind.Mute, Where = "/private" });
        await SellIntoAsync(TestGateway.OrderLots);

        _gateway.Until(() => _gateway.FilledLots() == TestGateway.OrderLots, "the fill is told by a round");
        Assert.That(_gateway.Gateway.Counts.RecoveredFills, Is.Positive);
        AssertWhole(id);
    }

    [Test]
    public async Task Should_count_a_partial_fill_that_comes_after_the_cancel_is_acknowledged()
    {
        var id = PlaceAtBest();
        _server.Inject(new FaultRule { Kind = FaultKind.Delay, Where = "/private", Count = 3, Millis = 2_000 });
        await SellIntoAsync(PartLots);
        _gateway.Submit(_gateway.Intent(OrderAction.Cancel, Side.Buy, 0, id));

        _gateway.Await(RecordKind.OrderCanceled, id);
        _gateway.Until(() => _gateway.FilledLots() == PartLots, "the fill is told");
        var kinds = _gateway.Records.Where(each => each.Order.ClientOrderId == id).Select(each => each.Kind).ToList();
        Assert.That(kinds.IndexOf(RecordKind.Fill), Is.GreaterThan(kinds.IndexOf(RecordKind.OrderCanceled)), $"it came afterwards: {string.Join(", ", kinds)}");
        AssertWhole(id);
    }

    [TestCase(FaultKind.LostReply, true)]
    [TestCase(FaultKind.OutcomeUnknown, true)]
    [TestCase(FaultKind.OutcomeUnknown, false)]
    public void Should_ask_for_an_order_whose_reply_was_lost_and_not_send_it_again(FaultKind kind, bool isPlaced)
    {
        _server.Inject(new FaultRule { Kind = FaultKind.Mute, Where = "/private" });
        _server.Inject(new FaultRule { Kind = kind, Where = "order.place", Placed = isPlaced });
        var id = _gateway.PlaceResting();

        _gateway.Await(RecordKind.OrderQueryResult, id);
        Assert.That(_gateway.Gateway.Counts.Unknown, Is.Positive, "nobody had told");
        Assert.That(_server.Orders(_gateway.ApiKey), Has.Count.EqualTo(isPlaced ? 1 : 0));
        Assert.That(_gateway.Gateway.Counts.Placed, Is.EqualTo(1));
    }

    private long PlaceAtBest()
    {
        var id = _gateway.Submit(_gateway.Intent(OrderAction.New, Side.Buy, _server.Book(Symbol).Bids[0].PriceTicks));
        _gateway.Await(RecordKind.OrderAck, id);
        return id;
    }

    // Ours stands last in the queue of its price: what stands before it is sold to as well.
    private async Task SellIntoAsync(long lots)
    {
        var best = _server.Book(Symbol).Bids[0];
        var ours = _server.OpenOrders(_gateway.ApiKey).Sum(order => order.Lots - order.FilledLots);
        var quantity = ((best.SizeLots - ours + lots) * 0.001m).ToString(CultureInfo.InvariantCulture);
        var price = (best.PriceTicks * 0.1m).ToString(CultureInfo.InvariantCulture);
        var (status, body, _) = await _other.RestAsync(HttpMethod.Post, "/fapi/v1/order", $"symbol={Symbol}&side=SELL&type=LIMIT&timeInForce=IOC&quantity={quantity}&price={price}");
        Assert.That(status, Is.EqualTo(200), body.ToString());
    }

    private void AssertWhole(long id)
    {
        var fills = _gateway.Records.Where(each => each.Kind == RecordKind.Fill && each.Order.LastFillLots > 0).ToArray();
        Assert.That(fills.Select(each => each.Order.TradeId), Is.Unique);
        Assert.That(fills.Select(each => each.Order.ClientOrderId), Is.All.EqualTo(id));
        Assert.That(_gateway.FilledLots(), Is.EqualTo(_server.PositionLots(_gateway.ApiKey, Symbol)));
    }
}
