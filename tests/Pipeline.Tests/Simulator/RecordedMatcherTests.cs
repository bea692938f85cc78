using System.Text.Json;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.Simulator;

/// <summary>The stated fill rules of orders against a recorded market, each by hand-counted lots.</summary>
public sealed class RecordedMatcherTests
{
    // Ticks of 0.10, lots of 0.001: bids 1000 and 999, asks 1001 and 1003.
    private const string Snapshot = """{"lastUpdateId":1,"bids":[["100.0","0.007"],["99.9","0.004"]],"asks":[["100.1","0.005"],["100.3","0.006"]]}""";

    private readonly FollowedBook _book = new(ExchangeInstruments.BtcUsdt);
    private readonly List<(long Order, long Ticks, long Lots)> _fills = [];
    private RecordedMatcher _matcher = null!;

    [SetUp]
    public void SetUp()
    {
        _fills.Clear();
        _book.LevelSet = null;
        using var snapshot = JsonDocument.Parse(Snapshot);
        _book.Load(snapshot.RootElement);
        _matcher = new RecordedMatcher(_book, new Fills(_fills));
        _book.LevelSet = _matcher.OnLevel;
    }

    [Test]
    public void Should_take_the_sizes_on_show_at_their_prices()
    {
        var taker = Order(1, Side.Buy, 1003, 8);

        _matcher.Take(taker);

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1001L, 5L), (1L, 1003L, 3L) }));
    }

    [Test]
    public void Should_not_sell_what_was_taken_until_the_recording_sets_the_level_anew()
    {
        _matcher.Take(Order(1, Side.Buy, 1001, 4));
        _matcher.Take(Order(2, Side.Buy, 1001, 4));
        Diff(Side.Sell, "100.1", "0.002");
        _matcher.Take(Order(3, Side.Buy, 1001, 4));

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1001L, 4L), (2L, 1001L, 1L), (3L, 1001L, 2L) }));
    }

    [Test]
    public void Should_let_what_was_shown_trade_before_a_waiting_order()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 5));
        _matcher.OnTrade(Side.Buy, 1000, 6);
        Assert.That(_fills, Is.Empty, "six of the seven ahead are gone");

        _matcher.OnTrade(Side.Buy, 1000, 3);
        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 2L) }));
    }

    [Test]
    public void Should_count_the_queue_ahead_once_for_two_orders_of_a_price()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 3));
        _matcher.Rest(Order(2, Side.Buy, 1000, 3));

        _matcher.OnTrade(Side.Buy, 1000, 12);

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 3L), (2L, 1000L, 2L) }), "seven ahead, then three, then two");
    }

    [Test]
    public void Should_shorten_the_queue_when_the_level_shrinks()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 5));
        Diff(Side.Buy, "100.0", "0.002");

        _matcher.OnTrade(Side.Buy, 1000, 4);

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 2L) }));
    }

    [Test]
    public void Should_not_lengthen_the_queue_when_the_level_grows()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 5));
        Diff(Side.Buy, "100.0", "0.050");

        _matcher.OnTrade(Side.Buy, 1000, 8);

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 1L) }));
    }

    [Test]
    public void Should_fill_at_its_own_price_when_a_trade_goes_past_it()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 5));

        _matcher.OnTrade(Side.Buy, 998, 4);

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 4L) }));
    }

    [Test]
    public void Should_fill_up_to_the_size_of_a_quote_that_crosses_it()
    {
        _matcher.Rest(Order(1, Side.Buy, 1000, 5));

        Diff(Side.Sell, "100.0", "0.003");

        Assert.That(_fills, Is.EqualTo(new[] { (1L, 1000L, 3L) }));
    }

    [Test]
    public void Should_fill_the_better_price_first_and_no_more_than_the_trade()
    {
        _matcher.Rest(Order(1, Side.Sell, 1002, 2));
        _matcher.Rest(Order(2, Side.Sell, 1001, 2));

        _matcher.OnTrade(Side.Sell, 1004, 3);

        Assert.That(_fills, Is.EqualTo(new[] { (2L, 1001L, 2L), (1L, 1002L, 1L) }));
    }

    [Test]
    public void Should_not_fill_an_order_that_was_taken_back()
    {
        var order = Order(1, Side.Buy, 1000, 5);
        _matcher.Rest(order);
        _matcher.Remove(order);

        _matcher.OnTrade(Side.Buy, 998, 4);

        Assert.That(_fills, Is.Empty);
    }

    private static VenueOrder Order(long id, Side side, long ticks, long lots) =>
        new() { Id = id, Instrument = ExchangeInstruments.BtcUsdt, Side = side, Ticks = ticks, Lots = lots };

    private void Diff(Side side, string price, string size)
    {
        var levels = $"""[["{price}","{size}"]]""";
        var (bids, asks) = side == Side.Buy ? (levels, "[]") : ("[]", levels);
        using var diff = JsonDocument.Parse($$"""{"u":2,"b":{{bids}},"a":{{asks}}}""");
        _book.Apply(diff.RootElement);
    }

    private sealed class Fills(List<(long Order, long Ticks, long Lots)> fills) : IMatchObserver
    {
        public void OnTrade(VenueOrder taker, VenueOrder? maker, long ticks, long lots) => fills.Add((taker.Id, ticks, lots));

        public void OnPassiveFill(VenueOrder maker, long ticks, long lots) => fills.Add((maker.Id, ticks, lots));

        public void OnSelfTrade(VenueOrder expired) => fills.Add((expired.Id, 0, 0));
    }
}
