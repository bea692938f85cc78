using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Research.Cleaning;

/// <summary>Says which rows to leave out, and why. It changes no value, deletes no row and makes none up.</summary>
/// <remarks>
/// Makes two tables: `cleaned` (file, block, row, market, symbol, mask) of the rows that a masking rule touched, and `cleaning_audit`
/// (rule, market, symbol, file, row) of all that any rule touched. Whoever wants clean rows leaves out those in `cleaned`.
/// </remarks>
public static class CleaningPass
{
    /// <summary>Table of masked rows.</summary>
    public const string CleanedTable = "cleaned";

    /// <summary>Table of what each rule touched.</summary>
    public const string AuditTable = "cleaning_audit";

    // What a row says by itself is judged first, so that only keys and one mask are put in order for the rest.
    // Only updates that more than one file brought can be duplicates.
    private static readonly string Touched =
        $"""
        WITH f AS (
            SELECT l.file, l.block, l."row", l.market, l.symbol, l.session_id, l.update_id, l.ts_pipeline_ns, l.ts_event_ms,
                {Bits(CleaningRules.All.Where(rule => rule.IsAlone))} AS alone
            FROM {WarehouseTables.Features.Name} l
        ),
        twice AS (SELECT market, symbol, update_id FROM f GROUP BY ALL HAVING min(file) <> max(file)),
        d AS (
            SELECT f.file, f.market, f.symbol, f."row", min(file) OVER earlier <> file OR max(file) OVER earlier <> file AS seen_twice
            FROM f SEMI JOIN twice USING (market, symbol, update_id)
            WINDOW earlier AS (
                PARTITION BY market, symbol, update_id ORDER BY ts_pipeline_ns, file, "row" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ),
        b AS (
            SELECT file, block, "row", market, symbol, alone, update_id < max(update_id) OVER before OR ts_event_ms < max(ts_event_ms) OVER before AS seen_later
            FROM f
            WINDOW before AS (PARTITION BY file, market, symbol, session_id ORDER BY "row" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        )
        SELECT b.file, b.block, b."row", b.market, b.symbol, alone | {Bits(CleaningRules.All.Where(rule => !rule.IsAlone))} AS mask
        FROM b LEFT JOIN d ON d.file = b.file AND d.market = b.market AND d.symbol = b.symbol AND d."row" = b."row"
        """;

    /// <summary>Runs all rules over the rows of <paramref name="connection"/>; a second run takes the place of the first.</summary>
    /// <exception cref="ArgumentException">The options name a rule that is not there.</exception>
    public static CleaningAudit Run(DuckDBConnection connection, CleaningOptions options)
    {
        var mask = options.Mask.ToString(CultureInfo.InvariantCulture);
        var create = options.Keep ? "CREATE OR REPLACE TABLE" : "CREATE OR REPLACE TEMP TABLE";
        Execute(connection, $"CREATE OR REPLACE TEMP TABLE touched AS SELECT * FROM ({Touched}) WHERE mask <> 0");
        Execute(connection, $"""{create} {CleanedTable} AS SELECT file, block, "row", market, symbol, mask & {mask} AS mask FROM touched WHERE (mask & {mask}) <> 0""");
        Execute(connection, $"{create} {AuditTable} AS {string.Join(" UNION ALL ", CleaningRules.All.Select(Audit))}");
        var audit = Count(connection, options.Mask);
        Execute(connection, "DROP TABLE touched");
        return audit;
    }

    private static string Bits(IEnumerable<CleaningRule> rules) =>
        string.Join(" | ", rules.Select(rule => $"(CASE WHEN {rule.Predicate} THEN {rule.Mask} ELSE 0 END)::BIGINT"));

    private static string Audit(CleaningRule rule) => $"""SELECT '{rule.Name}' AS rule, market, symbol, file, "row" FROM touched WHERE (mask & {rule.Mask}) <> 0""";

    private static CleaningAudit Count(DuckDBConnection connection, long mask)
    {
        var counts = string.Join(", ", CleaningRules.All.Select(rule => $"count(*) FILTER ((mask & {rule.Mask}) <> 0)"));
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT (SELECT count(*) FROM {WarehouseTables.Features.Name}), (SELECT count(*) FROM {CleanedTable}), {counts} FROM touched";
        using var reader = command.ExecuteReader();
        reader.Read();
        var rules = CleaningRules.All.Select((rule, index) => new RuleCount(rule, (rule.Mask & mask) != 0, reader.GetInt64(index + 2)));
        return new CleaningAudit([.. rules], reader.GetInt64(0), reader.GetInt64(1));
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
