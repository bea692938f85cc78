using System.Globalization;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Research.DataSets;

/// <summary>Labels of a grid against a plain search from each grid time, in a recording with gaps.</summary>
internal sealed class GridLabelTests
{
    private const long Second = 1_000_000_000;

    private readonly TemporaryFolder _folder = new();
    private DuckDBConnection _connection = null!;
    private List<(long Nanos, long Session, double Bid, double Ask)> _rows = [];
    private List<long> _breaks = [];
    private long _end;

    [OneTimeSetUp]
    public void Load()
    {
        var recording = _folder.File("gaps.txt");
        DaysRecording.WriteFile(new DaysOptions { Seed = 8, SpanSeconds = 1_800, Rows = 6_000, Gaps = 6, SnapshotSeconds = 240 }, recording);
        _connection = WarehouseReader.Open([recording], new BinanceCaptureVenue(null), new LoadOptions(), CancellationToken.None);
        _rows = _connection.List("SELECT ts_recv_ns, session_id, bid_px_1, ask_px_1 FROM l2_features ORDER BY row", row => (row.GetInt64(0), row.GetInt64(1), row.GetDouble(2), row.GetDouble(3)));
        _breaks = _connection.List("SELECT from_ns FROM gaps ORDER BY gap_id", row => row.GetInt64(0));
        _end = Convert.ToInt64(_connection.Ask("SELECT max(last_recv_ns) FROM sessions"), CultureInfo.InvariantCulture);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Should_measure_every_label_from_the_grid_time()
    {
        var manifest = new DataSetBuilder(
            _connection, new DataSetConfig { Source = "memory", Symbols = ["BTCUSDT"], View = "grid", Step = "250ms", Out = _folder.File("grid") }, SystemClock.Instance).Build(CancellationToken.None);
        var file = DuckDbSession.Literal(Path.Combine(_folder.File("grid"), manifest.Id, "rows.parquet"));
        var found = _connection.List(
            $"SELECT grid_ns, row, y_ret_1s, y_ret_30s, y_long_5s, y_short_60s, ts_recv_ns FROM read_parquet({file}) ORDER BY grid_ns",
            row => (Grid: row.GetInt64(0), Row: (int)row.GetInt64(1) - 1, Values: Enumerable.Range(2, 4).Select(i => row.IsDBNull(i) ? double.NaN : row.GetDouble(i)).ToArray(), Received: row.GetInt64(6)));

        var wrong = found.Where(row => !row.Values.Zip(Expected(row.Grid, row.Row)).All(pair => Same(pair.First, pair.Second))).ToList();

        Assert.That(found, Has.Count.GreaterThan(5_000));
        Assert.That(wrong.Take(5).Select(row => $"{row.Grid} {row.Row}: {string.Join(" ", row.Values)}, expected {string.Join(" ", Expected(row.Grid, row.Row))}"), Is.Empty);
        Assert.That(found.Count(row => row.Grid > row.Received), Is.GreaterThan(found.Count * 9 / 10), "rows are older than their grid times");
        Assert.That(found.Count(row => double.IsNaN(row.Values[0])), Is.InRange(1, found.Count / 2));
    }

    [Test]
    public void Should_differ_from_the_labels_of_the_rows()
    {
        var own = _connection.List("SELECT y_ret_1s FROM l2_features ORDER BY row", row => row.IsDBNull(0) ? double.NaN : row.GetDouble(0));

        var differ = _rows.Select((row, at) => (row, at)).Count(each => !Same(own[each.at], Expected(each.row.Nanos + Second / 4, each.at)[0]));

        Assert.That(differ, Is.GreaterThan(_rows.Count / 20), "a quarter of a second later the same horizon ends elsewhere");
    }

    private double[] Expected(long grid, int row) =>
    [
        Return(grid, row, 1), Return(grid, row, 30),
        At(grid, row, 5) is { } five ? 1e4 * Math.Log(five.Bid / _rows[row].Ask) - 10 : double.NaN,
        At(grid, row, 60) is { } sixty ? 1e4 * Math.Log(_rows[row].Bid / sixty.Ask) - 10 : double.NaN,
    ];

    private double Return(long grid, int row, int seconds) =>
        At(grid, row, seconds) is { } end ? 1e4 * Math.Log((end.Bid + end.Ask) / (_rows[row].Bid + _rows[row].Ask)) : double.NaN;

    private (double Bid, double Ask)? At(long grid, int row, int seconds)
    {
        var end = grid + seconds * Second;
        if (end > _end || _breaks.Any(from => from >= _rows[row].Nanos && from <= end))
        {
            return null;
        }

        var last = row;
        while (last + 1 < _rows.Count && _rows[last + 1].Nanos <= end)
        {
            last++;
        }

        return end - _rows[last].Nanos <= Second && grid - _rows[row].Nanos <= Second && _rows[last].Session == _rows[row].Session ? (_rows[last].Bid, _rows[last].Ask) : null;
    }

    private static bool Same(double one, double other) => (double.IsNaN(one) && double.IsNaN(other)) || Math.Abs(one - other) <= 1e-9 * Math.Max(1, Math.Abs(one));
}
