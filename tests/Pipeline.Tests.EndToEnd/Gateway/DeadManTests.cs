using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>Whatever keeps a strategy from showing life, the exchange takes its orders back within the countdown: 100 runs of three kinds.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class DeadManTests
{
    private const int CountdownMillis = 500;
    private const int Traders = 3;
    private const int FrozenRuns = 12;
    private const int OtherRuns = 11;
    private const int Interrupted = 130;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly OrderDeskOptions Desk = TestGateway.Quick with
    {
        DeadManNanos = CountdownMillis * 1_000_000L,
        HeartbeatNanos = 100_000_000,
        OrdersPer10s = 1_000,
        OrdersPer60s = 1_000,
    };

    private static readonly ExchangeServerOptions Quiet = new() { ActionsPerSecond = 0, RestingOrders = 500, OrdersPerTenSeconds = 1_000, OrdersPerMinute = 5_000 };

    [Test]
    public Task Should_cancel_everything_of_a_strategy_that_hangs_with_a_live_socket() => ForEachTraderAsync(async _ =>
    {
        await using var server = await ExchangeServer.StartAsync(Quiet);
        using var gateway = new TestGateway(server, Desk);
        for (var run = 0; run < OtherRuns; run++)
        {
            PlaceTwo(gateway, server);
            gateway.IsHealthy = false;
            AwaitCancel(gateway, server);
            gateway.IsHealthy = true;
        }
    });

    [Test]
    public Task Should_cancel_everything_when_the_network_is_cut() => ForEachTraderAsync(async _ =>
    {
        await using var server = await ExchangeServer.StartAsync(Quiet);
        await using var relay = new Relay(new Uri(server.Addresses.Rest).Port);
        using var gateway = new TestGateway(server, Desk, relay.Through);
        for (var run = 0; run < OtherRuns; run++)
        {
            PlaceTwo(gateway, server);
            relay.Cut();
            AwaitCancel(gateway, server);
            relay.Mend();
        }
    });

    [Test]
    public async Task Should_cancel_everything_of_a_process_that_is_frozen()
    {
        var keys = Enumerable.Range(0, Traders).Select(_ => ExchangeKey.Create()).ToArray();
        await using var server = await ExchangeServer.StartAsync(new() { Keys = keys, ActionsPerSecond = 200, RestingOrders = 500, OrdersPerTenSeconds = 10_000, OrdersPerMinute = 60_000, WeightPerMinute = 1_000_000 });
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("ready.json"), JsonSerializer.Serialize(server.Addresses, JsonSerializerOptions.Web));
        File.WriteAllText(folder.File("trading.json"), Trading);
        await ForEachTraderAsync(trader =>
        {
            Freeze(server, keys[trader], Configure(folder, keys[trader], $"trader{trader}"), folder.File($"tapes{trader}"));
            return Task.CompletedTask;
        });
    }

    // Quotes far from the market rest and are not filled.
    private const string Trading = """
        {
          "strategy": "market-maker",
          "marketMaker": { "sizeLots": 10, "halfSpreadTicks": 300, "requoteTicks": 100 },
          "risk": {
            "staleMaxNanos": 5000000000, "clockMaxNanos": 500000000, "spreadMaxTicks": 200, "midMoveMaxBps": 100, "collarRefBps": 200, "collarCrossBps": 100,
            "maxOrderLots": 10, "maxOrderNotionalE8": 1000000000000, "maxPositionLots": 100, "maxPositionNotionalE8": 10000000000000,
            "messagesPer10s": 1000, "messagesPer60s": 5000, "reserveMessages": 20, "duplicateMax": 1000, "duplicateWindowNanos": 1000000000,
            "maxOpenOrders": 5
          }
        }
        """;

    private static Task ForEachTraderAsync(Func<int, Task> run) =>
        Task.WhenAll(Enumerable.Range(0, Traders).Select(trader => Task.Run(() => run(trader))));

    private static void PlaceTwo(TestGateway gateway, ExchangeServer server)
    {
        gateway.Until(
            () =>
            {
                if (gateway.Gateway.IsOpen)
                {
                    gateway.PlaceResting();
                }

                return server.OpenOrders(gateway.ApiKey).Count >= 2;
            },
            "two orders rest");
    }

    private static void AwaitCancel(TestGateway gateway, ExchangeServer server)
    {
        gateway.Until(() => server.OpenOrders(gateway.ApiKey).Count == 0, "the exchange cancels everything");
        Assert.That(server.PositionLots(gateway.ApiKey, "BTCUSDT"), Is.Zero, "cancelled and not filled");
    }

    private static string Configure(TemporaryFolder folder, ExchangeKey key, string name)
    {
        File.WriteAllText(folder.File($"{name}.keys"), $"key={key.ApiKey}\nsecret={key.Secret}\n");
        File.SetUnixFileMode(folder.File($"{name}.keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(
            folder.File($"{name}.yaml"),
            $"profile: simulator\naddressesFile: ready.json\nsymbols: [BTCUSDT]\ntrading: trading.json\norders: venue\nkeysFile: {name}.keys\nlatchFile: {name}.latch\ndeadManMillis: {CountdownMillis}\n");
        return folder.File($"{name}.yaml");
    }

    /// <summary>A stopped process cannot cancel: what was open and is not any more was taken back by the exchange. It goes on by itself.</summary>
    private static void Freeze(ExchangeServer server, ExchangeKey key, string config, string tapes)
    {
        Assert.That(PipelineProcess.Run("resume", "--config", config, "--by", "test", "--reason", "a test").ExitCode, Is.Zero);
        using var trader = new PipelineProcess(["run", "--config", config, "--out", tapes, "--json"]);
        for (var run = 0; run < FrozenRuns; run++)
        {
            trader.WaitFor(() => server.OpenOrders(key.ApiKey).Count >= 2);
            trader.Signal("STOP");
            var cancelled = SpinWait.SpinUntil(() => server.OpenOrders(key.ApiKey).Count == 0, Patience);
            trader.Signal("CONT");
            Assert.That(cancelled, Is.True, "the exchange cancels everything");
        }

        trader.Signal("INT");
        var result = trader.Finish();
        Assert.That(result.ExitCode, Is.EqualTo(Interrupted), result.All);
    }
}
