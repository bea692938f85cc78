using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Simulation;
using Pipeline.Testing;
using static Pipeline.Tests.Support.OrderRecords;

namespace Pipeline.Tests.Simulation;

internal sealed class PaperExchangeTests
{
    private const long Now = 1_000;
    private static readonly (long, long)[] Bids = [(100, 5), (99, 7)];
    private static readonly (long, long)[] Asks = [(101, 4), (102, 6), (104, 9)];

    private PaperExchange _exchange = null!;

    [SetUp]
    public void CreateExchange() => Create(0);

    private void Create(long latency, int capacity = 8)
    {
        _exchange = new PaperExchange(new PaperExchangeOptions { LatencyNanos = latency, Capacity = capacity, Lane = 9 }, [Btc]);
        Book(Bids, Asks, Now);
    }

    private void Book((long Ticks, long Lots)[] bids, (long Ticks, long Lots)[] asks, long nanos)
    {
        var row = default(RowBook);
        for (var i = 0; i < bids.Length; i++)
        {
            (row.BidTicks[i], row.BidLots[i]) = bids[i];
        }

        for (var i = 0; i < asks.Length; i++)
        {
            (row.AskTicks[i], row.AskLots[i]) = asks[i];
        }

        row.BidCount = (byte)bids.Length;
        row.AskCount = (byte)asks.Length;
        _exchange.OnBook(row, nanos);
    }

    private void Trade(long ticks, long lots, bool buyerIsMaker, RecordFlags flags = RecordFlags.None)
    {
        var record = new InputRecord { Kind = RecordKind.Trade, Flags = flags | (buyerIsMaker ? RecordFlags.BuyerIsMaker : RecordFlags.None) };
        record.Trade.PriceTicks = ticks;
        record.Trade.SizeLots = lots;
        _exchange.OnMarket(record, new BookResult
        {
            State = BookState.Synced,
            PipelineNanos = Now,
            CountsAsTrade = (flags & RecordFlags.Filtered) == 0 ? (byte)1 : (byte)0,
        });
    }

    private List<InputRecord> Outcomes(long nanos = Now)
    {
        var outcomes = new List<InputRecord>();
        while (_exchange.HasOutcome(nanos))
        {
            outcomes.Add(_exchange.TakeOutcome());
        }

        return outcomes;
    }

    private RecordKind[] Kinds(long nanos = Now) => [.. Outcomes(nanos).Select(outcome => outcome.Kind)];

    private static (long Ticks, long Lots)[] Fills(IEnumerable<InputRecord> outcomes) =>
        [.. outcomes.Where(outcome => outcome.Kind == RecordKind.Fill).Select(outcome => (outcome.Order.LastFillTicks, outcome.Order.LastFillLots))];

    [Test]
    public void Should_fill_an_immediate_order_level_by_level_to_its_limit_and_expire_the_rest()
    {
        _exchange.Submit(New(1, Side.Buy, 15, 102), Now);
        var outcomes = Outcomes();

        Assert.That(
            outcomes.Select(outcome => outcome.Kind),
            Is.EqualTo(new[] { RecordKind.OrderSent, RecordKind.OrderAck, RecordKind.Fill, RecordKind.Fill, RecordKind.OrderExpired }));
        Assert.That(Fills(outcomes), Is.EqualTo(new[] { (101L, 4L), (102L, 6L) }));
        Assert.That(outcomes[^1].Order.FilledLots, Is.EqualTo(10));
        Assert.That(outcomes.Select(outcome => outcome.Lane), Is.All.EqualTo(9));
        Assert.That(outcomes[2].Order.FeeE8, Is.EqualTo(2020), "101 ticks x 4 lots = 0.0404 quote, at 5 basis points");
        Assert.That(outcomes[2].Order.TradeId, Is.Not.EqualTo(outcomes[3].Order.TradeId));
    }

    [Test]
    public void Should_not_sell_the_same_lots_twice_until_the_book_shows_another_size()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 101), Now);
        _exchange.Submit(New(2, Side.Buy, 3, 101), Now);
        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (101L, 3L), (101L, 1L) }));
        Book(Bids, Asks, Now + 1);
        _exchange.Submit(New(3, Side.Buy, 3, 101), Now + 1);
        Assert.That(Fills(Outcomes(Now + 1)), Is.Empty, "the same size says nothing new");
        Book(Bids, [(101, 5), (102, 6)], Now + 2);
        _exchange.Submit(New(4, Side.Buy, 9, 101), Now + 2);

        Assert.That(Fills(Outcomes(Now + 2)), Is.EqualTo(new[] { (101L, 5L) }));
    }

    [Test]
    public void Should_answer_one_latency_after_arrival_and_match_the_book_of_the_arrival()
    {
        Create(100);
        _exchange.Submit(New(1, Side.Buy, 4, 101), Now);
        Assert.That(Kinds(Now), Is.EqualTo(new[] { RecordKind.OrderSent }));
        Assert.That(Kinds(Now + 50), Is.Empty);
        Book(Bids, [(101, 1)], Now + 50);
        Assert.That(Kinds(Now + 199), Is.Empty);
        Book(Bids, [(101, 9)], Now + 199);
        var outcomes = Outcomes(Now + 200);

        Assert.That(Fills(outcomes), Is.EqualTo(new[] { (101L, 1L) }));
        Assert.That(outcomes.Select(outcome => outcome.ReceiveNanos), Is.All.EqualTo(Now + 200));
        Assert.That(outcomes[0].TransactionNanos, Is.EqualTo(Now + 100));
    }

    [Test]
    public void Should_rest_a_limit_order_behind_the_size_shown()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 100, TimeInForce.PostOnly), Now);
        Assert.That(Kinds(), Is.EqualTo(new[] { RecordKind.OrderSent, RecordKind.OrderAck }));
        Trade(100, 5, buyerIsMaker: true);
        Trade(100, 9, buyerIsMaker: false);
        Trade(100, 9, buyerIsMaker: true, RecordFlags.Filtered);
        Assert.That(Fills(Outcomes()), Is.Empty, "5 stood before it; a taker that buys meets no bid; a filtered trade is none");
        Trade(100, 2, buyerIsMaker: true);
        var fills = Outcomes();

        Assert.That(Fills(fills), Is.EqualTo(new[] { (100L, 2L) }));
        Assert.That(fills[0].Order.IsMaker, Is.EqualTo(1));
        Assert.That(_exchange.RestingOrders, Is.EqualTo(1));
    }

    [Test]
    public void Should_shorten_the_queue_with_the_level()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 100, TimeInForce.GoodTillCanceled), Now);
        Outcomes();
        Book([(100, 1)], Asks, Now);
        Trade(100, 2, buyerIsMaker: true);

        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (100L, 1L) }));
    }

    [Test]
    public void Should_fill_in_full_when_a_trade_goes_through_the_price()
    {
        _exchange.Submit(New(1, Side.Sell, 30, 103, TimeInForce.GoodTillCanceled), Now);
        Outcomes();
        Trade(104, 1, buyerIsMaker: false);

        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (103L, 30L) }), "at its own price");
        Assert.That(_exchange.RestingOrders, Is.Zero);
    }

    [Test]
    public void Should_fill_up_to_the_opposite_size_when_the_book_moves_through_the_price()
    {
        _exchange.Submit(New(1, Side.Buy, 9, 100, TimeInForce.GoodTillCanceled), Now);
        Outcomes();
        Book([(98, 5)], [(99, 2), (100, 3), (101, 8)], Now);

        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (100L, 2L), (100L, 3L) }));
    }

    [Test]
    public void Should_wait_without_a_queue_until_the_price_comes_into_view()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 90, TimeInForce.GoodTillCanceled), Now);
        Outcomes();
        Trade(90, 1000, buyerIsMaker: true);
        Assert.That(Fills(Outcomes()), Is.Empty, "nobody knows what stood before it");
        Book([(91, 5), (90, 6)], Asks, Now);
        Trade(90, 7, buyerIsMaker: true);

        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (90L, 1L) }));
    }

    [Test]
    public void Should_share_a_trade_among_own_orders_once()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 100, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(New(2, Side.Buy, 3, 100, TimeInForce.GoodTillCanceled), Now);
        Outcomes();
        Trade(100, 9, buyerIsMaker: true);
        var fills = Outcomes();

        Assert.That(Fills(fills), Is.EqualTo(new[] { (100L, 3L), (100L, 1L) }));
        Assert.That(fills.Select(fill => fill.Order.ClientOrderId), Is.EqualTo(new[] { Session + 1, Session + 2 }));
    }

    [Test]
    public void Should_expire_a_post_only_order_that_would_take_and_a_kill_order_that_cannot_fill()
    {
        _exchange.Submit(New(1, Side.Buy, 1, 101, TimeInForce.PostOnly), Now);
        _exchange.Submit(New(2, Side.Buy, 11, 102, TimeInForce.FillOrKill), Now);
        _exchange.Submit(New(3, Side.Buy, 10, 102, TimeInForce.FillOrKill), Now);
        var outcomes = Outcomes().Where(outcome => outcome.Kind is RecordKind.OrderExpired or RecordKind.Fill).ToArray();

        Assert.That(
            outcomes.Select(outcome => (PaperReason)outcome.Order.Reason),
            Is.EqualTo(new[] { PaperReason.WouldTake, PaperReason.CannotFill, PaperReason.None, PaperReason.None }));
    }

    [Test]
    public void Should_amend_and_cancel_what_rests_and_refuse_the_rest()
    {
        _exchange.Submit(New(1, Side.Buy, 3, 100, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(Amend(2, 1, Side.Buy, 2, 100), Now);
        Outcomes();
        Trade(100, 6, buyerIsMaker: true);
        Assert.That(Fills(Outcomes()), Is.EqualTo(new[] { (100L, 1L) }), "a smaller size keeps its place");
        _exchange.Submit(Amend(3, 1, Side.Buy, 5, 101), Now);
        var moved = Outcomes();
        Assert.That(moved.Select(outcome => outcome.Kind), Is.EqualTo(new[] { RecordKind.OrderSent, RecordKind.OrderAck, RecordKind.Fill }));
        Assert.That(moved[1].Order.ClientOrderId, Is.EqualTo(Session + 1));
        Assert.That(Fills(moved), Is.EqualTo(new[] { (101L, 4L) }));
        _exchange.Submit(New(4, Side.Buy, 3, 99, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(Cancel(5, 4), Now);
        _exchange.Submit(Cancel(6, 4), Now);
        var ends = Outcomes();

        Assert.That(ends.Select(outcome => outcome.Kind).Where(kind => kind != RecordKind.OrderSent), Is.EqualTo(new[] { RecordKind.OrderAck, RecordKind.OrderCanceled, RecordKind.OrderReject }));
        Assert.That(ends[^1].Order.ClientOrderId, Is.EqualTo(Session + 6), "a refused request answers under its own id");
    }

    [Test]
    public void Should_refuse_what_is_malformed_adds_or_does_not_fit()
    {
        Create(0, capacity: 1);
        _exchange.Submit(New(1, Side.Buy, 0, 100), Now);
        _exchange.Submit(New(2, Side.Sell, 1, 100) with { Flags = OrderFlags.ReduceOnly }, Now);
        _exchange.Submit(New(3, Side.Buy, 1, 99, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(New(4, Side.Buy, 1, 99, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(New(5, Side.Buy, 1, 99) with { Instrument = 4 }, Now);

        Assert.That(
            Outcomes().Where(outcome => outcome.Kind == RecordKind.OrderReject).Select(outcome => (PaperReason)outcome.Order.Reason),
            Is.EqualTo(new[] { PaperReason.Malformed, PaperReason.WouldAdd, PaperReason.Full, PaperReason.Malformed }));
    }

    [Test]
    public void Should_trade_nothing_while_the_book_is_not_synced()
    {
        _exchange.OnMarket(new InputRecord { Kind = RecordKind.DepthUpdate }, new BookResult { State = BookState.Invalid });
        _exchange.Submit(New(1, Side.Buy, 4, 105), Now);

        Assert.That(Kinds(), Is.EqualTo(new[] { RecordKind.OrderSent, RecordKind.OrderAck, RecordKind.OrderExpired }));
    }

    [Test]
    public void Should_allocate_nothing_in_steady_state()
    {
        Cycles(0, 200);

        Assert.That(Allocations.Of(() => Cycles(200, 400)), Is.Zero);
    }

    private void Cycles(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            Cycle(1 + (3 * i));
        }
    }

    private void Cycle(int number)
    {
        _exchange.Submit(New(number, Side.Buy, 3, 100, TimeInForce.GoodTillCanceled), Now);
        _exchange.Submit(New(number + 1, Side.Buy, 12, 102), Now);
        _exchange.Submit(Cancel(number + 2, number), Now);
        Trade(100, 1, buyerIsMaker: true);
        Book(Bids, Asks, Now);
        while (_exchange.HasOutcome(Now))
        {
            _exchange.TakeOutcome();
        }
    }
}
