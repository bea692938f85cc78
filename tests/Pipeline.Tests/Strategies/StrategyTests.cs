using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Strategies;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Strategies;

internal sealed class StrategyTests
{
    private OrderLedger _ledger = null!;
    private FeatureRow _row;

    [SetUp]
    public void CreateRow()
    {
        _ledger = new OrderLedger([OrderRecords.Btc], capacity: 8);
        _row = default;
        _row.Book.BidTicks[0] = 1000;
        _row.Book.AskTicks[0] = 1001;
        _row.Book.UpdateId = 77;
        _row.Book.Number = 5;
        _row.Inference.Valid = 1;
    }

    private OrderIntent[] Decide(IStrategy strategy, double score)
    {
        _row.Inference.Score = score;
        var intents = new OrderIntent[Decision.MaxIntents];
        var count = strategy.Decide(new DecisionContext(_row, _ledger, 0, 123), intents);
        return intents[..count];
    }

    private void Trade(int number, Side side, long lots)
    {
        _ledger.OnIntentAccepted(OrderRecords.New(number, side, lots, 1000));
        _ledger.OnRecord(OrderRecords.Fill(number, side, lots, 1000, number, lots));
    }

    [TestCase(0.6, Side.Buy, 1001)]
    [TestCase(-0.6, Side.Sell, 1000)]
    public void Should_take_the_touch_on_a_strong_score(double score, Side side, long ticks)
    {
        var intents = Decide(new TakerStrategy(new TakerOptions { Threshold = 0.5, SizeLots = 3 }), score);

        Assert.That(intents, Has.Length.EqualTo(1));
        Assert.That(
            (intents[0].Side, intents[0].PriceTicks, intents[0].SizeLots, intents[0].TimeInForce),
            Is.EqualTo((side, ticks, 3L, TimeInForce.ImmediateOrCancel)));
    }

    [TestCase(0.6, Side.Buy, 1005)]
    [TestCase(-0.6, Side.Sell, 995)]
    public void Should_reach_a_touch_between_ticks_with_the_next_price_on_the_grid(double score, Side side, long price)
    {
        _ledger = new OrderLedger([OrderRecords.Btc with { TickMantissa = 5, LotMantissa = 20 }], capacity: 8);
        _row.Book.BidTicks[0] = 999;

        var intents = Decide(new TakerStrategy(new TakerOptions { Threshold = 0.5, SizeLots = 3 }), score);

        Assert.That((intents[0].Side, intents[0].PriceTicks, intents[0].SizeLots), Is.EqualTo((side, price, 60L)));
    }

    [Test]
    public void Should_quote_on_the_grid()
    {
        _ledger = new OrderLedger([OrderRecords.Btc with { TickMantissa = 5, LotMantissa = 20 }], capacity: 8);
        _row.Book.BidTicks[0] = 999;

        var intents = Decide(new MarketMakerStrategy(new MarketMakerOptions { HalfSpreadTicks = 2, SizeLots = 3 }), 0);

        Assert.That(intents.Select(each => (each.Side, each.PriceTicks, each.SizeLots)), Is.EqualTo(new[] { (Side.Buy, 990L, 60L), (Side.Sell, 1010L, 60L) }));
    }

    [TestCase(0.5)]
    [TestCase(-0.5)]
    [TestCase(double.NaN)]
    public void Should_take_nothing_on_a_weak_score(double score) =>
        Assert.That(Decide(new TakerStrategy(new TakerOptions { Threshold = 0.5 }), score), Is.Empty);

    [Test]
    public void Should_take_nothing_without_a_score_at_the_target_or_with_an_order_open()
    {
        var taker = new TakerStrategy(new TakerOptions { Threshold = 0.5, TargetPositionLots = 4 });
        Trade(1, Side.Buy, 4);
        Assert.That(Decide(taker, 1), Is.Empty, "at the target");
        Assert.That(Decide(taker, -1), Has.Length.EqualTo(1));
        _ledger.OnIntentAccepted(OrderRecords.New(2, Side.Sell, 1, 1000));
        Assert.That(Decide(taker, -1), Is.Empty, "an order is on its way");
        _ledger.OnRecord(OrderRecords.Record(RecordKind.OrderExpired, 2));
        _row.Inference.Valid = 0;
        Assert.That(Decide(taker, -1), Is.Empty, "no score");
    }

    [Test]
    public void Should_quote_both_sides_and_skew_against_the_position()
    {
        var maker = new MarketMakerStrategy(new MarketMakerOptions { HalfSpreadTicks = 2, SkewLotsPerTick = 5, MaxPositionLots = 20 });
        Assert.That(Decide(maker, 0).Select(intent => (intent.Side, intent.PriceTicks)), Is.EqualTo(new[] { (Side.Buy, 998L), (Side.Sell, 1002L) }));
        Trade(1, Side.Buy, 10);
        Assert.That(Decide(maker, 0).Select(intent => intent.PriceTicks), Is.EqualTo(new[] { 996L, 1001L }), "never through the bid");
        Trade(2, Side.Buy, 10);
        Assert.That(Decide(maker, 0).Select(intent => intent.Side), Is.EqualTo(new[] { Side.Sell }), "full: only the way out is quoted");
    }

    [Test]
    public void Should_amend_a_quote_that_is_off_and_cancel_one_that_is_not_wanted()
    {
        var maker = new MarketMakerStrategy(new MarketMakerOptions { HalfSpreadTicks = 2, RequoteTicks = 2, MaxPositionLots = 20 });
        _ledger.OnIntentAccepted(OrderRecords.New(1, Side.Buy, 1, 998, TimeInForce.PostOnly));
        Assert.That(Decide(maker, 0).Select(intent => intent.Side), Is.EqualTo(new[] { Side.Sell }), "not acknowledged yet: left alone");
        _ledger.OnRecord(OrderRecords.Ack(1, 1, 998, 1));
        _row.Book.BidTicks[0] = 1001;
        _row.Book.AskTicks[0] = 1002;
        Assert.That(Decide(maker, 0).Select(intent => intent.Side), Is.EqualTo(new[] { Side.Sell }), "one tick off is near enough");
        _row.Book.BidTicks[0] = 1002;
        _row.Book.AskTicks[0] = 1003;
        var amend = Decide(maker, 0)[0];
        Assert.That((amend.Action, amend.TargetClientOrderId, amend.PriceTicks), Is.EqualTo((OrderAction.Amend, OrderRecords.Session + 1, 1000L)));
        Trade(2, Side.Buy, 20);
        var cancel = Decide(maker, 0)[0];
        Assert.That((cancel.Action, cancel.TargetClientOrderId), Is.EqualTo((OrderAction.Cancel, OrderRecords.Session + 1)));
    }

    [Test]
    public void Should_move_quotes_with_the_score_up_to_a_bound()
    {
        var maker = new MarketMakerStrategy(new MarketMakerOptions { HalfSpreadTicks = 9, TicksPerScore = 2, MaxScoreTicks = 3 });

        Assert.That(Decide(maker, 1)[0].PriceTicks, Is.EqualTo(993));
        Assert.That(Decide(maker, 100)[0].PriceTicks, Is.EqualTo(994));
        Assert.That(Decide(maker, -100)[0].PriceTicks, Is.EqualTo(988));
    }

    [Test]
    public void Should_name_every_problem_of_the_options()
    {
        var taker = Assert.Throws<ArgumentException>(() => _ = new TakerStrategy(new TakerOptions { SizeLots = 0, Threshold = double.NaN }));
        var maker = Assert.Throws<ArgumentException>(() => _ = new MarketMakerStrategy(new MarketMakerOptions { SizeLots = 0, SkewLotsPerTick = 0 }));

        Assert.That(taker!.Message, Does.Contain("SizeLots").And.Contain("Threshold"));
        Assert.That(maker!.Message, Does.Contain("SizeLots").And.Contain("SkewLotsPerTick"));
    }

    [Test]
    public void Should_number_intents_within_the_session_and_say_their_cause()
    {
        var numbering = new IntentNumbering(3);
        var intents = new OrderIntent[2];
        numbering.Number(intents, new DecisionContext(_row, _ledger, 0, 123), strategy: 4);

        Assert.That(intents.Select(intent => intent.ClientOrderId), Is.EqualTo(new[] { (3L << 32) + 1, (3L << 32) + 2 }));
        Assert.That(
            (intents[1].CauseUpdateId, intents[1].CauseRow, intents[1].CauseNanos, intents[1].Strategy), Is.EqualTo((77L, 5, 123L, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new IntentNumbering(0));
    }
}
