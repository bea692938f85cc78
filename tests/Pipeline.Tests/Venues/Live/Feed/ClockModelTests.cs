using NUnit.Framework;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.Venues.Live.Feed;

/// <summary>The true offset always lies within the stated uncertainty; a step is noticed.</summary>
public sealed class ClockModelTests
{
    private const long Millisecond = 1_000_000;

    [Test]
    public void Should_hold_the_true_offset_within_its_bounds([Range(0, 49)] int seed)
    {
        var random = new Random(seed);
        var offset = random.NextInt64(-2_000, 2_000) * Millisecond;
        var model = new ClockModel();
        var now = 1_000_000 * Millisecond;
        for (var i = 0; i < 200; i++)
        {
            now += random.NextInt64(1, 1_000) * Millisecond;
            offset += random.NextInt64(-20, 21) * 10_000;
            var there = random.NextInt64(100_000, 80 * Millisecond);
            var back = random.NextInt64(100_000, 80 * Millisecond);
            model.OnSample(now, now + there + back, Cut(now + there + offset));
            model.OnMessage(now + there + back, Cut(now + there + offset));
            now += there + back;

            var stated = model.At(now);
            Assert.That(Math.Abs(stated.OffsetNanos - offset), Is.LessThanOrEqualTo(stated.UncertaintyNanos + Millisecond), $"seed {seed}, sample {i}");
        }
    }

    [Test]
    public void Should_start_over_when_a_clock_steps()
    {
        var model = new ClockModel();
        model.OnSample(0, 10 * Millisecond, 5 * Millisecond);
        model.OnSample(100 * Millisecond, 110 * Millisecond, 2_105 * Millisecond);

        Assert.That(model.Steps, Is.EqualTo(1));
        Assert.That(model.At(110 * Millisecond).OffsetNanos, Is.EqualTo(2_000 * Millisecond).Within(Millisecond));
    }

    private static long Cut(long nanos) => nanos / Millisecond * Millisecond;
}
