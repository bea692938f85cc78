using DuckDB.NET.Data;
using Pipeline.Research.DataSets;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Leakage;

/// <summary>Checks of a built data set that need no second build: its rows, parts and gaps must agree with one another.</summary>
/// <remarks>One thread. Each check looks at values; none at how the data set says that it was made.</remarks>
public sealed class StructuralChecks(DuckDBConnection connection, BuiltRows built)
{
    /// <summary>Names of all checks.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["rows-known-at-their-time", "files-apart", "targets-off-gaps", "targets-in-one-session", "targets-before-the-end", "parts-apart"];

    /// <summary>Runs every check.</summary>
    public IReadOnlyList<LeakageFinding> Run() =>
        [.. RowsKnownAtTheirTime(), .. FilesApart(), .. built.Targets.SelectMany(OffGaps), .. built.Targets.SelectMany(InOneSession), .. built.Targets.SelectMany(BeforeTheEnd), .. PartsApart()];

    private IEnumerable<LeakageFinding> RowsKnownAtTheirTime() => Found(
        Names[0],
        $"SELECT count(*), min({built.TimeColumn}) FROM {built.Rows} WHERE {built.TimeColumn} < ts_pipeline_ns OR {built.TimeColumn} - ts_pipeline_ns > {built.Features.HoldMs * 1_000_000}",
        (count, first) => $"{count} rows are stamped before they were received, or over {built.Features.HoldMs} ms after, the first at {TimeText.Of(first)}");

    // Two recordings of the same hours hold everything twice: once to learn from and once to be tested on.
    private IEnumerable<LeakageFinding> FilesApart() => Found(
        Names[1],
        $"""
        WITH spans AS (SELECT market, symbol, file, min(ts_pipeline_ns) AS first_ns, max(ts_pipeline_ns) AS last_ns FROM {built.Rows} GROUP BY market, symbol, file)
        SELECT count(*), min(b.first_ns) FROM spans a JOIN spans b ON a.market = b.market AND a.symbol = b.symbol AND a.file <> b.file AND b.first_ns >= a.first_ns AND b.first_ns < a.last_ns
        """,
        (count, first) => $"{count} files begin inside another of the same symbol, the first at {TimeText.Of(first)}; load one of them alone into a new store");

    // A gap begins with the last record that was surely good, whenever it was noticed: what a label says of later is nobody's knowledge.
    private IEnumerable<LeakageFinding> OffGaps(string target) => Found(
        Names[2],
        $"""
        WITH with_gap AS (
            SELECT r.ts_pipeline_ns, {End(target)} AS end_ns, g.from_ns FROM {built.Rows} r
            ASOF JOIN (SELECT market, symbol, from_ns FROM {built.Gaps}) g ON r.market = g.market AND r.symbol = g.symbol AND r.ts_pipeline_ns <= g.from_ns
            WHERE r.{Quoted(target)} IS NOT NULL)
        SELECT count(*), min(ts_pipeline_ns) FROM with_gap WHERE from_ns <= end_ns
        """,
        (count, first) => $"{target} has a value in {count} rows although a gap lies before its end, the first at {TimeText.Of(first)}");

    private IEnumerable<LeakageFinding> InOneSession(string target) => Found(
        Names[3],
        $"""
        WITH begins AS (SELECT market, symbol, file, session_id, min(ts_pipeline_ns) AS begin_ns FROM {built.Rows} GROUP BY market, symbol, file, session_id),
        with_next AS (
            SELECT r.ts_pipeline_ns, r.session_id, {End(target)} AS end_ns, b.begin_ns FROM {built.Rows} r
            JOIN begins b ON r.market = b.market AND r.symbol = b.symbol AND r.file = b.file AND b.session_id = r.session_id + 1
            WHERE r.{Quoted(target)} IS NOT NULL)
        SELECT count(*), min(ts_pipeline_ns) FROM with_next WHERE begin_ns <= end_ns
        """,
        (count, first) => $"{target} has a value in {count} rows although the book was synced anew before its end, the first at {TimeText.Of(first)}");

    private IEnumerable<LeakageFinding> BeforeTheEnd(string target) => Found(
        Names[4],
        $"""
        WITH ends AS (SELECT market, symbol, max(last_pipeline_ns) AS last_ns FROM {built.Sessions} GROUP BY market, symbol)
        SELECT count(*), min(r.ts_pipeline_ns) FROM {built.Rows} r JOIN ends e ON r.market = e.market AND r.symbol = e.symbol
        WHERE r.{Quoted(target)} IS NOT NULL AND {End(target)} > e.last_ns
        """,
        (count, first) => $"{target} has a value in {count} rows although its end lies past the recording, the first at {TimeText.Of(first)}");

    // Between any two parts of a fold lies the longest horizon and the longest window: no label and no window is shared.
    private IEnumerable<LeakageFinding> PartsApart() => built.Parts is null ? [] : Found(
        Names[5],
        $"""
        WITH spans AS (SELECT fold, part, min({built.TimeColumn}) AS first_ns, max({built.TimeColumn}) AS last_ns FROM {built.Parts} GROUP BY fold, part)
        SELECT count(*), min(b.first_ns) FROM spans a JOIN spans b ON a.fold = b.fold AND a.part <> b.part AND (b.first_ns, b.part) > (a.first_ns, a.part)
        WHERE a.last_ns + {Math.Max(built.HorizonNanos, built.WindowNanos)} >= b.first_ns
        """,
        (count, first) => $"{count} pairs of parts are nearer than labels reach ahead or windows back, the first at {TimeText.Of(first)}");

    private string End(string target) => TargetHorizons.EndSql(target, $"r.{built.TimeColumn}", built.Features);

    private static string Quoted(string name) => $"\"{name}\"";

    private IEnumerable<LeakageFinding> Found(string check, string sql, Func<long, long, string> describe)
    {
        var (count, first) = connection.List(sql, row => (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)))[0];
        return count == 0 ? [] : [new LeakageFinding(check, describe(count, first))];
    }
}
