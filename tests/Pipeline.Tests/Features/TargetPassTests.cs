using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Targets;

namespace Pipeline.Tests.Features;

internal sealed class TargetPassTests
{
    private const long Second = 1_000_000_000;

    [Test]
    public void Should_say_why_a_target_is_missing()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        Rows(pass, 0, 100);
        pass.OnInvalid(100 * Second);
        Rows(pass, 110, 180);
        pass.Complete(180 * Second);

        Assert.That(At(pass, 39).Return1Min.Reason, Is.EqualTo(TargetReason.None), "ends a second before the gap");
        Assert.That(At(pass, 40).Return1Min.Reason, Is.EqualTo(TargetReason.Gap), "ends where the gap starts");
        Assert.That(At(pass, 40).Direction.Reason, Is.EqualTo(TargetReason.Gap));
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
    public void Should_use_no_mid_that_is_older_than_a_second()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0);
        pass.OnRow(0, 1_000, 1_002);
        pass.OnRow(10 * Second - 1, 1_000, 1_004);
        pass.Complete(1_000 * Second);

        Assert.That(At(pass, 0).Return10s.IsValid, Is.True);
        Assert.That(At(pass, 0).Return30s.Reason, Is.EqualTo(TargetReason.NoMid));
        Assert.That(At(pass, 0).Volatility.Reason, Is.EqualTo(TargetReason.NoMid));
    }

    [Test]
    public void Should_divide_by_the_rows_own_mid_among_rows_of_one_time()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0);
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
        pass.OnSync(0);
        pass.OnRow(0, 100_000_000, 100_000_000);
        pass.OnRow(60 * Second, end, end);
        pass.Complete(60 * Second);

        Assert.That(At(pass, 0).Direction.Value, Is.EqualTo(direction));
    }

    [TestCase(12.4, 1)]
    [TestCase(11.4, 0)]
    [TestCase(-11.4, 0)]
    [TestCase(-12.4, -1)]
    public void Should_count_a_return_as_a_gain_only_past_fees_and_half_the_spread(double returnBps, double expected)
    {
        var pass = Minute(FeatureParameters.Default, (long)(1e9 * Math.Exp(returnBps / 1e4)));
        var features = Features(spreadBps: 4, sigmaBps: null);

        Assert.That(pass.At(0, in features).Cost, Is.EqualTo(new Target(expected, TargetReason.None)), "10 bps of fees and 4 / 2 of spread");
    }

    [Test]
    public void Should_name_the_column_that_a_target_lacks()
    {
        var pass = Minute(FeatureParameters.Default, 1_000_000_000);
        var features = default(RowFeatures);

        var targets = pass.At(0, in features);

        Assert.That(targets.Cost.Reason, Is.EqualTo(TargetReason.NoSpread));
        Assert.That(targets.Barrier.Reason, Is.EqualTo(TargetReason.NoVolatility));
        Assert.That(targets.Reasons, Is.EqualTo(0x453300310L), "y_tb, y_cost, 30 s, 10 s, 1 s, direction, volatility, 5 min, 1 min");
    }

    [TestCase(new[] { 2.0, -9.0, 9.0 }, 3.0, -1, TestName = "the lower is touched first")]
    [TestCase(new[] { 2.0, 3.1, -9.0 }, 3.0, 1, TestName = "the upper is touched first")]
    [TestCase(new[] { 2.9, -2.9, 0.0 }, 3.0, 0, TestName = "neither in time")]
    [TestCase(new[] { 0.9, 0.0, -1.1 }, 0.1, -1, TestName = "the smallest barrier is 1 bp")]
    public void Should_tell_the_first_barrier_that_is_touched(double[] path, double sigmaBps, double expected)
    {
        var pass = Minute(FeatureParameters.Default, [.. path.Select(bps => (long)(1e9 * Math.Exp(bps / 1e4)))]);
        var features = Features(spreadBps: 1, sigmaBps);

        Assert.That(pass.At(0, in features).Barrier, Is.EqualTo(new Target(expected, TargetReason.None)));
    }

    [Test]
    public void Should_give_no_touch_that_a_gap_follows_within_the_horizon()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0);
        pass.OnRow(0, 1_000, 1_000);
        pass.OnRow(Second, 2_000, 2_000);
        pass.OnInvalid(60 * Second);
        var features = Features(spreadBps: 1, sigmaBps: 1);

        Assert.That(pass.At(0, in features).Barrier.Reason, Is.EqualTo(TargetReason.Gap));
    }

    // A row at 0, others in steps of 20 s, the last again at 60 s, where the tape ends.
    private static TargetPass Minute(FeatureParameters parameters, params long[] mids)
    {
        var pass = new TargetPass(parameters);
        pass.OnSync(0);
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
        pass.OnSync(from * Second);
        for (var second = from; second < to; second++)
        {
            pass.OnRow(second * Second, 1_000 + second, 1_002 + second);
        }
    }
}
