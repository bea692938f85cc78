using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>A halt against orders on their way to a socket.</summary>
/// <remarks>
/// The gateway's thread looks at this clock just before it takes an intent up, and publishes OrderSent afterwards. Where the
/// halt had returned at that look, OrderSent follows, and the exchange gets the order, a write began too late: that is exact,
/// whatever the machine does. By REST OrderSent alone is no proof: the body looks at the gate later.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class HaltRace : IClock, IDisposable
{
    private const int OrdersAfter = 20;
    private readonly ExchangeServer _server;
    private readonly TestGateway _gateway;
    private readonly List<long> _late = [];
    private int _isHalted;
    private int _spins;
    private long _sent;

    // Sockets look at the clock too, on threads of their own.
    [ThreadStatic]
    private static bool _wasHalted;

    public HaltRace(ExchangeServerOptions exchange, OrderDeskOptions desk)
    {
        _server = ExchangeServer.StartAsync(exchange).GetAwaiter().GetResult();
        _gateway = new TestGateway(_server, desk, clock: this) { Published = OnRecord };
    }

    public long UtcNanos => SystemClock.Instance.UtcNanos;

    // The thread lingers here, so that a halt may come in between.
    public long MonotonicNanos
    {
        get
        {
            _wasHalted = Volatile.Read(ref _isHalted) != 0;
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
            if (_wasHalted)
            {
                _late.Add(record.Order.ClientOrderId);
            }
        }
    }

    private bool IsSettled(long id) => _gateway.Records.Any(each => each.Order.ClientOrderId == id && each.Kind != RecordKind.OrderSent);

    private int Answered() => _gateway.Records.Count(each => each.Kind is RecordKind.OrderSent or RecordKind.OrderVetoed);

    private void Check(long[] after)
    {
        _gateway.Until(() => _late.TrueForAll(IsSettled), "what is in doubt is settled");
        var sent = _gateway.Records.Where(each => each.Kind == RecordKind.OrderSent).Select(each => each.Order.ClientOrderId).ToHashSet();
        var known = _server.Orders(_gateway.ApiKey).Select(each => each.ClientOrderId).ToArray();
        Assert.That(_late.Select(ClientOrderIdText.Format).Where(known.Contains), Is.Empty, "writes that began after the halt had returned");
        Assert.That(after.Where(sent.Contains), Is.Empty, "orders submitted after the halt");
        Assert.That(known, Is.SubsetOf(sent.Select(ClientOrderIdText.Format)).And.Unique);
    }
}
