using NUnit.Framework;
using Pipeline.Research.DataSets;
using Pipeline.Research.Plots;
using Pipeline.Research.Quality;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Spot and perpetual of one name are two instruments, in every table, path, plot and report.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class MarketTests
{
    private TemporaryFolder _folder = null!;
    private string[] _inputs = null!;

    [OneTimeSetUp]
    public void WriteRecordings()
    {
        _folder = new TemporaryFolder();
        _inputs = [_folder.WriteLines("perpetual.txt", SmallRecording.Lines), _folder.WriteLines("spot.txt", SmallStore.OfSpot())];
        foreach (var kind in new[] { "duckdb", "parquet" })
        {
            SmallStore.Load($"{kind}:{_folder.File(kind)}", _inputs);
        }
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_say_the_market_of_every_row(string kind)
    {
        using var connection = LoadedTables.Open($"{kind}:{_folder.File(kind)}");
        foreach (var table in new[] { WarehouseTables.Features, WarehouseTables.Events, WarehouseTables.Trades, WarehouseTables.Sessions })
        {
            var rows = connection.List($"SELECT market, symbol, count(*) FROM {table.Name} GROUP BY ALL ORDER BY 1", row => (row.GetString(0), row.GetString(1), row.GetInt64(2)));
            Assert.That(rows.Select(row => (row.Item1, row.Item2)), Is.EqualTo(new[] { ("spot", "BTCUSDT"), ("usdm", "BTCUSDT") }), table.Name);
            Assert.That(rows.Select(row => row.Item3), Is.All.Positive, table.Name);
        }

        Assert.That(WarehouseTables.All.Select(table => table.Columns.Any(column => column.Name == "market")), Is.All.True);
    }

    [Test]
    public void Should_keep_markets_in_folders_of_their_own() => Assert.That(
        Directory.GetDirectories(_folder.File("parquet/trades")).Select(Path.GetFileName), Is.EquivalentTo(["venue=binance-usdm", "venue=binance-spot"]));

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_judge_each_by_itself(string kind)
    {
        using var connection = LoadedTables.Open($"{kind}:{_folder.File(kind)}");
        var figures = QualityPass.Run(connection).Figures;
        Assert.That(figures.Hours.Select(hour => hour.Symbol).Distinct(), Is.EquivalentTo(["usdm:BTCUSDT", "spot:BTCUSDT"]));
        Assert.That(figures.Hours.Sum(hour => hour.Rows), Is.EqualTo(figures.Rows));
    }

    [TestCase("usdm:BTCUSDT", "usdm")]
    [TestCase("spot:btcusdt", "spot")]
    public void Should_draw_the_one_that_is_named(string symbol, string market)
    {
        using var connection = LoadedTables.Open($"duckdb:{_folder.File("duckdb")}");
        var rows = Convert.ToInt64(connection.Ask($"SELECT count(*) FROM l2_features WHERE market = '{market}'"), System.Globalization.CultureInfo.InvariantCulture);
        var out1 = _folder.File($"plots-{market}");
        PlotWriter.Write(connection, new PlotRequest { Source = "made", Symbol = symbol }, [PlotKind.Depth], PlotFormats.Svg, out1, CancellationToken.None);

        var file = Directory.GetFiles(out1).Single();
        Assert.That(Path.GetFileName(file), Does.StartWith($"{market}-btcusdt-"));
        Assert.That(File.ReadAllText(file), Does.Contain($"{market}:BTCUSDT").And.Contain($"{rows:N0} rows"));
    }

    [TestCase(null)]
    [TestCase("BTCUSDT")]
    public void Should_list_both_where_a_name_means_two(string? symbol)
    {
        using var connection = LoadedTables.Open($"duckdb:{_folder.File("duckdb")}");
        Assert.That(
            () => PlotWriter.Write(connection, new PlotRequest { Source = "made", Symbol = symbol }, [PlotKind.Depth], PlotFormats.Svg, _folder.File("none"), CancellationToken.None),
            Throws.TypeOf<PlotException>().With.Message.Contains("usdm:BTCUSDT").And.Message.Contains("spot:BTCUSDT"));
    }

    [TestCase("events")]
    [TestCase("grid")]
    public void Should_put_both_into_a_data_set_as_two_instruments(string view)
    {
        using var connection = LoadedTables.Open($"duckdb:{_folder.File("duckdb")}");
        long RowsOf(params string[] symbols) => new DataSetBuilder(
            connection,
            new DataSetConfig { Source = "made", Symbols = [.. symbols], View = view, Out = _folder.File($"sets-{view}"), Columns = new List<object> { "mid" } },
            Pipeline.Primitives.SystemClock.Instance).Build(CancellationToken.None).Rows;

        Assert.That(RowsOf("usdm:BTCUSDT", "spot:BTCUSDT"), Is.EqualTo(RowsOf("usdm:BTCUSDT") + RowsOf("spot:BTCUSDT")));
    }
}
