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

        Assert.That(pass.At(39).Return1Min.Reason, Is.EqualTo(TargetReason.None), "ends a second before the gap");
        Assert.That(pass.At(40).Return1Min.Reason, Is.EqualTo(TargetReason.Gap), "ends where the gap starts");
        Assert.That(pass.At(40).Direction.Reason, Is.EqualTo(TargetReason.Gap));
        Assert.That(pass.At(110).Return1Min.Reason, Is.EqualTo(TargetReason.None), "ends with the tape");
        Assert.That(pass.At(111).Return1Min.Reason, Is.EqualTo(TargetReason.PastTape));
        Assert.That(pass.At(0).Return5Min.Reason, Is.EqualTo(TargetReason.Gap));
    }

    [Test]
    public void Should_end_the_tape_with_its_last_message_of_any_kind()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        Rows(pass, 0, 60);

        pass.Complete(60 * Second);

        Assert.That(pass.At(0).Return1Min.IsValid, Is.True, "the last row, at 59 s, is one second old");
        Assert.That(pass.At(1).Return1Min.Reason, Is.EqualTo(TargetReason.PastTape));
    }

    [Test]
    public void Should_use_no_mid_that_is_older_than_a_second()
    {
        var pass = new TargetPass(FeatureParameters.Default);
        pass.OnSync(0);
        pass.OnRow(0, 1_000, 1_002);
        pass.OnRow(10 * Second - 1, 1_000, 1_004);
        pass.Complete(1_000 * Second);

        Assert.That(pass.At(0).Return10s.IsValid, Is.True);
        Assert.That(pass.At(0).Return30s.Reason, Is.EqualTo(TargetReason.NoMid));
        Assert.That(pass.At(0).Volatility.Reason, Is.EqualTo(TargetReason.NoMid));
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

        Assert.That(pass.At(0).Return1s.Value, Is.Zero);
        Assert.That(pass.At(1).Return1s.Value, Is.EqualTo(-1e4 * Math.Log(2)).Within(1e-9));
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

        Assert.That(pass.At(0).Direction.Value, Is.EqualTo(direction));
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
