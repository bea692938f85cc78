using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Recordings of the same hours, loaded by a command each: a store holds each trade once.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class OverlappingRecordingsTests
{
    private TemporaryFolder _folder = null!;
    private string[] _recordings = [];

    [SetUp]
    public void WriteRecordings()
    {
        _folder = new TemporaryFolder();
        _recordings =
        [
            _folder.WriteLines("first.txt", SmallRecording.Lines.Take(1_700)),
            _folder.WriteLines("second.txt", SmallRecording.Lines.Take(2).Concat(SmallRecording.Lines.Skip(900))),
        ];
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_hold_each_trade_once_whichever_is_loaded_first(string kind)
    {
        var both = $"{kind}:{_folder.File("both")}";
        SmallStore.Load(both, _recordings);
        var expected = Trades(both);
        foreach (var order in new[] { _recordings, [.. _recordings.Reverse()] })
        {
            var store = $"{kind}:{_folder.File(Path.GetFileName(order[0]) + "-first")}";
            var alone = SmallStore.Load(store, [order[0]]);
            var after = SmallStore.Load(store, [order[1]]);

            Assert.That(Trades(store), Is.EqualTo(expected));
            Assert.That(alone.RepeatedTrades, Is.Zero);
            Assert.That(after.RepeatedTrades, Is.GreaterThan(50));
            Assert.That(alone.Rows["trades"] + after.Rows["trades"], Is.EqualTo(expected.Count));
        }
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_hold_each_trade_once_after_either_was_built_anew(string kind)
    {
        var store = $"{kind}:{_folder.File("store")}";
        SmallStore.Load(store, [_recordings[0]]);
        SmallStore.Load(store, [_recordings[1]]);
        var before = Trades(store);
        Assert.That(before, Is.Unique);
        foreach (var recording in _recordings)
        {
            SmallStore.Load(store, [recording], SmallStore.Options with { Refresh = true });

            Assert.That(Trades(store), Is.EqualTo(before), recording);
        }
    }

    [Test]
    public void Should_hold_trades_whose_ids_the_venue_began_anew()
    {
        const long DayMs = 86_400_000;
        var later = SmallRecording.Lines.Select(line => RecordedTimes.Later(line, DayMs));
        var store = $"duckdb:{_folder.File("two")}";
        SmallStore.Load(store, [_folder.WriteLines("all.txt", SmallRecording.Lines)]);
        var alone = Trades(store).Count;

        Assert.That(SmallStore.Load(store, [_folder.WriteLines("later.txt", later)]).RepeatedTrades, Is.Zero);
        using var connection = LoadedTables.Open(store);
        Assert.That(connection.Ask("SELECT count(*) FROM trades"), Is.EqualTo(2L * alone));
    }

    // Each trade by its key, as often as it is there.
    private static List<string> Trades(string store)
    {
        using var connection = LoadedTables.Open(store);
        return connection.List(
            "SELECT market, symbol, kind, trade_id, price, size FROM trades ORDER BY ALL",
            row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} {row.GetInt64(3)} {row.GetDouble(4)} {row.GetDouble(5)}");
    }
}
