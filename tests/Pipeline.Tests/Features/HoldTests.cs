using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Testing.Features;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Features;

/// <summary>A quiet market is not a dead one: what a longer life of mids keeps of 34 hours without a gap.</summary>
internal sealed class HoldTests
{
    private static readonly string[] Nexo = ["spot-nexousdt-20240723", "spot-nexousdt-20240724", "spot-nexousdt-20240725"];

    [Test]
    public void Should_keep_nearly_every_label_and_volatility_of_a_quiet_market()
    {
        var stream = CaptureStream.Read(Captures.Nexo, [.. Nexo.Select(name => Shared.Require($"captures/{name}.gz"))]);

        var run = FeatureRun.Of(stream, new FeatureOptions { Parameters = new FeatureParameters { HoldMs = 60_000 } });

        Assert.That(run.Rows, Has.Count.EqualTo(99_029));
        Assert.That(Share(run, row => run.TargetsOf(row).Return1Min.IsValid), Is.GreaterThanOrEqualTo(0.999));
        Assert.That(Share(run, row => (run.Rows[row].Features.ValidMask >> (int)FeatureId.Rv60s & 1) != 0), Is.GreaterThanOrEqualTo(0.998));
    }

    private static double Share(FeatureRun run, Func<int, bool> has) => Enumerable.Range(0, run.Rows.Count).Count(has) / (double)run.Rows.Count;
}
