using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Tests.Engine;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>A gateway whose thread hangs in a call.</summary>
[SupportedOSPlatform("linux")]
[Platform(Exclude = "Win", Reason = "who may read a file is a matter of its mode")]
internal sealed class StuckGatewayTests : IClock, IOrderReports
{
    private readonly ManualResetEventSlim _isAsked = new();
    private readonly ManualResetEventSlim _mayGoOn = new();

    public long UtcNanos => Hang();

    public long MonotonicNanos => Hang();

    [Test]
    public void Should_name_the_thread_that_does_not_end_and_not_wait_for_it()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "key=AnyKey\nsecret=any-secret\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var nowhere = new Uri("http://127.0.0.1:9");
        var options = new OrderGatewayOptions { Desk = new OrderDeskOptions { SessionId = 1 }, AllowPlain = true, Patience = TimeSpan.FromMilliseconds(50) };
        var gateway = new BinanceOrderGateway(
            options, BinanceAddresses.Simulator(nowhere, nowhere, nowhere, nowhere, nowhere), ApiKeys.FromFile(path), new InstrumentTable(), new WeightBudget(), this, this);
        File.Delete(path);
        Within.Seconds(20, () =>
        {
            gateway.Start();
            _isAsked.Wait();

            Assert.That(gateway.Dispose, Throws.TypeOf<ThreadStuckException>().With.Message.Contains("'pipeline-gateway' did not end within 0.05 s"));
            Assert.That(gateway.Dispose, Throws.Nothing, "it was told once");
        });
        _mayGoOn.Set();
    }

    void IOrderReports.Publish(ref InputRecord record) => Assert.Fail($"nothing happened, but {record.Kind}");

    private long Hang()
    {
        _isAsked.Set();
        _mayGoOn.Wait();
        return 0;
    }
}
