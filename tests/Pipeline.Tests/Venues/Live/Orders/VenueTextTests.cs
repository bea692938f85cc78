using System.Text.Json;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>The venue's word on orders is kept as it is written, also where today's tick and lot are coarser.</summary>
internal sealed class VenueTextTests
{
    private const string OpenOrders = """
        [
          {"orderId":1,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"a","price":"61000.00","origQty":"0.010","executedQty":"0","timeInForce":"GTC","side":"BUY","updateTime":1},
          {"orderId":2,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"b","price":"61000.01","origQty":"0.0105","executedQty":"0.0005","timeInForce":"GTC","side":"SELL","updateTime":2},
          {"orderId":3,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"c","price":"62000.00","origQty":"0.020","executedQty":"0","timeInForce":"GTC","side":"BUY","updateTime":3}
        ]
        """;

    private readonly InstrumentTable _instruments = new();

    [OneTimeSetUp]
    public void AddInstrument() => _instruments.Add(ExchangeInfo.Shipped.Single(each => each is { Market: Market.UsdM, Symbol: "BTCUSDT" }));

    [Test]
    public void Should_read_a_list_of_open_orders_whole_when_one_is_off_the_tick_of_today()
    {
        var reply = default(VenueReply);
        using var json = JsonDocument.Parse(OpenOrders);

        new VenueText(_instruments, "USDT").ReadResult(VenueCallKind.OpenOrders, json.RootElement, ref reply);

        Assert.That(reply.Orders!.Select(order => (order.OrderId, order.PriceTicks, order.SizeLots, order.FilledLots)), Is.EqualTo(new[]
        {
            (1L, 61000_00000000L, 1000000L, 0L),
            (2L, 61000_01000000L, 1050000L, 50000L),
            (3L, 62000_00000000L, 2000000L, 0L),
        }));
    }

    [Test]
    public void Should_refuse_only_what_no_unit_can_hold()
    {
        using var json = JsonDocument.Parse(OpenOrders.Replace("61000.01", "61000.000000001", StringComparison.Ordinal));

        Assert.That(
            () =>
            {
                var reply = default(VenueReply);
                new VenueText(_instruments, "USDT").ReadResult(VenueCallKind.OpenOrders, json.RootElement, ref reply);
            },
            Throws.TypeOf<FormatException>().With.Message.Contains("price"));
    }
}
