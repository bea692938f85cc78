using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Risk;
using Pipeline.Testing;
using Pipeline.Tests.Support;
using static Pipeline.Tests.Risk.RiskFixture;

namespace Pipeline.Tests.Risk;

internal sealed class RiskGateTests
{
    [Test]
    public void Should_accept_a_plain_order_and_say_the_worst_case()
    {
        var world = new RiskFixture();
        var verdict = world.Verdict(world.Buy());

        Assert.That(verdict.Reason, Is.EqualTo(RejectReason.None));
        Assert.That((verdict.WorstLongLots, verdict.WorstShortLots), Is.EqualTo((10, 0)));
        Assert.That(verdict.Margin, Is.EqualTo(2), "the third equal order is the limit: two are left");
    }

    [Test]
    public void Should_reject_when_any_single_limit_is_unset()
    {
        var unset = new (RiskLimits Limits, RejectReason Reason)[]
        {
            (Limits with { StaleMaxNanos = 0 }, RejectReason.Stale),
            (Limits with { SpreadMaxTicks = 0 }, RejectReason.MarketDataSanity),
            (Limits with { MidMoveMaxBps = 0 }, RejectReason.MarketDataSanity),
            (Limits with { CollarRefBps = 0 }, RejectReason.Collar),
            (Limits with { CollarCrossBps = 0 }, RejectReason.Collar),
            (Limits with { MaxOrderLots = 0 }, RejectReason.FatFinger),
            (Limits with { MaxOrderNotionalE8 = 0 }, RejectReason.FatFinger),
            (Limits with { MaxPositionLots = 0 }, RejectReason.PositionLimit),
            (Limits with { MaxPositionNotionalE8 = 0 }, RejectReason.PositionLimit),
            (Limits with { MessagesPer10s = 0 }, RejectReason.Throttle),
            (Limits with { MessagesPer10s = 0, MessagesPer60s = 0 }, RejectReason.Throttle),
            (Limits with { DuplicateMax = 0 }, RejectReason.Duplicate),
            (Limits with { DuplicateWindowNanos = 0 }, RejectReason.Duplicate),
            (Limits with { MaxOpenOrders = 0 }, RejectReason.OpenOrders),
        };
        foreach (var (limits, reason) in unset)
        {
            var world = new RiskFixture(limits);
            Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
        }

        var nothing = new RiskFixture(new RiskLimits());
        Assert.That(nothing.Check(nothing.Buy()), Is.EqualTo(RejectReason.Stale));
    }

    [Test]
    public void Should_name_every_problem_of_the_limits()
    {
        var limits = Limits with { MaxOrderLots = -1, DuplicateWindowNanos = 11 * Second, MessagesPer60s = 1 };

        var fault = Assert.Throws<ArgumentException>(() => _ = new RiskFixture(limits));

        Assert.That(fault!.Message, Does.Contain("MaxOrderLots").And.Contain("DuplicateWindowNanos").And.Contain("MessagesPer60s"));
    }

    [Test]
    public void Should_ship_demo_limits_without_a_problem_or_a_zero()
    {
        Assert.That(RiskLimits.Demo.Validate(), Is.Empty);
        Assert.That(RiskLimits.Demo.ToString(), Does.Not.Contain(" = 0,"));
        Assert.That(new RiskFixture(RiskLimits.Demo).Check(OrderRecords.New(1, Side.Buy, 10, Ask)), Is.EqualTo(RejectReason.None));
    }

    [Test]
    public void Should_list_every_check_that_is_off()
    {
        var gate = new RiskFixture().Gate;
        var off = gate.ChecksOff.Select(check => check.Check.Split(' ')[0]).ToArray();

        Assert.That(off, Is.SupersetOf(new[] { "R2", "R7", "R12", "R13", "R19", "R21" }));
        Assert.That(gate.ChecksOff.All(check => check.Why.Length > 0), Is.True);
        Assert.That(new RiskFixture(hasClock: true).Gate.ChecksOff.Select(check => check.Check), Has.None.StartsWith("R7"));
    }

    [Test]
    public void Should_reject_a_price_off_the_tick_and_a_size_off_the_lot()
    {
        var world = new RiskFixture(instrument: OrderRecords.Btc with { TickMantissa = 5, LotMantissa = 20 });

        Assert.That(world.Check(world.Buy(20, 100_000)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(20, 100_001)), Is.EqualTo(RejectReason.BadNumber));
        Assert.That(world.Check(world.Buy(30, 100_000)), Is.EqualTo(RejectReason.BadNumber));
    }

    [Test]
    public void Should_mean_lots_and_ticks_of_the_instrument_by_its_limits()
    {
        var limits = RiskFixture.Limits with { MaxOrderLots = 3, SpreadMaxTicks = 1 };
        var world = new RiskFixture(limits, OrderRecords.Btc with { LotMantissa = 20 });
        Assert.That(world.Check(world.Buy(60)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(80)), Is.EqualTo(RejectReason.FatFinger));
    }

    // R5
    [Test]
    public void Should_reject_while_a_stream_is_mute_and_until_the_last_of_them_speaks()
    {
        var world = new RiskFixture();
        world.Alarm(RecordKind.BookTicker, isRaised: true);
        world.Alarm(RecordKind.DepthUpdate, isRaised: true);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale));
        world.Alarm(RecordKind.DepthUpdate, isRaised: false);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale), "the tickers are still mute");

        world.Alarm(RecordKind.BookTicker, isRaised: false);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.None));
        world.Alarm(RecordKind.BookTicker, isRaised: true);
        Assert.That(world.Check(OrderRecords.Cancel(900, 1)), Is.EqualTo(RejectReason.None), "a cancel always may");
    }

    // R7
    [TestCase(0, Second / 2, RejectReason.None)]
    [TestCase(0, (Second / 2) + 1, RejectReason.Clock)]
    [TestCase(-Second / 4, Second / 4, RejectReason.None)]
    [TestCase((Second / 4) + 1, Second / 4, RejectReason.Clock)]
    [TestCase(long.MinValue, 0, RejectReason.Clock)]
    [TestCase(long.MaxValue, long.MaxValue, RejectReason.Clock)]
    [TestCase(0, -1, RejectReason.Clock)]
    public void Should_reject_while_the_clock_may_be_too_far_off(long offset, long uncertainty, RejectReason reason)
    {
        var world = new RiskFixture(hasClock: true);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Clock), "never measured");
        world.Clock(offset, uncertainty);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
    }

    // R1
    [TestCase(LatchState.Active, RejectReason.None)]
    [TestCase(LatchState.ReduceOnly, RejectReason.Killed)]
    [TestCase(LatchState.CancelOnly, RejectReason.Killed)]
    [TestCase(LatchState.Halted, RejectReason.Killed)]
    public void Should_follow_the_latch(LatchState state, RejectReason reason)
    {
        var world = new RiskFixture(latch: state);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
        Assert.That(world.Check(OrderRecords.Cancel(900, 1)), Is.EqualTo(RejectReason.None), "a cancel always may");
    }

    [Test]
    public void Should_let_only_strict_reductions_through_a_reduce_only_latch()
    {
        var world = new RiskFixture();
        world.Trade(Side.Buy, 30);
        world.Latch.Escalate(LatchState.ReduceOnly);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Killed));
        Assert.That(world.Check(world.Sell(31)), Is.EqualTo(RejectReason.Killed), "would turn the position");
        Assert.That(world.Check(world.Sell(20)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Sell(11)), Is.EqualTo(RejectReason.Killed), "20 are on their way");
        Assert.That(world.Check(world.Sell(10)), Is.EqualTo(RejectReason.None));
    }

    [Test]
    public void Should_only_close_a_latch_further()
    {
        var latch = new KillLatch(LatchState.ReduceOnly);

        Assert.That(latch.Escalate(LatchState.Active), Is.False);
        Assert.That(latch.Escalate(LatchState.Halted), Is.True);
        Assert.That(latch.State, Is.EqualTo(LatchState.Halted));
        Assert.That(new KillLatch().State, Is.EqualTo(LatchState.Halted), "closed unless opened");
    }

    // R3
    [Test]
    public void Should_reject_an_instrument_without_filters()
    {
        foreach (var instrument in new[] { OrderRecords.Btc with { Inferred = true }, OrderRecords.Btc with { Tradable = false } })
        {
            var world = new RiskFixture(instrument: instrument);
            Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.NoFilter));
        }

        var known = new RiskFixture();
        Assert.That(known.Check(known.Buy() with { Instrument = 1 }), Is.EqualTo(RejectReason.NoFilter));
        Assert.That(known.Check(known.Buy() with { Instrument = -1 }), Is.EqualTo(RejectReason.NoFilter));
    }

    // R4
    [Test]
    public void Should_reject_numbers_that_make_no_sense()
    {
        var world = new RiskFixture(instrument: OrderRecords.Btc with { MinLots = 2, MaxLots = 90, MinNotionalE8 = 3_000_000_000 });
        foreach (var ticks in new[] { 0, -1, long.MinValue, long.MaxValue })
        {
            Assert.That(world.Check(world.Buy(ticks: ticks)), Is.EqualTo(RejectReason.BadNumber), $"price {ticks}");
        }

        foreach (var lots in new[] { 0, -1, long.MinValue, long.MaxValue, 1, 91 })
        {
            Assert.That(world.Check(world.Buy(lots)), Is.EqualTo(RejectReason.BadNumber), $"size {lots}");
        }

        Assert.That(world.Check(world.Buy() with { Side = Side.None }), Is.EqualTo(RejectReason.BadNumber));
        Assert.That(world.Check(world.Buy() with { Side = (Side)3 }), Is.EqualTo(RejectReason.BadNumber));
        Assert.That(world.Check(world.Buy() with { Action = OrderAction.None }), Is.EqualTo(RejectReason.BadNumber));
        Assert.That(world.Check(world.Buy() with { Action = OrderAction.Amend, TargetClientOrderId = 5 }), Is.EqualTo(RejectReason.BadNumber));
        Assert.That(world.Check(world.Buy(2)), Is.EqualTo(RejectReason.BadNumber), "20.0 quote is under the least notional of 30");
        Assert.That(world.Check(world.Buy(3)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(90)), Is.EqualTo(RejectReason.None));
    }

    // R5
    [Test]
    public void Should_reject_on_a_stale_book_only_past_the_limit()
    {
        var world = new RiskFixture();
        world.Now += Second / 2;
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.None), "at the limit");
        world.Now++;

        var verdict = world.Verdict(world.Buy());

        Assert.That((verdict.Reason, verdict.Actual, verdict.Limit), Is.EqualTo((RejectReason.Stale, (Second / 2) + 1, Second / 2)));
    }

    [Test]
    public void Should_not_take_a_ticker_or_trade_for_a_fresh_book()
    {
        var world = new RiskFixture();
        world.Now += Second;
        world.Market(action: BookAction.None);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale));
    }

    [TestCase(BookState.Buffering)]
    [TestCase(BookState.AwaitingBridge)]
    [TestCase(BookState.Invalid)]
    public void Should_reject_without_a_synced_book(BookState state)
    {
        var world = new RiskFixture();
        world.Market(state: state, action: BookAction.Broke);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale));
        world.Market(action: BookAction.None);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale), "synced again, but no book since");
    }

    [Test]
    public void Should_reject_before_any_market_data()
    {
        var world = new RiskFixture();
        var fresh = new RiskGate(Limits, world.Instruments, world.Ledger, world.Latch);

        Assert.That(fresh.Check(world.Buy(), world.Now).Reason, Is.EqualTo(RejectReason.Stale));
    }

    [TestCase(0, Ask)]
    [TestCase(Bid, 0)]
    public void Should_reject_a_book_with_one_side(long bid, long ask)
    {
        var world = new RiskFixture();
        world.Market(bid, ask);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.Stale));
    }

    [Test]
    public void Should_reject_time_that_runs_back() =>
        Assert.That(new RiskFixture { Now = 2 * Second - 1 }.Check(OrderRecords.New(1, Side.Buy, 10, Ask)), Is.EqualTo(RejectReason.Stale));

    // R6
    [Test]
    public void Should_reject_on_every_hard_quality_flag()
    {
        foreach (var flag in new[] { 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12 })
        {
            var world = new RiskFixture();
            world.Market(flags: (DqFlags)(1u << flag));
            Assert.That(world.Check(world.Buy()), Is.EqualTo(flag is 0 or 7 ? RejectReason.Stale : RejectReason.MarketDataSanity), $"flag {flag}");
        }

        var soft = new RiskFixture();
        soft.Market(flags: DqFlags.WarmUp | DqFlags.FewAsks | DqFlags.FewBids);
        Assert.That(soft.Check(soft.Buy()), Is.EqualTo(RejectReason.None));
    }

    [TestCase(Bid, Bid, RejectReason.MarketDataSanity)]
    [TestCase(Bid, Bid - 1, RejectReason.MarketDataSanity)]
    [TestCase(Bid, Bid + 20, RejectReason.None)]
    [TestCase(Bid, Bid + 21, RejectReason.MarketDataSanity)]
    public void Should_reject_a_crossed_locked_or_wide_market(long bid, long ask, RejectReason reason)
    {
        var world = new RiskFixture();
        world.Market(bid, ask);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
    }

    [TestCase(1000, RejectReason.None)]
    [TestCase(-1000, RejectReason.None)]
    [TestCase(1001, RejectReason.MarketDataSanity)]
    [TestCase(-1001, RejectReason.MarketDataSanity)]
    public void Should_reject_when_the_mid_moved_more_than_a_percent_in_a_second(long move, RejectReason reason)
    {
        var world = new RiskFixture();
        world.Market(Bid + move, Ask + move);

        Assert.That(world.Check(world.Buy(ticks: Ask + move)), Is.EqualTo(reason));
    }

    [Test]
    public void Should_hold_the_mid_against_that_of_a_second_ago_and_no_other()
    {
        var world = new RiskFixture();
        world.Now += Second / 10;
        world.Market(Bid + 2000, Ask + 2000);
        world.Now += Second - 1;
        world.Market(Bid + 2000, Ask + 2000);
        Assert.That(world.Check(world.Buy(ticks: Ask + 2000)), Is.EqualTo(RejectReason.MarketDataSanity));
        world.Now++;
        world.Market(Bid + 2000, Ask + 2000);

        Assert.That(world.Check(world.Buy(ticks: Ask + 2000)), Is.EqualTo(RejectReason.None), "the jump is a second old now");
    }

    [Test]
    public void Should_reject_for_want_of_a_mid_of_a_second_ago()
    {
        var world = new RiskFixture();
        world.Market(state: BookState.Invalid, action: BookAction.Broke);
        world.Market(action: BookAction.SyncedNow);
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.MarketDataSanity), "the history starts anew");
        world.Now += Second;
        world.Market();
        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.None));
        world.Now += 2 * Second + 1;
        world.Market();

        Assert.That(world.Check(world.Buy()), Is.EqualTo(RejectReason.MarketDataSanity), "the last mid before is too old to compare with");
    }

    // R8: mid 100,000.5, best ask 100,001, best bid 100,000
    [TestCase(Side.Buy, 100_101, RejectReason.None)]
    [TestCase(Side.Buy, 100_102, RejectReason.Collar)]
    [TestCase(Side.Sell, 99_900, RejectReason.None)]
    [TestCase(Side.Sell, 99_899, RejectReason.Collar)]
    [TestCase(Side.Buy, 99_501, RejectReason.None)]
    [TestCase(Side.Buy, 99_500, RejectReason.Collar)]
    [TestCase(Side.Sell, 100_500, RejectReason.None)]
    [TestCase(Side.Sell, 100_501, RejectReason.Collar)]
    public void Should_keep_prices_within_the_collar(Side side, long ticks, RejectReason reason)
    {
        var world = new RiskFixture();

        Assert.That(world.Check(side == Side.Buy ? world.Buy(ticks: ticks) : world.Sell(ticks: ticks)), Is.EqualTo(reason));
    }

    // R9
    [TestCase(false, RejectReason.MarketOrdersOff)]
    [TestCase(true, RejectReason.None)]
    public void Should_reject_market_orders_unless_allowed(bool allows, RejectReason reason)
    {
        var world = new RiskFixture(Limits with { AllowsMarketOrders = allows });

        Assert.That(world.Check(world.Buy(ticks: 0) with { Flags = OrderFlags.Market }), Is.EqualTo(reason));
        Assert.That(world.Check(world.Buy() with { Flags = OrderFlags.Market }), Is.EqualTo(RejectReason.BadNumber), "with a price of its own");
    }

    // R10
    [TestCase(100, RejectReason.None)]
    [TestCase(101, RejectReason.FatFinger)]
    [TestCase(1000, RejectReason.FatFinger)]
    public void Should_reject_a_fat_finger_in_lots(long lots, RejectReason reason)
    {
        var world = new RiskFixture();

        Assert.That(world.Check(world.Buy(lots)), Is.EqualTo(reason));
    }

    [TestCase(0, RejectReason.None)]
    [TestCase(-1, RejectReason.FatFinger)]
    public void Should_reject_a_fat_finger_in_value(long change, RejectReason reason)
    {
        const long Value = 10 * 100_001L * 10_000;
        var world = new RiskFixture(Limits with { MaxOrderNotionalE8 = Value + change });

        Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
    }

    [Test]
    public void Should_judge_an_amend_by_its_new_total()
    {
        var world = new RiskFixture();
        Assert.That(world.Check(world.Buy(90, Bid - 10) with { TimeInForce = TimeInForce.GoodTillCanceled }), Is.EqualTo(RejectReason.None));

        Assert.That(world.Check(OrderRecords.Amend(10, 1, Side.Buy, 101, Bid - 10)), Is.EqualTo(RejectReason.FatFinger));
        Assert.That(world.Check(OrderRecords.Amend(11, 1, Side.Sell, 50, Bid - 10)), Is.EqualTo(RejectReason.BadNumber), "the side is not the order's");
        Assert.That(world.Check(OrderRecords.Amend(12, 1, Side.Buy, 100, Bid - 10)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Ledger.OpenBuyLots(0), Is.EqualTo(100));
        Assert.That(world.Check(OrderRecords.Amend(13, 1, Side.Buy, 100, Bid - 11)), Is.EqualTo(RejectReason.Duplicate), "one amend at a time");
    }

    // R11
    [Test]
    public void Should_reject_when_the_worst_case_position_passes_the_limit()
    {
        var world = new RiskFixture();
        world.Trade(Side.Buy, 100);
        Assert.That(world.Check(world.Buy(100)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(51)), Is.EqualTo(RejectReason.PositionLimit), "100 held, 100 in flight");
        Assert.That(world.Check(world.Buy(50)), Is.EqualTo(RejectReason.None), "at the limit");
        Assert.That(world.Check(world.Sell(99, Ask + 1)), Is.EqualTo(RejectReason.None), "the other side is free");
    }

    [Test]
    public void Should_always_let_a_position_over_its_limit_be_made_smaller()
    {
        var world = new RiskFixture();
        for (var i = 0; i < 3; i++)
        {
            world.Trade(Side.Sell, 100);
        }

        Assert.That(world.Check(world.Sell(1)), Is.EqualTo(RejectReason.PositionLimit));
        Assert.That(world.Check(world.Buy(100)), Is.EqualTo(RejectReason.None));
    }

    [TestCase(0, RejectReason.None)]
    [TestCase(-1, RejectReason.PositionLimit)]
    public void Should_reject_when_the_worst_case_value_passes_the_limit(long change, RejectReason reason)
    {
        var world = new RiskFixture(Limits with { MaxPositionNotionalE8 = (20 * 100_001L * 10_000) + change });
        world.Trade(Side.Buy, 10);

        Assert.That(world.Check(world.Buy()), Is.EqualTo(reason));
    }

    // R14
    [Test]
    public void Should_throttle_at_the_limit_and_keep_a_reserve_for_cancels()
    {
        var world = new RiskFixture(Limits with { MessagesPer10s = 2, MessagesPer60s = 3, ReserveMessages = 1 });
        Assert.That(world.Check(world.Buy(1)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(2)), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Buy(3)), Is.EqualTo(RejectReason.Throttle));
        Assert.That(world.Check(OrderRecords.Cancel(500, 1)), Is.EqualTo(RejectReason.None), "from the reserve");
        Assert.That(world.Check(OrderRecords.Cancel(501, 1)), Is.EqualTo(RejectReason.Throttle));
    }

    [Test]
    public void Should_throttle_over_both_windows()
    {
        var world = new RiskFixture(Limits with { MessagesPer10s = 2, MessagesPer60s = 3, MaxOpenOrders = 9, StaleMaxNanos = 60 * Second, MidMoveMaxBps = 100 });
        long[] waits = [0, 0, 10 * Second, 10 * Second, (40 * Second) - 1, 1];
        RejectReason[] expected =
            [RejectReason.None, RejectReason.None, RejectReason.None, RejectReason.Throttle, RejectReason.Throttle, RejectReason.None];
        for (var i = 0; i < waits.Length; i++)
        {
            for (var wait = waits[i]; wait > 0; wait -= Second)
            {
                world.Now += Math.Min(wait, Second);
                world.Market();
            }

            Assert.That(world.Check(world.Buy(10 + i)), Is.EqualTo(expected[i]), $"message {i}");
        }
    }

    // R15
    [Test]
    public void Should_stop_a_storm_of_equal_orders()
    {
        var world = new RiskFixture(Limits with { MaxOpenOrders = 60 });
        var passed = Enumerable.Range(0, 1000).Count(_ => world.Check(world.Buy(1)) == RejectReason.None);
        Assert.That(passed, Is.EqualTo(3));
        Assert.That(world.Check(world.Buy(1)), Is.EqualTo(RejectReason.Duplicate));
        Assert.That(world.Check(world.Buy(2)), Is.EqualTo(RejectReason.None), "another size is another order");
        Assert.That(world.Check(world.Buy(1) with { Strategy = 1 }), Is.EqualTo(RejectReason.None), "another strategy too");
        world.Now += Second - 1;
        world.Market();
        Assert.That(world.Check(world.Buy(1)), Is.EqualTo(RejectReason.Duplicate));
        world.Now++;
        world.Market();
        Assert.That(world.Check(world.Buy(1)), Is.EqualTo(RejectReason.None), "a second later");
    }

    // R16
    [TestCase(Ask + 5, RejectReason.SelfMatch)]
    [TestCase(Ask + 4, RejectReason.None)]
    public void Should_not_buy_from_itself(long ticks, RejectReason reason)
    {
        var world = new RiskFixture();
        Assert.That(world.Check(world.Sell(5, Ask + 5) with { Strategy = 3 }), Is.EqualTo(RejectReason.None));

        Assert.That(world.Check(world.Buy(5, ticks)), Is.EqualTo(reason));
    }

    [TestCase(Bid - 5, RejectReason.SelfMatch)]
    [TestCase(Bid - 4, RejectReason.None)]
    public void Should_not_sell_to_itself(long ticks, RejectReason reason)
    {
        var world = new RiskFixture();
        Assert.That(world.Check(world.Buy(5, Bid - 5)), Is.EqualTo(RejectReason.None));

        Assert.That(world.Check(world.Sell(5, ticks)), Is.EqualTo(reason));
    }

    // R17
    [Test]
    public void Should_reject_one_open_order_too_many()
    {
        var world = new RiskFixture();
        for (var i = 0; i < 4; i++)
        {
            Assert.That(world.Check(world.Buy(1 + i)), Is.EqualTo(RejectReason.None));
        }

        var verdict = world.Verdict(world.Buy(20));
        Assert.That((verdict.Reason, verdict.Actual, verdict.Limit), Is.EqualTo((RejectReason.OpenOrders, 5, 4)));
        world.Ledger.OnRecord(OrderRecords.Record(RecordKind.OrderUnknown, 1));
        Assert.That(world.Check(world.Buy(20)), Is.EqualTo(RejectReason.OpenOrders), "an unknown order counts");
        world.Ledger.OnRecord(OrderRecords.Record(RecordKind.OrderCanceled, 1));
        Assert.That(world.Check(world.Buy(20)), Is.EqualTo(RejectReason.None));
    }

    // R18
    [Test]
    public void Should_hold_reduce_only_orders_to_the_position()
    {
        var world = new RiskFixture();
        Assert.That(world.Check(world.Sell(1) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.ReduceOnly), "nothing to reduce");
        world.Trade(Side.Buy, 30);
        Assert.That(world.Check(world.Buy(1) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.ReduceOnly), "adds");
        Assert.That(world.Check(world.Sell(31) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.ReduceOnly));
        Assert.That(world.Check(world.Sell(20) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(world.Sell(11) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.ReduceOnly));
        Assert.That(world.Check(world.Sell(10) with { Flags = OrderFlags.ReduceOnly }), Is.EqualTo(RejectReason.None), "at the position");
    }

    // R20
    [Test]
    public void Should_reject_an_id_that_was_used_even_for_a_refused_order()
    {
        var world = new RiskFixture();
        var first = world.Buy();
        var refused = world.Buy(1000);
        Assert.That(world.Check(first), Is.EqualTo(RejectReason.None));
        Assert.That(world.Check(refused), Is.EqualTo(RejectReason.FatFinger));
        Assert.That(world.Check(first with { SizeLots = 7 }), Is.EqualTo(RejectReason.DuplicateId));
        Assert.That(world.Check(refused with { SizeLots = 7 }), Is.EqualTo(RejectReason.DuplicateId));
        Assert.That(world.Check(first with { ClientOrderId = 0, SizeLots = 7 }), Is.EqualTo(RejectReason.DuplicateId));
    }

    [Test]
    public void Should_take_limits_of_an_instrument_by_its_symbol()
    {
        var world = new RiskFixture();
        var gate = new RiskGate(Limits, world.Instruments, world.Ledger, world.Latch, new Dictionary<string, RiskLimits> { ["BTCUSDT"] = Limits with { MaxOrderLots = 1 } });
        gate.OnMarket(new InputRecord(), new BookResult { PipelineNanos = 0, BidTicks = Bid, AskTicks = Ask, State = BookState.Synced, Action = BookAction.Applied });
        gate.OnMarket(new InputRecord(), new BookResult { PipelineNanos = Second, BidTicks = Bid, AskTicks = Ask, State = BookState.Synced, Action = BookAction.Applied });

        Assert.That(gate.Check(world.Buy(2), Second).Reason, Is.EqualTo(RejectReason.FatFinger));
    }

    [Test]
    public void Should_allocate_nothing()
    {
        var world = new RiskFixture(Limits with { MessagesPer10s = 90_000, MessagesPer60s = 90_000, DuplicateMax = 90_000 });
        Cycles(world, 1000, 1100);

        Assert.That(Allocations.Of(() => Cycles(world, 2000, 3000)), Is.Zero);
    }

    private static void Cycles(RiskFixture world, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            Cycle(world, number);
        }
    }

    private static void Cycle(RiskFixture world, int number)
    {
        world.Now += 20_000_000;
        world.Market();
        var side = number % 2 == 0 ? Side.Buy : Side.Sell;
        var intent = OrderRecords.New(number, side, 1, side == Side.Buy ? Ask : Bid);
        var reason = world.Check(intent);
        if (reason != RejectReason.None)
        {
            throw new InvalidOperationException(reason.ToString());
        }

        world.Ledger.OnRecord(OrderRecords.Fill(number, side, 1, intent.PriceTicks, number, 1));
    }
}
