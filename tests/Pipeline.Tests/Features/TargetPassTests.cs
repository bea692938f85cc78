using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Targets;
using Pipeline.Features.Windows;

namespace Pipeline.Tests.Features;

internal sealed class TargetPassTests
{
    private const long Second = 1_000_000_000;

    [Test]
    public void Should_say_why_a_target_is_missing()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        Rows(pass, 0, 100);
        pass.OnTime(105 * Second);
        pass.OnInvalid();
        Rows(pass, 110, 180);
        pass.OnTime(180 * Second);
        pass.Complete(180 * Second);

        Assert.That(At(pass, 38).Return1Min.Reason, Is.EqualTo(TargetReason.None), "ends a second before the last good row, at 99 s");
        Assert.That(At(pass, 39).Return1Min.Reason, Is.EqualTo(TargetReason.Gap), "ends where the gap starts, though nobody noticed it before 105 s");
        Assert.That(At(pass, 39).Direction.Reason, Is.EqualTo(TargetReason.Gap));
        Assert.That(At(pass, 99).Return1s.Reason, Is.EqualTo(TargetReason.Gap), "the mid of 99 s stands for a second, and nobody knows whether it was one");
        Assert.That(At(pass, 110).Return1Min.Reason, Is.EqualTo(TargetReason.None), "ends with the tape");
        Assert.That(At(pass, 111).Return1Min.Reason, Is.EqualTo(TargetReason.PastTape));
        Assert.That(At(pass, 0).Return5Min.Reason, Is.EqualTo(TargetReason.Gap));
    }

    [Test]
    public void Should_end_the_tape_with_its_last_message_of_any_kind()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        Rows(pass, 0, 60);

        pass.Complete(60 * Second);

        Assert.That(At(pass, 0).Return1Min.IsValid, Is.True, "the last row, at 59 s, is one second old");
        Assert.That(At(pass, 1).Return1Min.Reason, Is.EqualTo(TargetReason.PastTape));
    }

    [Test]
    public void Should_use_no_mid_that_has_ended()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0, 0);
        pass.OnRow(0, 1_000, 1_002);
        pass.OnRow(10 * Second - 1, 1_000, 1_004);
        pass.Complete(1_000 * Second);

        Assert.That(At(pass, 0).Return10s.IsValid, Is.True);
        Assert.That(At(pass, 0).Return30s.Reason, Is.EqualTo(TargetReason.NoMid));
        Assert.That(At(pass, 0).Volatility.Reason, Is.EqualTo(TargetReason.NoMid));
    }

    [TestCase(null, null, 62)]
    [TestCase(null, 5, 6)]
    [TestCase(1, null, 3)]
    public void Should_wait_for_no_ticker_of_ids_from_before_they_went_back(int? beforeSync, int? after, int ends)
    {
        var pass = new TargetPass(FeatureParameters.Default with { HoldMs = 60_000 });
        pass.OnSync(0, 1_000);
        pass.OnRow(0, 1_000, 1_002, 1_000);
        pass.OnTicker(Second / 2, 1_500);
        pass.OnInvalid();
        Tell(beforeSync);
        pass.OnSync(2 * Second, 10);
        pass.OnRow(2 * Second, 1_000, 1_002, 10);
        Tell(after);
        pass.OnTime(100 * Second);
        pass.Complete(100 * Second);

        Assert.That(At(pass, 1).MidUntilNanos, Is.EqualTo(ends * Second));

        void Tell(int? seconds)
        {
            if (seconds is { } told)
            {
                pass.OnTicker(told * Second, 15);
            }
        }
    }

    [Test]
    public void Should_divide_by_the_rows_own_mid_among_rows_of_one_time()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0, 0);
        pass.OnRow(0, 1_000, 1_000);
        pass.OnRow(0, 2_000, 2_000);
        pass.OnRow(Second, 1_000, 1_000);
        pass.Complete(10 * Second);

        Assert.That(At(pass, 0).Return1s.Value, Is.Zero);
        Assert.That(At(pass, 1).Return1s.Value, Is.EqualTo(-1e4 * Math.Log(2)).Within(1e-9));
    }

    [TestCase(0.99, 0)]
    [TestCase(1.01, 1)]
    [TestCase(-0.99, 0)]
    [TestCase(-1.01, -1)]
    public void Should_give_no_direction_inside_the_dead_zone(double returnBps, double direction)
    {
        var pass = new TargetPass(FeatureParameters.Default);
        var end = (long)(1e8 * (1 + returnBps / 1e4));
        pass.OnSync(0, 0);
        pass.OnRow(0, 100_000_000, 100_000_000);
        pass.OnRow(60 * Second, end, end);
        pass.Complete(60 * Second);

        Assert.That(At(pass, 0).Direction.Value, Is.EqualTo(direction));
    }

    [TestCase(13.1, 1, 0.1)]
    [TestCase(12.9, 0, -0.1)]
    [TestCase(-13.1, -1, -26.1)]
    [TestCase(-12.9, 0, -25.9)]
    public void Should_count_a_move_as_a_gain_only_past_fees_and_both_half_spreads(double moveBps, double sign, double longBps)
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0, 0);
        pass.OnRow(0, Price(-1), Price(1));
        pass.OnRow(60 * Second, Price(moveBps - 2), Price(moveBps + 2));
        pass.Complete(60 * Second);

        var targets = At(pass, 0);

        Assert.That(targets.Cost, Is.EqualTo(new Target(sign, TargetReason.None)), "10 bps of fees, 1 to get in and 2 to get out");
        Assert.That(targets.Long[4].Value, Is.EqualTo(longBps).Within(1e-3));
        Assert.That(targets.Short[4].Value, Is.EqualTo(-26 - longBps).Within(1e-3));

        static long Price(double bps) => (long)(1e9 * Math.Exp(bps / 1e4));
    }

    [TestCase(true, false, 5, TestName = "one side at its end")]
    [TestCase(false, true, 5, TestName = "crossed at its end")]
    [TestCase(false, true, 0, TestName = "crossed at its start")]
    public void Should_tell_no_gain_where_there_is_no_price_to_trade_at(bool isOneSided, bool isCrossed, int at)
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0, 0);
        for (var second = 0; second <= 6; second++)
        {
            if (second == at && isOneSided)
            {
                pass.OnOneSided(second * Second);
            }
            else
            {
                pass.OnRow(second * Second, 1_000, second == at && isCrossed ? 999 : 1_001);
            }
        }

        pass.Complete(6 * Second);
        var targets = At(pass, 0);

        Assert.That((targets.Long[1].Reason, targets.Short[1].Reason), Is.EqualTo((TargetReason.NotExecutable, TargetReason.NotExecutable)));
        Assert.That(targets.Return5s.Reason, Is.EqualTo(TargetReason.None), "the mid stands");
    }

    [Test]
    public void Should_take_fees_and_horizon_of_a_gain_from_the_parameters()
    {
        var pass = Minute(new FeatureParameters { FeesBps = 3, CostSeconds = 21 }, (long)(1e9 * Math.Exp(4e-4)), (long)(1e9 * Math.Exp(-9e-4)));

        Assert.That(At(pass, 0).Cost.Value, Is.EqualTo(-1), "at 21 s, where it was 4 bps up at 1 s");
        Assert.That(At(pass, 0).Long[0].Value, Is.EqualTo(1).Within(1e-3));
    }

    [Test]
    public void Should_name_the_column_that_a_target_lacks()
    {
        var pass = Minute(FeatureParameters.Default, 1_000_000_000);
        var features = default(RowFeatures);

        var targets = pass.At(0, in features);

        Assert.That(targets.Barrier.Reason, Is.EqualTo(TargetReason.NoVolatility));
        Assert.That(targets.Reasons, Is.EqualTo(0x403300310L), "y_tb, y_cost, 30 s, 10 s, 1 s, direction, volatility, 5 min, 1 min");
    }

    [TestCase(1_000, 60, TargetReason.NoMid)]
    [TestCase(59_999, 60, TargetReason.NoMid)]
    [TestCase(60_000, 60, TargetReason.None)]
    [TestCase(9_999, 10, TargetReason.NoMid)]
    [TestCase(10_000, 10, TargetReason.None)]
    public void Should_let_a_mid_stand_for_as_long_as_the_parameters_say(long holdMs, int seconds, TargetReason expected)
    {
        var pass = new TargetPass(new FeatureParameters { HoldMs = holdMs });
        pass.OnSync(0, 0);
        pass.OnRow(0, 1_000, 1_002);
        pass.OnRow(400 * Second, 1_000, 1_002);

        var targets = At(pass, 0);

        Assert.That((seconds == 60 ? targets.Return1Min : targets.Return10s).Reason, Is.EqualTo(expected));
    }

    [Test]
    public void Should_end_a_mid_whose_ticker_waits_for_its_diff_or_that_a_trade_left_behind()
    {
        var ticker = Long(pass => pass.OnTicker(3 * Second, 2));
        var known = Long(pass => pass.OnTicker(3 * Second, 1));
        var trade = Long(pass => pass.OnTrade(3 * Second));
        var followed = Long(pass =>
        {
            pass.OnTicker(3 * Second, 2);
            pass.OnTrade(3 * Second);
            pass.OnOneSided(4 * Second, 2);
        });

        Assert.That((ticker.Return1s.IsValid, ticker.Return5s.IsValid), Is.EqualTo((true, false)), "from 4 s on");
        Assert.That(known.Return1Min.IsValid, Is.True, "the book has that id");
        Assert.That((trade.Return5s.IsValid, trade.Return10s.IsValid), Is.EqualTo((true, false)), "from 8 s on");
        Assert.That((followed.Return1Min.IsValid, followed.Long[4].Reason), Is.EqualTo((true, TargetReason.NotExecutable)));

        static TargetValues Long(Action<TargetPass> tell)
        {
            var pass = new TargetPass(new FeatureParameters { HoldMs = 100_000 });
            pass.OnSync(0, 0);
            pass.OnRow(0, 1_000, 1_002, 1);
            tell(pass);
            pass.OnRow(400 * Second, 1_000, 1_002, 3);
            return At(pass, 0);
        }
    }

    [Test]
    public void Should_let_a_mid_stand_as_long_as_its_connection_is_alive()
    {
        var lanes = new LaneLives();
        var pass = new TargetPass(FeatureParameters.Default, lanes);
        Connection(ConnectionPhase.Open, 7, 0);
        pass.OnSync(Second, 0);
        pass.OnRow(Second, 1_000, 1_002, 1, connection: 7);
        for (var second = 5; second <= 45; second += 5)
        {
            Connection(ConnectionPhase.Delivering, 7, second);
        }

        pass.OnRow(400 * Second, 1_000, 1_002, 2, connection: 7);
        pass.OnRow(800 * Second, 1_000, 1_002, 3, connection: 7);
        var (first, second2) = (At(pass, 0), At(pass, 1));

        Assert.That((first.Return30s.IsValid, first.Return1Min.Reason), Is.EqualTo((true, TargetReason.NoMid)), "the last word was at 45 s and counts for 10 s");
        Assert.That(second2.Return5s.Reason, Is.EqualTo(TargetReason.NoMid), "nobody spoke any more");

        void Connection(ConnectionPhase phase, int number, long at)
        {
            var record = new InputRecord { Kind = RecordKind.ConnectionState, Epoch = number };
            record.Status.Code = (int)phase;
            pass.OnConnection(at * Second);
            lanes.On(in record, at * Second);
        }
    }

    [Test]
    public void Should_count_a_silence_of_over_an_hour_as_a_gap()
    {
        var pass = new TargetPass(new FeatureParameters { HoldMs = 100_000 });
        pass.OnSync(0, 0);
        pass.OnRow(Second, 1_000, 1_002, 1);
        Assert.That(pass.IsDecided(0), Is.False);

        pass.OnTime(Second + TargetPass.SilenceNanos + 1);

        Assert.That(pass.IsDecided(0), Is.True);
        Assert.That(At(pass, 0).Return1s.Reason, Is.EqualTo(TargetReason.Gap));
        pass.OnRow(5_000 * Second, 1_000, 1_002, 2);
        pass.OnRow(5_400 * Second, 1_000, 1_002, 3);
        Assert.That(At(pass, 1).Return1Min.IsValid, Is.True);
    }

    [TestCase(new[] { 2.0, -9.0, 9.0 }, 3.0, 0, -1, TestName = "the lower is touched first")]
    [TestCase(new[] { 2.0, 3.1, -9.0 }, 3.0, 0, 1, TestName = "the upper is touched first")]
    [TestCase(new[] { 2.9, -2.9, 0.0 }, 3.0, 0, 0, TestName = "neither in time")]
    [TestCase(new[] { 7.9, -7.9, 8.1 }, 3.0, 5, 1, TestName = "fees are paid before a barrier is touched")]
    [TestCase(new[] { 0.9, 0.0, -1.1 }, 0.1, 0, -1, TestName = "the smallest barrier is 1 bp")]
    public void Should_tell_the_first_barrier_that_is_touched(double[] path, double sigmaBps, double feesBps, double expected)
    {
        var pass = Minute(new FeatureParameters { FeesBps = feesBps }, [.. path.Select(bps => (long)(1e9 * Math.Exp(bps / 1e4)))]);
        var features = Features(spreadBps: 1, sigmaBps);

        Assert.That(pass.At(0, in features).Barrier, Is.EqualTo(new Target(expected, TargetReason.None)));
    }

    [Test]
    public void Should_give_no_touch_that_a_gap_follows_within_the_horizon()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0, 0);
        pass.OnRow(0, 1_000, 1_000);
        pass.OnRow(Second, 2_000, 2_000);
        pass.OnTime(60 * Second);
        pass.OnInvalid();
        var features = Features(spreadBps: 1, sigmaBps: 1);

        Assert.That(pass.At(0, in features).Barrier.Reason, Is.EqualTo(TargetReason.Gap));
    }

    // A row at 0, others in steps of 20 s, the last again at 60 s, where the tape ends.
    private static TargetPass Minute(FeatureParameters parameters, params long[] mids)
    {
        var pass = new TargetPass(parameters);
        pass.OnSync(0, 0);
        pass.OnRow(0, 1_000_000_000, 1_000_000_000);
        for (var step = 0; step < mids.Length; step++)
        {
            pass.OnRow((20 * step + 1) * Second, mids[step], mids[step]);
        }

        pass.OnRow(60 * Second, mids[^1], mids[^1]);
        pass.Complete(60 * Second);
        return pass;
    }

    private static RowFeatures Features(double spreadBps, double? sigmaBps)
    {
        var features = default(RowFeatures);
        features.Values[(int)FeatureId.SpreadBps] = spreadBps;
        features.Values[(int)FeatureId.Rv60s] = sigmaBps ?? 0;
        features.ValidMask = 1UL << (int)FeatureId.SpreadBps | (sigmaBps is null ? 0 : 1UL << (int)FeatureId.Rv60s);
        return features;
    }

    private static TargetValues At(TargetPass pass, int row)
    {
        var features = default(RowFeatures);
        return pass.At(row, in features);
    }

    // A row a second in [from, to), the mid rising by one tick each.
    private static void Rows(TargetPass pass, int from, int to)
    {
        pass.OnSync(from * Second, 0);
        for (var second = from; second < to; second++)
        {
            pass.OnRow(second * Second, 1_000 + second, 1_002 + second);
        }
    }
}
