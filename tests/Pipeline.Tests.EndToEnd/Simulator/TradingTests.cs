using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

public class TradingTests
{
    private ExchangeServer _server = null!;
    private SimulatedTrader _trader = null!;
    private SocketReader _api = null!;
    private SocketReader _user = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 0 });
        _trader = new SimulatedTrader(_server);
        _api = await SocketReader.OpenAsync(_server.Addresses.WsApi);
        var (_, key, _) = await _trader.RestAsync(HttpMethod.Post, "/fapi/v1/listenKey", sign: false);
        _user = await SocketReader.OpenAsync($"{_server.Addresses.Private}/ws/{key.GetProperty("listenKey").GetString()}");
    }

    [TearDown]
    public async Task Stop()
    {
        _api.Dispose();
        _user.Dispose();
        _trader.Dispose();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Should_place_amend_cancel_and_tell_each_on_the_user_stream()
    {
        var placed = await _trader.CallAsync(_api, "order.place", SimulatedTrader.Limit("BUY", "0.010", "59000.0", "GTX", "a"));
        Assert.That(placed.GetProperty("status").GetInt32(), Is.EqualTo(200), placed.ToString());
        var id = placed.GetProperty("result").GetProperty("orderId").GetInt64();
        await _trader.CallAsync(_api, "order.modify", Change(id, "0.020", "58999.0"));
        var canceled = await _trader.CallAsync(_api, "order.cancel", Of(id));

        Assert.That(canceled.GetProperty("result").GetProperty("status").GetString(), Is.EqualTo("CANCELED"));
        foreach (var execution in (string[])["NEW", "AMENDMENT", "CANCELED"])
        {
            Assert.That((await _user.ReadAsync()).GetProperty("o").GetProperty("x").GetString(), Is.EqualTo(execution));
        }
    }

    [Test]
    public async Task Should_fill_by_price_and_time_and_tell_the_fill_once_in_each_form()
    {
        var reply = await _trader.CallAsync(_api, "order.place", SimulatedTrader.Limit("BUY", "0.010", "60000.0", "IOC", "a"));
        Assert.That(reply.GetProperty("status").GetInt32(), Is.EqualTo(200), reply.ToString());

        var lite = await _user.ReadUntilAsync(message => message.GetProperty("e").GetString() == "TRADE_LITE");
        var update = await _user.ReadAsync();
        var account = await _user.ReadAsync();
        Assert.That(update.GetProperty("o").GetProperty("t").GetInt64(), Is.EqualTo(lite.GetProperty("t").GetInt64()));
        Assert.That(update.GetProperty("o").GetProperty("X").GetString(), Is.EqualTo("FILLED"));
        Assert.That(account.GetProperty("a").GetProperty("P")[0].GetProperty("pa").GetString(), Is.EqualTo("0.01"));
        Assert.That(_server.PositionLots(_server.Keys[0].ApiKey, "BTCUSDT"), Is.EqualTo(10));
    }

    [TestCase("59000.0", "0.0001", "GTC", -1111)]
    [TestCase("59000.05", "0.010", "GTC", -4014)]
    [TestCase("59000.0", "0.001", "GTC", -4164)]
    [TestCase("60500.0", "0.010", "GTX", -5022)]
    [TestCase("59000.0", "0.010", "FOK", -5021)]
    [TestCase("70000.0", "0.010", "GTC", -4016)]
    public async Task Should_refuse_with_the_venues_code(string price, string quantity, string tif, int code)
    {
        var reply = await _trader.CallAsync(_api, "order.place", SimulatedTrader.Limit("BUY", quantity, price, tif));

        Assert.That(reply.GetProperty("error").GetProperty("code").GetInt32(), Is.EqualTo(code), reply.ToString());
        Assert.That(_server.Orders(_server.Keys[0].ApiKey), Is.Empty);
    }

    [Test]
    public async Task Should_refuse_a_wrong_signature_a_late_timestamp_and_an_unknown_order()
    {
        var (_, wrong, _) = await _trader.RestAsync(HttpMethod.Get, "/fapi/v1/openOrders", $"timestamp={SimulatedTrader.Now}&signature=00", sign: false);
        var (_, late, _) = await _trader.RestAsync(HttpMethod.Get, "/fapi/v1/openOrders", "timestamp=1000&signature=00", sign: false);
        var (status, unknown, _) = await _trader.RestAsync(HttpMethod.Delete, "/fapi/v1/order", "symbol=BTCUSDT&orderId=5");

        Assert.That(wrong.GetProperty("code").GetInt32(), Is.EqualTo(-1022));
        Assert.That(late.GetProperty("code").GetInt32(), Is.EqualTo(-1021));
        Assert.That((status, unknown.GetProperty("code").GetInt32()), Is.EqualTo((400, -2011)));
    }

    [Test]
    public async Task Should_cancel_everything_when_the_countdown_runs_out()
    {
        await _trader.CallAsync(_api, "order.place", SimulatedTrader.Limit("BUY", "0.010", "59000.0", clientId: "a"));
        await _trader.RestAsync(HttpMethod.Post, "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=100");

        var canceled = await _user.ReadUntilAsync(message => message.GetProperty("o").GetProperty("x").GetString() == "CANCELED");

        Assert.That(canceled.GetProperty("o").GetProperty("c").GetString(), Is.EqualTo("a"));
        Assert.That(_server.OpenOrders(_server.Keys[0].ApiKey), Is.Empty);
    }

    private static SortedDictionary<string, object> Of(long id) => new(StringComparer.Ordinal) { ["symbol"] = "BTCUSDT", ["orderId"] = id };

    private static SortedDictionary<string, object> Change(long id, string quantity, string price) => new(StringComparer.Ordinal)
    {
        ["symbol"] = "BTCUSDT",
        ["orderId"] = id,
        ["side"] = "BUY",
        ["quantity"] = quantity,
        ["price"] = price,
    };
}
