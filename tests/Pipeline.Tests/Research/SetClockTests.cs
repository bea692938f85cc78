using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Research.Quality;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Research;

/// <summary>A recording whose clock was set, or that has one wrong stamp, held against the same one without: stores and all that reads them follow pipeline time.</summary>
internal sealed partial class SetClockTests
{
    private const long Second = 1_000_000_000;
    private const string OneStamp = "one stamp";

    // Far enough from the end that labels of a minute end behind it.
    private const long SetAfter = 300 * Second;

    private readonly TemporaryFolder _folder = new();
    private List<string> _lines = [];
    private DuckDBConnection _sound = null!;
    private long _set;

    private static IEnumerable<object> Changes => [OneStamp, -15L, -120L, 3_600L];

    [OneTimeSetUp]
    public void Load()
    {
        var recording = _folder.File("days.txt");
        DaysRecording.WriteFile(new DaysOptions { Seed = 5, SpanSeconds = 600, Rows = 3_000, Gaps = 0, SnapshotSeconds = 240 }, recording);
        _lines = [.. WithoutJitter(File.ReadAllLines(recording))];
        _set = Nanos(_lines[FirstSteadyAfter(Nanos(_lines[1]) + SetAfter)]);
        _sound = Open("sound", _lines);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _sound.Dispose();
        _folder.Dispose();
    }

    [TestCaseSource(nameof(Changes))]
    public void Should_keep_the_labels_parts_and_measures_of_the_recording_whose_clock_ran_steadily(object change)
    {
        using var changed = Open($"{change}", Changed(change));

        using var all = Assert.EnterMultipleScope();
        Assert.That(Rows(changed).Count(row => row.Received != row.Pipeline), change is OneStamp ? Is.EqualTo(1) : Is.GreaterThan(1_000), "the clock was set");
        Assert.That(Rows(changed).Zip(Rows(_sound)).Count(pair => pair.First.Pipeline != pair.Second.Pipeline), Is.InRange(1, 3), "rows of the stamps before the third alone");
        Assert.That(changed.Ask("SELECT max(reordered) FROM sessions"), Is.LessThan(10L));
        AssertQuality(changed);
        foreach (var view in new[] { "events", "grid" })
        {
            AssertLabels($"{view} {change}", Built(changed, view), Built(_sound, view), view == "grid" ? "grid_ns" : "ts_pipeline_ns");
        }
    }

    [Test]
    public void Should_give_receive_time_as_pipeline_time_where_the_clock_ran_steadily() =>
        Assert.That(Rows(_sound).Where(row => row.Received != row.Pipeline), Is.Empty);

    private void AssertQuality(DuckDBConnection changed)
    {
        var (found, expected) = (QualityPass.Run(changed), QualityPass.Run(_sound));

        Assert.That(found.Figures.QTime, Is.EqualTo(expected.Figures.QTime).Within(2e-3));
        Assert.That(found.Figures.QRow, Is.EqualTo(expected.Figures.QRow).Within(2e-3));
        Assert.That(found.Figures.Coverage, Is.EqualTo(expected.Figures.Coverage).Within(2e-3));
        Assert.That(found.Figures.WallSeconds, Is.EqualTo(expected.Figures.WallSeconds).Within(1e-6));
    }

    // A label that begins or ends where the clock was set may rest on one of the few rows whose own time nobody knows.
    private void AssertLabels(string what, string found, string expected, string time)
    {
        foreach (var (label, seconds) in new[] { ("y_ret_10s", 10), ("y_long_10s", 10), ("target_return_1min", 60) })
        {
            var (compared, differ, labels) = _sound.List(
                $"""
                SELECT count(*), count(*) FILTER (f.{label} IS DISTINCT FROM e.{label}), count(e.{label}) FROM read_parquet('{found}/rows.parquet') f
                FULL JOIN read_parquet('{expected}/rows.parquet') e ON f.update_id = e.update_id AND f.{time} = e.{time}
                WHERE NOT coalesce(f.{time}, e.{time}) BETWEEN {_set - 2 * Second} AND {_set + 2 * Second}
                    AND NOT coalesce(f.{time}, e.{time}) + {seconds * Second} BETWEEN {_set - 2 * Second} AND {_set + 2 * Second}
                """,
                row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))[0];

            Assert.That(compared, Is.GreaterThan(2_000), what);
            Assert.That(labels, Is.GreaterThan(compared / 2), what);
            Assert.That(differ, Is.Zero, $"{what}: {label} of {compared} rows");
        }

        var (missing, parts) = _sound.List(
            $"SELECT count(*) FILTER (f.row IS NULL OR e.row IS NULL), count(*) FROM read_parquet('{found}/splits.parquet') f FULL JOIN read_parquet('{expected}/splits.parquet') e ON (f.fold, f.part, f.{time}, f.row) = (e.fold, e.part, e.{time}, e.row)",
            row => (row.GetInt64(0), row.GetInt64(1)))[0];
        Assert.That(parts, Is.GreaterThan(500), what);
        Assert.That(missing, Is.LessThan(10), $"{what}: rows of parts");
    }

    private string Built(DuckDBConnection connection, string view)
    {
        var folder = _folder.File($"sets-{Guid.NewGuid():N}");
        var config = new DataSetConfig
        {
            Source = "memory",
            Symbols = ["BTCUSDT"],
            View = view,
            Out = folder,
            Columns = new List<object> { "update_id", "mid", "y_ret_10s", "y_long_10s", "target_return_1min" },
            Split = new SplitConfig { Train = "150s", Test = "150s", Step = "100s" },
        };
        return Path.Combine(folder, new DataSetBuilder(connection, config, SystemClock.Instance).Build(CancellationToken.None).Id);
    }

    private IEnumerable<string> Changed(object change) => change is long seconds
        ? _lines.Select(line => Nanos(line) >= _set ? At(line, Nanos(line) + seconds * Second) : line)
        : _lines.Select((line, number) => number == FirstDiffAfterSet() ? At(line, Nanos(line) + 86_400 * Second) : line);

    private int FirstDiffAfterSet() => _lines.FindIndex(line => Nanos(line) >= _set && RecordedLines.IsDiff(line));

    private DuckDBConnection Open(string name, IEnumerable<string> lines) =>
        WarehouseReader.Open([_folder.WriteLines($"{name}.txt", lines)], new BinanceCaptureVenue(null), new LoadOptions(), CancellationToken.None);

    private static List<(long Received, long Pipeline)> Rows(DuckDBConnection connection) =>
        connection.List("SELECT ts_recv_ns, ts_pipeline_ns FROM l2_features ORDER BY row", row => (row.GetInt64(0), row.GetInt64(1)));

    // What pipeline time is shifted by is told by the last message before and the third after: both are to be as long under way.
    private int FirstSteadyAfter(long nanos) => Enumerable.Range(0, _lines.Count).First(at =>
        Nanos(_lines[at]) >= nanos && Nanos(_lines[at - 1]) < Nanos(_lines[at]) && _lines[(at - 3)..(at + 6)].All(line => EventTime().Match(line) is { Success: true } sent && Nanos(line) == Received(sent)));

    // Each message as long under way as every other, but where that would make it overtake one.
    private static IEnumerable<string> WithoutJitter(IEnumerable<string> lines)
    {
        var now = 0L;
        foreach (var line in lines)
        {
            var sent = EventTime().Match(line);
            now = Math.Max(now, sent.Success ? Received(sent) : now == 0 ? Nanos(line) : now);
            yield return At(line, now);
        }
    }

    private static long Received(Match sent) => long.Parse(sent.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * 1_000_000 + Second / 20;

    private static long Nanos(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private static string At(string line, long nanos) => $"{nanos}{line[line.IndexOf(' ', StringComparison.Ordinal)..]}";

    [GeneratedRegex("\"E\":([0-9]+)")]
    private static partial Regex EventTime();
}
