using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Warehouse;

/// <summary>Labels of a recording with many gaps, as it is loaded: none reaches past the last record before a gap.</summary>
internal sealed class GapLabelTests
{
    private const int Gaps = 8;

    private readonly TemporaryFolder _folder = new();
    private DuckDBConnection _connection = null!;

    private static IEnumerable<string> Targets => FeatureSchema.Columns.Select(column => column.Name).Where(TargetHorizons.IsTarget);

    [OneTimeSetUp]
    public void Load()
    {
        var recording = _folder.File("gaps.txt");
        DaysRecording.WriteFile(new DaysOptions { Seed = 4, SpanSeconds = 3_600, Rows = 12_000, Gaps = Gaps, SnapshotSeconds = 240 }, recording);
        _connection = WarehouseReader.Open([recording], new BinanceCaptureVenue(null), new LoadOptions(), CancellationToken.None);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Should_have_gaps_that_were_noticed_long_after_they_began()
    {
        Assert.That(Count("SELECT count(*) FROM gaps"), Is.EqualTo(Gaps));
        Assert.That(Count("SELECT count(*) FROM gaps WHERE detected_ns - from_ns > 500000000"), Is.GreaterThan(Gaps / 2));
    }

    [TestCaseSource(nameof(Targets))]
    public void Should_have_no_label_that_reaches_into_a_gap(string target)
    {
        var end = TargetHorizons.EndSql(target, "r.ts_recv_ns", FeatureParameters.Default);

        Assert.That(Count($"SELECT count({target}) FROM l2_features"), Is.GreaterThan(target.Contains("300s") || target.Contains("5min") ? 10 : 1_000), "labels there are");
        Assert.That(Count($"SELECT count(*) FROM l2_features r JOIN gaps g ON r.ts_recv_ns <= g.from_ns AND {end} >= g.from_ns WHERE r.{target} IS NOT NULL"), Is.Zero);
    }

    [Test]
    public void Should_mark_every_row_of_a_recording_that_was_made() => Assert.That(
        Count($"SELECT count(*) FROM l2_features WHERE dq_flags & {(long)DqFlags.Synthetic} <> 0"), Is.EqualTo(Count("SELECT count(*) FROM l2_features")).And.GreaterThan(10_000));

    private long Count(string sql) => Convert.ToInt64(_connection.Ask(sql), System.Globalization.CultureInfo.InvariantCulture);
}
