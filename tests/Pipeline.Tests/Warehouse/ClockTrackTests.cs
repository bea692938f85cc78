using CsCheck;
using NUnit.Framework;
using Pipeline.Testing.Features;
using Pipeline.Tests.Support;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Warehouse;

/// <summary>The clock model against clocks whose error is known.</summary>
internal sealed class ClockTrackTests
{
    private const long Start = 1_722_000_000_000_000_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;

    [Test]
    public void Should_recover_a_planted_offset_and_drift_within_the_stated_uncertainty() =>
        Gen.Select(Gen.Double[-5_000, 5_000], Gen.Double[-200, 200], Gen.Double[0.2, 20], Gen.Int[60, 3_000], Gen.Int[2, 40], Gen.Int)
            .Sample(
                (offsetMs, driftPpm, noiseMs, seconds, perSecond, seed) =>
                {
                    var fit = Planted(offsetMs, driftPpm, noiseMs, seconds, perSecond, seed).Fit()!;
                    return Math.Abs(fit.OffsetMs - offsetMs) <= fit.UncertaintyMs && Math.Abs(fit.DriftPpm - driftPpm) <= fit.DriftUncertaintyPpm
                        && fit.Samples == (long)seconds * perSecond;
                },
                iter: 60);

    // Found by the draw above: the fastest messages of the first and the last stretch lay seconds to one side of the session's middle.
    [TestCase(0, -183.33504508073952, 1.5162676624950189, 290, 31, -60)]
    public void Should_tell_the_offset_at_the_middle_of_the_session(double offsetMs, double driftPpm, double noiseMs, int seconds, int perSecond, int seed)
    {
        var fit = Planted(offsetMs, driftPpm, noiseMs, seconds, perSecond, seed).Fit()!;

        Assert.That(fit.OffsetMs, Is.EqualTo(offsetMs).Within(fit.UncertaintyMs));
    }

    [Test]
    public void Should_state_a_small_uncertainty_where_the_network_is_steady()
    {
        var fit = Planted(offsetMs: -1_200, driftPpm: 30, noiseMs: 2, seconds: 600, perSecond: 50, seed: 1).Fit()!;

        Assert.That(fit.UncertaintyMs, Is.LessThan(1));
        Assert.That(fit.DriftPpm, Is.EqualTo(30).Within(3));
    }

    [Test]
    public void Should_not_follow_some_messages_with_a_time_that_is_nonsense()
    {
        var track = Planted(offsetMs: -1_200, driftPpm: 30, noiseMs: 2, seconds: 600, perSecond: 50, seed: 1, nonsenseEvery: 200);

        Assert.That(track.Fit()!.OffsetMs, Is.EqualTo(-1_200).Within(5));
    }

    [Test]
    public void Should_say_nothing_of_a_session_that_is_too_short()
    {
        var track = Planted(offsetMs: 5, driftPpm: 0, noiseMs: 1, seconds: 19, perSecond: 50, seed: 1);

        Assert.That(track.Fit(), Is.Null);
        Assert.That(track.Samples, Is.EqualTo(950));
    }

    [Test]
    public void Should_keep_to_its_memory_over_a_month_and_still_tell_the_drift()
    {
        var track = Planted(offsetMs: 100, driftPpm: 5, noiseMs: 3, seconds: 30 * 24 * 3_600, perSecond: 1, seed: 3, stepSeconds: 7);

        var fit = track.Fit()!;

        Assert.That(fit.DriftPpm, Is.EqualTo(5).Within(fit.DriftUncertaintyPpm));
        Assert.That(track.Stretches, Is.LessThanOrEqualTo(512));
    }

    [TestCase("usdm-btcusdt-20240808")]
    [TestCase("usdm-ethusdt-20240808")]
    public void Should_see_that_the_recorder_of_the_captures_ran_behind(string name)
    {
        var capture = Shared.Require($"captures/{name}.gz");
        var track = new ClockTrack();
        foreach (var each in CaptureStream.Read(name.Contains("btc", StringComparison.Ordinal) ? Captures.Btc : Captures.Eth, capture).Events)
        {
            if (each.Step == FeatureStep.Row)
            {
                track.Add(each.ReceiveNanos, each.Book.EventNanos);
            }
        }

        var fit = track.Fit()!;

        TestContext.Out.WriteLine(fit);
        Assert.That(fit.OffsetMs, Is.InRange(-1_300, -1_100));
        Assert.That(fit.UncertaintyMs, Is.LessThan(50));
    }

    private static ClockTrack Planted(
        double offsetMs, double driftPpm, double noiseMs, int seconds, int perSecond, int seed, int nonsenseEvery = 0, int stepSeconds = 1)
    {
        var random = new Random(seed);
        var track = new ClockTrack();
        for (long second = 0; second < seconds; second += stepSeconds)
        {
            for (var i = 0; i < perSecond; i++)
            {
                var sinceNanos = second * Second + i * Second / perSecond;
                var eventNanos = (Start + sinceNanos) / Millisecond * Millisecond;
                var errorMs = offsetMs + (sinceNanos - seconds * Second / 2) / 1e6 * driftPpm / 1e6;
                var delayMs = -noiseMs * Math.Log(1 - random.NextDouble());
                var isNonsense = nonsenseEvery > 0 && second % nonsenseEvery == 100 && i == 0;
                track.Add(Start + sinceNanos + (long)((errorMs + delayMs) * 1e6), isNonsense ? eventNanos + 60_000 * Millisecond : eventNanos);
            }
        }

        return track;
    }
}
