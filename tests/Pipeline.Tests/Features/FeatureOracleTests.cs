using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Testing.Features;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Features;

/// <summary>Streaming equals a plain batch oracle in decimals: on real markets and on seeded streams with every kind of trouble.</summary>
internal sealed class FeatureOracleTests
{
    private const int Shown = 10;

    private static IEnumerable<TestCaseData> Recordings() =>
    [
        new(Captures.Btc, 6_545, 3, new[] { "usdm-btcusdt-20240808" }),
        new(Captures.Eth, 8_922, 3, new[] { "usdm-ethusdt-20240718", "usdm-ethusdt-20240719" }),
        new(Captures.CoinMBtc, 26_822, 7, new[] { "coinm-btcusd_perp-20240808" }),
        new(Captures.Nexo, 99_029, 11, new[] { "spot-nexousdt-20240723", "spot-nexousdt-20240724", "spot-nexousdt-20240725" }),
    ];

    [TestCaseSource(nameof(Recordings))]
    public void Should_equal_the_batch_oracle_on_a_capture(Instrument instrument, int rows, int every, string[] names)
    {
        var paths = names.Select(name => Shared.Require($"captures/{name}.gz")).ToArray();

        var run = FeatureRun.Of(CaptureStream.Read(instrument, paths));

        Assert.That(run.Rows, Has.Count.EqualTo(rows));
        Assert.That(FeatureComparison.Differences(run, FeatureParameters.Default, every).Take(Shown), Is.Empty);
    }

    [Test]
    public void Should_equal_the_batch_oracle_on_seeded_streams([Range(1, 12)] int seed)
    {
        var instrument = seed % 3 == 0 ? Captures.CoinMBtc : Captures.Btc;
        var parameters = new FeatureParameters
        {
            ImpactNotional = 50_000,
            DecisionLatencyMs = seed % 2 == 0 ? 0 : 250,
            SpreadHiBps = seed % 5 == 0 ? 0.1 : 50,
            FeesBps = seed % 3,
            BarrierSigmas = seed % 4 * 0.25,
            BarrierSeconds = seed % 2 == 0 ? 60 : 20,
            CostSeconds = seed % 3 == 0 ? 60 : 4,
            HoldMs = new[] { 1_000, 3_000, 200, 60_000 }[seed % 4],
        };
        var stream = SyntheticStream.Create(seed, instrument, 6_000, goesBack: seed % 4 == 0);

        var run = FeatureRun.Of(stream, new FeatureOptions { Parameters = parameters });

        Assert.That(run.Rows, Has.Count.GreaterThan(1_000));
        Assert.That(FeatureComparison.Differences(run, parameters).Take(Shown), Is.Empty, $"seed {seed}: SyntheticStream.Create({seed}, ...)");
    }

    [Test]
    public void Should_meet_every_column_with_and_without_a_value_in_the_seeded_streams()
    {
        var always = Bits(FeatureId.Mid, FeatureId.AskWavgPx) | Bits(FeatureId.ImbL1, FeatureId.DepthAsk5Bp);
        ulong valid = 0, missing = 0;
        DqFlags flags = 0;
        var options = new FeatureOptions { Parameters = new FeatureParameters { SpreadHiBps = 0.1 } };

        foreach (var row in Enumerable.Range(1, 4).SelectMany(seed => FeatureRun.Of(SyntheticStream.Create(seed, Captures.Btc, 6_000, seed == 4), options).Rows))
        {
            valid |= row.Features.ValidMask;
            missing |= ~row.Features.ValidMask;
            flags |= row.Features.DqFlags;
        }

        Assert.That(valid, Is.EqualTo(Bits(FeatureId.Mid, FeatureId.Count - 1)));
        Assert.That(missing & Bits(FeatureId.Mid, FeatureId.Count - 1), Is.EqualTo(Bits(FeatureId.Mid, FeatureId.Count - 1) & ~always));
        Assert.That(flags, Is.EqualTo(
            DqFlags.Crossed | DqFlags.Locked | DqFlags.Stale | DqFlags.BadTimestamp | DqFlags.ClockOffset | DqFlags.FewBids
            | DqFlags.FewAsks | DqFlags.SpreadOutlier | DqFlags.MidJump | DqFlags.LatencyOutlier | DqFlags.WarmUp));
    }

    private static ulong Bits(FeatureId first, FeatureId last) => (2UL << (int)last) - (1UL << (int)first);
}
