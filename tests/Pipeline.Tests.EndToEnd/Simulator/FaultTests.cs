using System.Net.WebSockets;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

/// <summary>Each kind of fault, seen from outside.</summary>
public class FaultTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);

    private ExchangeServer _server = null!;
    private SimulatedTrader _trader = null!;

    [SetUp]
    public async Task Start()
    {
        _server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 2_000 });
        _trader = new SimulatedTrader(_server);
    }

    [TearDown]
    public async Task Stop()
    {
        _trader.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase(FaultKind.Drop)]
    [TestCase(FaultKind.Gap)]
    [TestCase(FaultKind.Duplicate)]
    [TestCase(FaultKind.Reorder)]
    [TestCase(FaultKind.Delay)]
    public async Task Should_break_the_chain_of_a_stream(FaultKind kind)
    {
        using var socket = await FollowAsync();
        var last = await LastIdAsync(socket);
        _server.Inject(new FaultRule { Kind = kind, Where = "@depth", Millis = 60 });

        Assert.That(await BreaksAsync(socket, last), Is.True);
        Assert.That(_server.FaultsStruck[kind], Is.EqualTo(1));
    }

    [TestCase(FaultKind.Disconnect)]
    [TestCase(FaultKind.DayCut)]
    [TestCase(FaultKind.CutFrame)]
    [TestCase(FaultKind.Close)]
    public async Task Should_end_the_connection(FaultKind kind)
    {
        using var socket = await FollowAsync();
        _server.Inject(new FaultRule { Kind = kind });

        Assert.That(async () => await socket.ReadUntilAsync(_ => false), Throws.InstanceOf<WebSocketException>());
    }

    [TestCase(FaultKind.Mute)]
    [TestCase(FaultKind.HalfOpen)]
    [TestCase(FaultKind.SlowReader)]
    public async Task Should_fall_silent_with_the_connection_open(FaultKind kind)
    {
        using var socket = await FollowAsync();
        _server.Inject(new FaultRule { Kind = kind, Millis = 5_000 });

        Assert.That(async () => await ReadForeverAsync(socket), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Should_send_damaged_json()
    {
        using var socket = await FollowAsync();
        _server.Inject(new FaultRule { Kind = FaultKind.CorruptJson });

        Assert.That(async () => await socket.ReadUntilAsync(_ => false), Throws.InstanceOf<JsonException>());
    }

    [Test]
    public async Task Should_cross_the_book()
    {
        using var socket = await FollowAsync();
        _server.Inject(new FaultRule { Kind = FaultKind.CrossedBook });

        await socket.ReadUntilAsync(diff => diff.GetProperty("b").EnumerateArray().Any(level => decimal.Parse(level[0].GetString()!) > 900_000));
    }

    [TestCase(FaultKind.Ban, 418)]
    [TestCase(FaultKind.TooManyRequests, 429)]
    public async Task Should_refuse_requests_and_say_for_how_long(FaultKind kind, int status)
    {
        _server.Inject(new FaultRule { Kind = kind, Millis = 3_000 });

        var (got, body, response) = await _trader.RestAsync(HttpMethod.Get, "/fapi/v1/ping", sign: false);

        Assert.That((got, body.GetProperty("code").GetInt32()), Is.EqualTo((status, -1003)));
        Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [TestCase(FaultKind.Unavailable, true, 0)]
    [TestCase(FaultKind.InternalError, true, 0)]
    [TestCase(FaultKind.Overload, true, 0)]
    [TestCase(FaultKind.OutcomeUnknown, false, 0)]
    [TestCase(FaultKind.OutcomeUnknown, true, 1)]
    public async Task Should_answer_503_with_the_order_placed_or_not(FaultKind kind, bool placed, int orders)
    {
        _server.Inject(new FaultRule { Kind = kind, Placed = placed });

        var (status, _, _) = await PlaceAsync();

        Assert.That(status, Is.EqualTo(503));
        Assert.That(_server.OpenOrders(_server.Keys[0].ApiKey), Has.Count.EqualTo(orders));
    }

    [Test]
    public void Should_place_an_order_and_lose_the_reply()
    {
        _server.Inject(new FaultRule { Kind = FaultKind.LostReply });

        Assert.That(PlaceAsync, Throws.InstanceOf<HttpRequestException>());
        Assert.That(_server.OpenOrders(_server.Keys[0].ApiKey), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Should_answer_an_order_after_its_events()
    {
        using var user = await OpenUserAsync();
        _server.Inject(new FaultRule { Kind = FaultKind.LateReply, Millis = 300 });

        var reply = PlaceAsync();
        await user.ReadAsync();

        Assert.That(reply.IsCompleted, Is.False);
        Assert.That((await reply).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Should_let_listen_keys_die()
    {
        using var user = await OpenUserAsync();
        _server.Inject(new FaultRule { Kind = FaultKind.ListenKeyDeath });

        Assert.That((await user.ReadAsync()).GetProperty("e").GetString(), Is.EqualTo("listenKeyExpired"));
        var (_, body, _) = await _trader.RestAsync(HttpMethod.Put, "/fapi/v1/listenKey", sign: false);
        Assert.That(body.GetProperty("code").GetInt32(), Is.EqualTo(-1125));
    }

    [Test]
    public async Task Should_serve_a_stale_and_a_late_snapshot()
    {
        using var socket = await FollowAsync();
        var last = await LastIdAsync(socket);
        _server.Inject(new FaultRule { Kind = FaultKind.StaleSnapshot });
        _server.Inject(new FaultRule { Kind = FaultKind.LateSnapshot, Millis = 200 });

        var started = Environment.TickCount64;
        var (_, snapshot, _) = await _trader.RestAsync(HttpMethod.Get, "/fapi/v1/depth", "symbol=BTCUSDT", sign: false);

        Assert.That(snapshot.GetProperty("lastUpdateId").GetInt64(), Is.LessThan(last));
        Assert.That(Environment.TickCount64 - started, Is.GreaterThanOrEqualTo(190));
    }

    [Test]
    public async Task Should_skew_the_clock_by_the_control_endpoint_and_clear_it()
    {
        using var http = new HttpClient();
        var control = _server.Addresses.Rest + "/sim/fault";
        await http.PostAsync(control, new StringContent("{\"kind\":\"clockSkew\",\"millis\":90000}"));
        Assert.That(await SkewAsync(), Is.EqualTo(90_000).Within(5_000));

        await http.DeleteAsync(control);
        Assert.That(await SkewAsync(), Is.Zero.Within(5_000));
    }

    private async Task<long> SkewAsync()
    {
        var (_, time, _) = await _trader.RestAsync(HttpMethod.Get, "/fapi/v1/time", sign: false);
        return time.GetProperty("serverTime").GetInt64() - SimulatedTrader.Now;
    }

    private Task<(int Status, JsonElement Body, HttpResponseMessage Response)> PlaceAsync() => _trader.RestAsync(
        HttpMethod.Post, "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.010&price=59000.0");

    private Task<SocketReader> FollowAsync() => SocketReader.OpenAsync(_server.Addresses.Public + "/ws/btcusdt@depth@0ms");

    private async Task<SocketReader> OpenUserAsync()
    {
        var (_, key, _) = await _trader.RestAsync(HttpMethod.Post, "/fapi/v1/listenKey", sign: false);
        return await SocketReader.OpenAsync($"{_server.Addresses.Private}/ws?listenKey={key.GetProperty("listenKey").GetString()}");
    }

    private static async Task<long> LastIdAsync(SocketReader socket)
    {
        await socket.ReadAsync();
        return (await socket.ReadAsync()).GetProperty("u").GetInt64();
    }

    private static async Task<bool> BreaksAsync(SocketReader socket, long last)
    {
        for (var i = 0; i < 100; i++)
        {
            var diff = await socket.ReadAsync();
            if (diff.GetProperty("pu").GetInt64() != last)
            {
                return true;
            }

            last = diff.GetProperty("u").GetInt64();
        }

        return false;
    }

    private static async Task ReadForeverAsync(SocketReader socket)
    {
        while (true)
        {
            await socket.ReadTextAsync(Silence);
        }
    }
}
