using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Orders;
using static Pipeline.Tests.Support.OrderRecords;

namespace Pipeline.Tests.Orders;

internal sealed class OrderLedgerTests
{
    private OrderLedger _ledger = null!;

    [SetUp]
    public void CreateLedger() => _ledger = new OrderLedger([Btc, Btc], capacity: 8);

    private (long Position, long Buy, long Sell, int Orders) State =>
        (_ledger.PositionLots(0), _ledger.OpenBuyLots(0), _ledger.OpenSellLots(0), _ledger.OpenOrders(0));

    [Test]
    public void Should_count_an_order_from_acceptance_to_its_last_fill()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        Assert.That(State, Is.EqualTo((0, 10, 0, 1)));
        _ledger.OnRecord(Record(RecordKind.OrderSent, 1));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        _ledger.OnRecord(Fill(1, Side.Buy, 4, 99, 7, 4));
        Assert.That(State, Is.EqualTo((4, 6, 0, 1)));
        _ledger.OnRecord(Fill(1, Side.Buy, 6, 100, 8, 10));

        Assert.That(State, Is.EqualTo((10, 0, 0, 0)));
        Assert.That(_ledger.OpenCostTickLots(0), Is.EqualTo((Int128)996));
        Assert.That(_ledger.AverageEntryTicksE8(0), Is.EqualTo((Int128)9_960_000_000));
        Assert.That(_ledger.PositionLots(1), Is.Zero);
    }

    [TestCase(RecordKind.OrderReject)]
    [TestCase(RecordKind.OrderVetoed)]
    [TestCase(RecordKind.OrderCanceled)]
    [TestCase(RecordKind.OrderExpired)]
    public void Should_give_up_exposure_only_on_a_final_word(RecordKind kind)
    {
        _ledger.OnIntentAccepted(New(1, Side.Sell, 10, 100));
        _ledger.OnRecord(Record(RecordKind.OrderSent, 1));
        _ledger.OnRecord(Record(RecordKind.OrderUnknown, 1));
        Assert.That(State, Is.EqualTo((0, 0, 10, 1)), "an unknown order keeps its whole exposure");
        _ledger.OnRecord(Record(kind, 1));

        Assert.That(State, Is.EqualTo((0, 0, 0, 0)));
    }

    [Test]
    public void Should_ignore_a_doubled_fill_even_after_the_order_is_gone()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 5, 100));
        var fill = Fill(1, Side.Buy, 5, 100, 7, 5);
        _ledger.OnRecord(fill);
        _ledger.OnRecord(fill);

        Assert.That(State, Is.EqualTo((5, 0, 0, 0)));
        Assert.That(_ledger.Counts.Duplicates, Is.EqualTo(1));
    }

    [Test]
    public void Should_remember_the_last_16384_fills_exactly()
    {
        const int Seed = 4;
        const int Window = 16_384;
        var random = new Random(Seed);
        var remembered = new Queue<(long Trade, long Order)>();
        var known = new HashSet<(long Trade, long Order)>();
        var expected = 0L;
        for (var i = 0; i < 100_000; i++)
        {
            var key = (Trade: (long)random.Next(20_000), Order: 1L + random.Next(2));
            if (known.Add(key))
            {
                expected++;
                remembered.Enqueue(key);
                if (remembered.Count > Window)
                {
                    known.Remove(remembered.Dequeue());
                }
            }

            var fill = Fill(0, Side.Buy, 1, 100, key.Trade);
            fill.Order.ClientOrderId = key.Order;
            _ledger.OnRecord(fill);
            if (_ledger.PositionLots(0) != expected)
            {
                Assert.Fail($"seed {Seed}, fill {i}: {_ledger.PositionLots(0)} instead of {expected}");
            }
        }
    }

    [Test]
    public void Should_tell_fills_without_trade_id_apart_by_the_cumulative_size()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 5, 100));
        _ledger.OnRecord(Fill(1, Side.Buy, 2, 100, InputRecord.Absent, 2));
        _ledger.OnRecord(Fill(1, Side.Buy, 2, 100, InputRecord.Absent, 2));
        _ledger.OnRecord(Fill(1, Side.Buy, 3, 100, InputRecord.Absent, 5));
        _ledger.OnRecord(Fill(1, Side.Buy, 3, 100, InputRecord.Absent, 5));

        Assert.That(State, Is.EqualTo((5, 0, 0, 0)));
    }

    [Test]
    public void Should_keep_fills_that_a_close_reports_before_they_arrive()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        _ledger.OnRecord(Record(RecordKind.OrderCanceled, 1, filled: 4));
        Assert.That(State, Is.EqualTo((0, 4, 0, 1)));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        Assert.That(State, Is.EqualTo((0, 4, 0, 1)), "a late acknowledgement opens nothing again");
        _ledger.OnRecord(Fill(1, Side.Buy, 4, 100, 7, 4));

        Assert.That(State, Is.EqualTo((4, 0, 0, 0)));
    }

    [Test]
    public void Should_book_a_late_fill_of_an_order_that_ended()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        _ledger.OnRecord(Record(RecordKind.OrderExpired, 1));
        _ledger.OnRecord(Fill(1, Side.Buy, 3, 100, 7, 3));

        Assert.That(State, Is.EqualTo((3, 0, 0, 0)));
        Assert.That(_ledger.Counts.OrphanFills, Is.EqualTo(1));
    }

    [Test]
    public void Should_book_both_sides_of_a_trade_with_oneself()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 5, 100));
        _ledger.OnIntentAccepted(New(2, Side.Sell, 5, 100));
        _ledger.OnRecord(Fill(1, Side.Buy, 5, 100, 7, 5));
        _ledger.OnRecord(Fill(2, Side.Sell, 5, 100, 7, 5));

        Assert.That(State, Is.EqualTo((0, 0, 0, 0)));
        Assert.That(_ledger.Counts.Duplicates, Is.Zero);
    }

    [Test]
    public void Should_hold_the_larger_of_both_sizes_while_an_amend_is_open()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100, TimeInForce.GoodTillCanceled));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        _ledger.OnIntentAccepted(Amend(2, 1, Side.Buy, 4, 105));
        Assert.That(State, Is.EqualTo((0, 10, 0, 1)));
        Assert.That(_ledger.HighestOpenBuyTicks(0), Is.EqualTo(105));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        Assert.That(State, Is.EqualTo((0, 10, 0, 1)), "the doubled first acknowledgement answers no amend");
        _ledger.OnRecord(Ack(1, 4, 105, 2));

        Assert.That(State, Is.EqualTo((0, 4, 0, 1)));
    }

    [Test]
    public void Should_not_take_an_older_acknowledgement_for_the_answer_to_an_amend()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 5, 100, TimeInForce.GoodTillCanceled));
        _ledger.OnRecord(Ack(1, 5, 100, 1));
        _ledger.OnIntentAccepted(Amend(2, 1, Side.Buy, 10, 101));
        _ledger.OnRecord(Ack(1, 10, 101, 2));
        _ledger.OnIntentAccepted(Amend(3, 1, Side.Buy, 5, 100));
        _ledger.OnRecord(Ack(1, 5, 100, 1));

        Assert.That(_ledger.OpenBuyLots(0), Is.EqualTo(10), "the venue still works 10");
    }

    [Test]
    public void Should_keep_the_order_when_an_amend_or_cancel_is_refused()
    {
        _ledger.OnIntentAccepted(New(1, Side.Sell, 10, 100, TimeInForce.GoodTillCanceled));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        _ledger.OnIntentAccepted(Amend(2, 1, Side.Sell, 15, 90));
        _ledger.OnIntentAccepted(Cancel(3, 1));
        Assert.That(State, Is.EqualTo((0, 0, 15, 1)));
        _ledger.OnRecord(Record(RecordKind.OrderReject, 2));
        _ledger.OnRecord(Record(RecordKind.OrderReject, 3));

        Assert.That(State, Is.EqualTo((0, 0, 10, 1)));
        Assert.That(_ledger.LowestOpenSellTicks(0), Is.EqualTo(100));
        Assert.That(_ledger.TryFind(Session + 1, out var order) && order.CancelClientOrderId == 0, Is.True);
    }

    [Test]
    public void Should_not_believe_a_refusal_of_an_order_that_works()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        _ledger.OnRecord(Ack(1, 10, 100, 1));
        _ledger.OnRecord(Record(RecordKind.OrderReject, 1));

        Assert.That(State, Is.EqualTo((0, 10, 0, 1)));
        Assert.That(_ledger.Counts.Contradictions, Is.EqualTo(1));
    }

    [TestCase(QueryStatus.Working, 10)]
    [TestCase(QueryStatus.Canceled, 0)]
    [TestCase(QueryStatus.Rejected, 0)]
    [TestCase(QueryStatus.NotFound, 0)]
    [TestCase(QueryStatus.None, 10)]
    public void Should_resolve_an_unknown_order_by_the_answer_to_a_query(QueryStatus status, long open)
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        _ledger.OnRecord(Record(RecordKind.OrderUnknown, 1));
        var answer = Record(RecordKind.OrderQueryResult, 1);
        answer.Order.Reason = (int)status;
        _ledger.OnRecord(answer);

        Assert.That(_ledger.OpenBuyLots(0), Is.EqualTo(open));
    }

    [Test]
    public void Should_count_a_stranger_as_exposure_and_an_ended_order_not()
    {
        _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
        _ledger.OnRecord(Record(RecordKind.OrderCanceled, 1));
        var late = Ack(1, 10, 100, 1);
        late.Order.Side = Side.Buy;
        _ledger.OnRecord(late);
        Assert.That(_ledger.OpenBuyLots(0), Is.Zero);
        late.Order.ClientOrderId = 77;
        _ledger.OnRecord(late);

        Assert.That((_ledger.OpenBuyLots(0), _ledger.Counts.Adopted), Is.EqualTo((10, 1)));
    }

    [Test]
    public void Should_say_so_when_strangers_no_longer_fit()
    {
        for (var i = 0; i < 9; i++)
        {
            var stranger = Ack(0, 1, 100, 1);
            stranger.Order.ClientOrderId = 70 + i;
            stranger.Order.Side = Side.Sell;
            _ledger.OnRecord(stranger);
        }

        Assert.That((_ledger.HasLostCount, _ledger.OpenOrderCount), Is.EqualTo((true, 8)));
    }

    [Test]
    public void Should_take_over_the_venues_position_once_and_compare_later()
    {
        var word = new InputRecord { Kind = RecordKind.AccountPosition };
        word.Account.PositionLots = -3;
        word.Account.EntryPriceE8 = 10_050_000_000;
        _ledger.OnRecord(word);
        Assert.That((_ledger.PositionLots(0), _ledger.PositionBreakLots(0)), Is.EqualTo((-3, 0)));
        Assert.That(_ledger.OpenCostTickLots(0), Is.EqualTo((Int128)(-3015)));
        word.Account.PositionLots = -5;
        _ledger.OnRecord(word);

        Assert.That((_ledger.PositionLots(0), _ledger.PositionBreakLots(0)), Is.EqualTo((-3, -2)));
    }

    [Test]
    public void Should_realise_exactly_the_cash_flow_when_flat()
    {
        var trade = 0;
        void Trade(Side side, long lots, long ticks)
        {
            _ledger.OnIntentAccepted(New(++trade, side, lots, ticks));
            _ledger.OnRecord(Fill(trade, side, lots, ticks, trade, lots));
        }

        Trade(Side.Buy, 3, 100);
        Trade(Side.Buy, 4, 101);
        Trade(Side.Sell, 2, 103);
        Trade(Side.Sell, 9, 99);
        Trade(Side.Buy, 4, 98);

        Assert.That(_ledger.PositionLots(0), Is.Zero);
        Assert.That(_ledger.OpenCostTickLots(0), Is.EqualTo((Int128)0));
        Assert.That(_ledger.RealisedTickLots(0), Is.EqualTo((Int128)(-300 - 404 + 206 + 891 - 392)));
    }

    [Test]
    public void Should_move_the_hash_with_every_change_and_alike_for_alike()
    {
        var other = new OrderLedger([Btc, Btc], capacity: 8);
        var hashes = new HashSet<ulong> { _ledger.StateHash };
        foreach (var record in new[] { Record(RecordKind.OrderSent, 1), Ack(1, 10, 100, 1), Fill(1, Side.Buy, 1, 100, 7, 1), Record(RecordKind.OrderCanceled, 1, 1) })
        {
            if (hashes.Count == 1)
            {
                _ledger.OnIntentAccepted(New(1, Side.Buy, 10, 100));
                other.OnIntentAccepted(New(1, Side.Buy, 10, 100));
            }

            _ledger.OnRecord(record);
            other.OnRecord(record);
            Assert.That(hashes.Add(_ledger.StateHash), Is.True);
            Assert.That(other.StateHash, Is.EqualTo(_ledger.StateHash));
        }
    }

    [Test]
    public void Should_not_move_on_records_that_say_nothing_of_orders()
    {
        _ledger.OnRecord(new InputRecord { Kind = RecordKind.DepthUpdate });
        _ledger.OnRecord(Record(RecordKind.Fill, 1) with { Instrument = 9 });

        Assert.That((_ledger.StateHash, _ledger.Counts.Unusable), Is.EqualTo((0UL, 1)));
    }
}
