using System.Text.Json.Nodes;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>
/// What the system that this one replaces failed of: it took a diff for a book, so a diff of one side became a row of one side,
/// and 62 % of its rows had no mid. Here a diff changes a book, and a row is the book.
/// </summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class OneSidedDeltaTests
{
    // The share of the old system's rows that had one side, to a point in a hundred.
    private const double OldShare = 0.62;
    private const double Near = 0.02;

    // Of so many diffs so many are cut into a bid's and an ask's half: 2 x 9 of 20 + 9 diffs have one side then.
    private const int OfDiffs = 20;
    private const int AreCut = 9;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_cut_whole_rows_of_diffs_of_which_most_have_one_side()
    {
        var recording = _folder.WriteLines("one-sided.txt", OneSided());
        var store = $"duckdb:{_folder.File("rows.duckdb")}";
        Verb.Run(Verb.Done, "load", recording, "--to", store);
        using var connection = LoadedTables.Open(store);

        Assert.That(OldRule(connection), Is.EqualTo(OldShare).Within(Near), "rows without a mid by the old rule");
        Assert.That(connection.Ask("SELECT count(*) FROM l2_features WHERE bid_px_1 IS NULL OR ask_px_1 IS NULL OR mid IS NULL"), Is.Zero);
        var quality = Verb.Json(Verb.Done, "quality", store);
        Assert.That(quality.GetProperty("rows").GetInt64(), Is.GreaterThan(200));
        Assert.That((quality.GetProperty("oneSided").GetInt64(), quality.GetProperty("nullMid").GetInt64(), quality.GetProperty("levelFill").GetDouble()), Is.EqualTo((0L, 0L, 1.0)));
    }

    [Test]
    public void Should_end_with_the_book_of_the_diffs_before_they_were_cut()
    {
        var whole = Verb.Json(Verb.Done, "replay", _folder.WriteLines("whole.txt", SmallRecording.Lines));
        var halves = Verb.Json(Verb.Done, "replay", _folder.WriteLines("one-sided.txt", OneSided()));

        Assert.That(halves.GetProperty("book").GetRawText(), Is.EqualTo(whole.GetProperty("book").GetRawText()));
        Assert.That(halves.GetProperty("rows").GetInt64(), Is.GreaterThan(whole.GetProperty("rows").GetInt64()));
        Assert.That((halves.GetProperty("gaps").GetInt64(), halves.GetProperty("deadLetters").GetInt64()), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Should_cut_no_row_where_no_snapshot_tells_of_a_book()
    {
        var recording = _folder.WriteLines("no-snapshot.txt", OneSided().Where(line => !RecordedLines.IsSnapshot(line)));
        var store = $"duckdb:{_folder.File("rows.duckdb")}";
        var loaded = Verb.Json(Verb.Damaged, "load", recording, "--to", store).GetProperty("rows");
        using var connection = LoadedTables.Open(store);

        Assert.That(loaded.GetProperty("l2_features").GetInt64(), Is.Zero, "no book, no row");
        Assert.That(loaded.GetProperty("l2_events").GetInt64(), Is.Positive, "what the venue sent is kept");
        Assert.That(OldRule(connection), Is.EqualTo(OldShare).Within(Near), "where the old rule had rows all the same");
        Assert.That(Verb.Json(Verb.Damaged, "quality", store).GetProperty("oneSided").GetInt64(), Is.Zero);
    }

    // A row a diff, its sides the diff's.
    private static double OldRule(DuckDB.NET.Data.DuckDBConnection connection) => (double)connection.Ask(
        """
        SELECT avg((bids = 0 OR asks = 0)::DOUBLE) FROM (
            SELECT count(*) FILTER (side = 'bid') AS bids, count(*) FILTER (side = 'ask') AS asks
            FROM l2_events WHERE first_update_id IS NOT NULL GROUP BY ordinal)
        """)!;

    private static IEnumerable<string> OneSided()
    {
        var diffs = 0;
        return SmallRecording.Lines.SelectMany(line => RecordedLines.IsDiff(line) && diffs++ % OfDiffs < AreCut ? Halves(line) : [line]);
    }

    // The bids' half ends one id before the diff does, where the asks' half goes on.
    private static string[] Halves(string line)
    {
        var cut = RecordedLines.Id(line, "u");
        return [Half(line, "a", data => data["u"] = cut - 1), Half(line, "b", data => (data["U"], data["pu"]) = (cut, cut - 1))];
    }

    private static string Half(string line, string without, Action<JsonNode> number)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var message = JsonNode.Parse(line[space..])!;
        message["data"]![without] = new JsonArray();
        number(message["data"]!);
        return $"{line[..space]} {message.ToJsonString()}";
    }
}
