using System.Collections.Concurrent;
using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>Once a halt is acknowledged nothing new leaves, over real sockets too, and no socket can hold it up.</summary>
[SupportedOSPlatform("linux")]
internal sealed class HaltTests
{
    private const int Workers = 4;
    private static readonly TimeSpan RaceTime = TimeSpan.FromSeconds(8);
    private static readonly ExchangeServerOptions Quiet = new() { ActionsPerSecond = 0, RestingOrders = 100, OrdersPerTenSeconds = 1_000_000, OrdersPerMinute = 1_000_000, WeightPerMinute = 1_000_000 };

    private static OrderDeskOptions Unlimited => TestGateway.Quick with { OrdersPer10s = 1_000_000, OrdersPer60s = 1_000_000 };

    [Test]
    public void Should_begin_no_write_after_the_halt_is_acknowledged()
    {
        var nanos = new ConcurrentBag<long>();
        var sent = 0L;
        var deadline = SystemClock.Instance.MonotonicNanos + (RaceTime.Ticks * 100);
        Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, worker =>
        {
            var random = new Random(worker);
            while (SystemClock.Instance.MonotonicNanos < deadline)
            {
                var (acknowledged, orders) = Race(random);
                nanos.Add(acknowledged);
                Interlocked.Add(ref sent, orders);
            }
        });

        var sorted = nanos.Order().ToArray();
        TestContext.Out.WriteLine($"{sorted.Length} races, {sent} orders sent before them, acknowledged in p50 {sorted[sorted.Length / 2] / 1e3:0.0} us, p99 {sorted[sorted.Length * 99 / 100] / 1e3:0.0} us");
        Assert.That(sent, Is.GreaterThan(sorted.Length), "the races were races");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Should_not_be_held_up_by_a_venue_that_does_not_read(CancellationToken cancellation)
    {
        await using var server = await ExchangeServer.StartAsync(Quiet, cancellation);
        await using var relay = new Relay(new Uri(server.Addresses.WsApi).Port);
        using var gateway = new TestGateway(server, Unlimited with { ReplyTimeoutNanos = 60_000_000_000 }, address => address == server.Addresses.WsApi ? relay.Through(address) : new Uri(address));
        gateway.UntilOpen();
        gateway.Await(RecordKind.OrderAck, gateway.PlaceResting());
        relay.Cut();
        FillTheSocket(gateway);

        var nanos = await Task.Run(gateway.Gateway.Halt, cancellation).WaitAsync(TimeSpan.FromSeconds(5), cancellation);

        TestContext.Out.WriteLine($"acknowledged after {nanos / 1e6:0} ms");
        Assert.That(nanos, Is.GreaterThan(50_000_000), "a write was hanging");
        gateway.Until(() => server.OpenOrders(gateway.ApiKey).Count == 0, "the open order is taken back");
    }

    // Until writes wait: then the gate is held by one of them.
    private static void FillTheSocket(TestGateway gateway)
    {
        for (var i = 0; i < 12_000; i++)
        {
            gateway.PlaceResting();
            if (i % 500 == 0)
            {
                gateway.Until(() => gateway.Records.Count(each => each.Kind is RecordKind.OrderSent or RecordKind.OrderVetoed) > i, "the gateway keeps up");
            }
        }
    }

    /// <summary>One gateway, orders without end from one thread, and a halt from another at a drawn moment.</summary>
    private static (long Nanos, long Orders) Race(Random random)
    {
        using var race = new HaltRace(Quiet, Unlimited);
        return race.Run(random);
    }
}
