using System.Runtime.Versioning;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Tests.EndToEnd.Feed;
using Pipeline.Tests.EndToEnd.Gateway;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.EndToEnd.Schedules;

/// <summary>Places, amends and cancels as a seed draws it, whenever the gateway says that it is open and the book that it is synced.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DrawnTrader(ExchangeServer server, LiveBook live, TestGateway gateway, Random random)
{
    private const string Symbol = "BTCUSDT";
    private const int CancelTries = 20;
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private readonly List<long> _placed = [];

    public long Placed => _placed.Count;

    public void Step()
    {
        if (!gateway.Gateway.IsOpen || live.Book.State != BookState.Synced)
        {
            return;
        }

        switch (random.Next(4))
        {
            case 0:
                _placed.Add(gateway.PlaceResting());
                break;
            case 1:
                _placed.Add(gateway.Submit(Marketable()));
                break;
            case 2 when _placed.Count > 0:
                gateway.Submit(gateway.Intent(OrderAction.Cancel, Side.Buy, 0, Any()));
                break;
            case 3 when _placed.Count > 0:
                gateway.Submit(gateway.Intent(OrderAction.Amend, Side.Buy, server.Book(Symbol).Bids[0].PriceTicks - random.Next(4_000, 6_000), Any()));
                break;
        }
    }

    /// <summary>Takes every order back and waits until the exchange and the gateway tell one story.</summary>
    public async Task SettleAsync()
    {
        Require(await HoldsAsync(() => gateway.Gateway.IsOpen, Patience), "the gateway opens");

        // An order still on its way by another road may arrive after the first cancel-all, which does not mean it.
        for (var tries = 0; tries < CancelTries && !AreTakenBack(); tries++)
        {
            gateway.Gateway.CancelAll(0);
            await HoldsAsync(AreTakenBack, OneTry);
        }

        Require(AreTakenBack(), "open orders are taken back");
        Require(
            await HoldsAsync(() => gateway.FilledLots() == server.PositionLots(gateway.ApiKey, Symbol), Patience),
            $"positions equal the exchange's, {server.PositionLots(gateway.ApiKey, Symbol)} lots");
    }

    /// <summary>Nothing is at the exchange twice, nothing that the gateway did not say it sent, and nothing after a halt.</summary>
    public async Task AuditAsync()
    {
        gateway.Gateway.Halt();
        var late = Enumerable.Range(0, 3).Select(_ => gateway.PlaceResting()).ToArray();
        Require(await HoldsAsync(() => late.All(IsVetoed), Patience), "what comes after a halt is vetoed");
        var sent = gateway.Records.Where(each => each.Kind == RecordKind.OrderSent).Select(each => ClientOrderIdText.Format(each.Order.ClientOrderId)).ToHashSet();
        var known = server.Orders(gateway.ApiKey).Select(order => order.ClientOrderId).ToList();
        Require(known.Count == known.Distinct().Count(), "no order is doubled");
        Require(known.TrueForAll(sent.Contains), "no order leaves outside the gate");
        Require(!late.Any(id => known.Contains(ClientOrderIdText.Format(id))), "no order leaves after a halt");
        Require(known.Count <= gateway.Gateway.Counts.Placed, "as many orders as were placed");
    }

    private bool AreTakenBack() => server.OpenOrders(gateway.ApiKey).Count == 0;

    private bool IsVetoed(long id) => gateway.Records.Any(each => each.Kind == RecordKind.OrderVetoed && each.Order.ClientOrderId == id);

    private long Any() => _placed[random.Next(_placed.Count)];

    private OrderIntent Marketable()
    {
        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var book = server.Book(Symbol);
        var ticks = side == Side.Buy ? book.Asks[0].PriceTicks + 20 : book.Bids[0].PriceTicks - 20;
        return gateway.Intent(OrderAction.New, side, ticks, timeInForce: TimeInForce.ImmediateOrCancel);
    }

    // A thread that waits without leaving would keep the exchange and the gateway's REST from one: they share a pool with the schedules.
    private static async Task<bool> HoldsAsync(Func<bool> condition, TimeSpan patience)
    {
        using var timer = new PeriodicTimer(Look);
        var deadline = SystemClock.Instance.MonotonicNanos + (long)patience.TotalNanoseconds;
        while (!condition() && SystemClock.Instance.MonotonicNanos < deadline)
        {
            await timer.WaitForNextTickAsync();
        }

        return condition();
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{what}: {gateway.Story()}");
        }
    }
}
