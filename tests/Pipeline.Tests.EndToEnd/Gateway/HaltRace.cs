using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>A halt against orders on their way to a socket.</summary>
/// <remarks>
/// The gateway's thread looks at this clock just before it takes an intent up, and publishes OrderSent after its write. Where
/// the halt had returned at that look and OrderSent follows, a write began too late: that is exact, whatever the machine does.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class HaltRace : IClock, IDisposable
{
    private const int OrdersAfter = 20;
    private readonly ExchangeServer _server;
    private readonly TestGateway _gateway;
    private int _isHalted;
    private bool _wasHalted;
    private int _spins;
    private long _sent;
    private long _late;

    public HaltRace(ExchangeServerOptions exchange, OrderDeskOptions desk)
    {
        _server = ExchangeServer.StartAsync(exchange).GetAwaiter().GetResult();
        _gateway = new TestGateway(_server, desk, clock: this) { Published = OnRecord };
    }

    public long UtcNanos
    {
        get
        {
            _wasHalted = Volatile.Read(ref _isHalted) != 0;
            return SystemClock.Instance.UtcNanos;
        }
    }

    // Asked for right after the UTC time: the thread lingers here, so that a halt may come in between.
    public long MonotonicNanos
    {
        get
        {
            Thread.SpinWait(Volatile.Read(ref _spins));
            return SystemClock.Instance.MonotonicNanos;
        }
    }

    public (long Nanos, long Orders) Run(Random random)
    {
        _gateway.UntilOpen();
        Volatile.Write(ref _spins, random.Next(0, 2_000));
        var before = random.Next(5, 60);
        var nanos = 0L;
        var halting = new Thread(() => nanos = HaltOnceSent(random.Next(1, before)));
        halting.Start();
        for (var i = 0; i < before; i++)
        {
            _gateway.PlaceResting();
        }

        halting.Join();
        var after = Enumerable.Range(0, OrdersAfter).Select(_ => _gateway.PlaceResting()).ToArray();
        _gateway.Until(() => Answered() == before + OrdersAfter, "every intent is answered");
        Check(after);
        return (nanos, Volatile.Read(ref _sent));
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private long HaltOnceSent(int orders)
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _sent) >= orders);
        var nanos = _gateway.Gateway.Halt();
        Volatile.Write(ref _isHalted, 1);
        return nanos;
    }

    private void OnRecord(InputRecord record)
    {
        if (record.Kind == RecordKind.OrderSent)
        {
            Interlocked.Increment(ref _sent);
            _late += _wasHalted ? 1 : 0;
        }
    }

    private int Answered() => _gateway.Records.Count(each => each.Kind is RecordKind.OrderSent or RecordKind.OrderVetoed);

    private void Check(long[] after)
    {
        var sent = _gateway.Records.Where(each => each.Kind == RecordKind.OrderSent).Select(each => each.Order.ClientOrderId).ToHashSet();
        var known = _server.Orders(_gateway.ApiKey).Select(each => each.ClientOrderId).ToArray();
        Assert.That(_late, Is.Zero, "writes that began after the halt had returned");
        Assert.That(after.Where(sent.Contains), Is.Empty, "orders submitted after the halt");
        Assert.That(known, Is.SubsetOf(sent.Select(ClientOrderIdText.Format)).And.Unique);
    }
}
