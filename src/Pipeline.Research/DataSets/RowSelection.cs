using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.DataSets;

/// <summary>The SQL of a data set's rows. Nothing is interpolated: a row is there as it was cut, or it is not there.</summary>
internal static class RowSelection
{
    /// <summary>Makes table <see cref="GridTargets.Shown"/>: at each grid time of the plan, which row it shows.</summary>
    public static string ShowGrid(DataSetPlan plan, bool isCleaned) => $"CREATE OR REPLACE TABLE {GridTargets.Shown} AS {Shown(plan, isCleaned)}";

    /// <summary>Rows in order of instrument and time. Rows of one time follow their update, so that no file's name decides. Those of a grid need its tables.</summary>
    /// <param name="plan">What to take.</param>
    /// <param name="isCleaned">Whether table `cleaned` is there.</param>
    public static string Rows(DataSetPlan plan, bool isCleaned) =>
        $"{(plan.GridNanos > 0 ? Grid(plan, isCleaned) : $"SELECT {Names(plan)} FROM ({Chosen(plan, isCleaned, plan.FromNanos)})")} ORDER BY market, symbol, {plan.TimeColumn}, session_id, row, file";

    /// <summary>Rows of every part, each with its fold and part, without those that are purged or masked.</summary>
    public static string Parts(DataSetPlan plan, string rowsFile) =>
        $"SELECT p.fold, p.part, r.market, r.symbol, r.{plan.TimeColumn}, r.file, r.row FROM ({PartTable(plan)}) p JOIN {ReadParquet(rowsFile)} r ON {IsKept(plan)} ORDER BY p.fold, p.position, r.market, r.symbol, r.{plan.TimeColumn}, r.row, r.file";

    /// <summary>Counts of every part: fold, part, from, to, rows, purged, masked.</summary>
    public static string PartCounts(DataSetPlan plan, string rowsFile) =>
        $"SELECT p.fold, p.part, p.from_ns, p.to_ns, count(r.symbol) FILTER (WHERE {IsKept(plan)}), count(r.symbol) FILTER (WHERE {IsPurged(plan)}), count(r.symbol) FILTER (WHERE r.clean_mask <> 0 AND NOT ({IsPurged(plan)})) "
        + $"FROM ({PartTable(plan)}) p LEFT JOIN {ReadParquet(rowsFile)} r ON r.{plan.TimeColumn} >= p.from_ns AND r.{plan.TimeColumn} < p.to_ns GROUP BY ALL ORDER BY p.fold, min(p.position)";

    public static string ReadParquet(string file) => LiteralPath.ReadParquet([file]);

    private static string Names(DataSetPlan plan) =>
        string.Join(", ", plan.KeyColumns.Concat(plan.Columns).Append("clean_mask").Select(name => $"\"{name}\""));

    private static string Chosen(DataSetPlan plan, bool isCleaned, long fromNanos) =>
        $"SELECT f.*, {(isCleaned ? "coalesce(c.mask, 0)::BIGINT" : "0::BIGINT")} AS clean_mask FROM l2_features f "
        + (isCleaned ? "LEFT JOIN cleaned c ON c.file = f.file AND c.row = f.row AND c.market = f.market AND c.symbol = f.symbol " : "")
        + $"WHERE {plan.IsChosen("f")} AND f.ts_pipeline_ns >= {fromNanos} AND f.ts_pipeline_ns < {plan.ToNanos}";

    // What a row says of itself, and what comes after its grid time.
    private static string Grid(DataSetPlan plan, bool isCleaned) => $"""
        SELECT {Names(plan)} FROM (
            SELECT r.* EXCLUDE ({string.Join(", ", Ahead)}), s.grid_ns, {string.Join(", ", Ahead.Select(name => $"t.{name}"))} FROM {GridTargets.Shown} s
            JOIN ({Chosen(plan, isCleaned, plan.FromNanos - plan.InForceNanos)}) r ON s.market = r.market AND s.symbol = r.symbol AND s.file = r.file AND s.row = r.row
            JOIN {GridTargets.Table} t ON s.market = t.market AND s.symbol = t.symbol AND s.file = t.file AND s.row = t.row AND s.grid_ns = t.grid_ns)
        """;

    private static IEnumerable<string> Ahead => Events.FeatureSchema.Columns.Select(column => column.Name).Where(GridTargets.LooksAhead);

    // At each step the last row received at or before it. A row is in force as long as a mid stands, and not once a gap was known of; the time at
    // which a gap was detected counts and not that of the last row before it, since nobody knew of the gap in between.
    private static string Shown(DataSetPlan plan, bool isCleaned) => $"""
        WITH last_rows AS (
            SELECT * FROM ({Chosen(plan, isCleaned, plan.FromNanos - plan.InForceNanos)})
            QUALIFY row_number() OVER (PARTITION BY market, symbol, ts_pipeline_ns ORDER BY session_id DESC, row DESC, file DESC) = 1),
        spans AS (
            SELECT market, symbol, ({Up(plan, "greatest(min(ts_pipeline_ns), " + plan.FromNanos + ")")}) AS first_ns, least(max(ts_pipeline_ns) + {plan.InForceNanos}, {plan.ToNanos} - 1) AS last_ns
            FROM last_rows GROUP BY market, symbol),
        steps AS (SELECT market, symbol, unnest(generate_series(first_ns, last_ns, {plan.GridNanos}))::BIGINT AS grid_ns FROM spans),
        in_force AS (
            SELECT s.grid_ns, r.* FROM steps s ASOF JOIN last_rows r ON s.market = r.market AND s.symbol = r.symbol AND s.grid_ns >= r.ts_pipeline_ns
            WHERE s.grid_ns - r.ts_pipeline_ns <= {plan.InForceNanos}),
        known_gaps AS (SELECT market, symbol, detected_ns, max(coalesce(to_ns, {long.MaxValue})) AS to_ns FROM gaps g WHERE {plan.IsChosen("g")} GROUP BY ALL)
        SELECT market, symbol, file, row, grid_ns FROM (
            SELECT i.*, g.to_ns AS gap_to_ns FROM in_force i ASOF LEFT JOIN known_gaps g ON i.market = g.market AND i.symbol = g.symbol AND i.grid_ns >= g.detected_ns)
        WHERE gap_to_ns IS NULL OR gap_to_ns <= ts_pipeline_ns
        """;

    private static string Up(DataSetPlan plan, string time) => $"({time} + {plan.GridNanos - 1}) // {plan.GridNanos} * {plan.GridNanos}";

    private static string PartTable(DataSetPlan plan) =>
        "SELECT * FROM (VALUES " + string.Join(", ", plan.Split!.Parts.Select((part, position) =>
            $"({part.Fold}::BIGINT, '{part.Name}', {part.FromNanos}::BIGINT, {part.ToNanos}::BIGINT, {(part.IsPurged ? "true" : "false")}, {position})")) + ") parts(fold, part, from_ns, to_ns, is_purged, position)";

    private static string IsKept(DataSetPlan plan) =>
        $"r.{plan.TimeColumn} >= p.from_ns AND r.{plan.TimeColumn} < p.to_ns AND r.clean_mask = 0 AND NOT ({IsPurged(plan)})";

    // A label is over (t, t + horizon]: one that ends after its own part would reach into the embargo, where windows of the next part begin.
    private static string IsPurged(DataSetPlan plan) => $"p.is_purged AND r.{plan.TimeColumn} + {plan.HorizonNanos} >= p.to_ns";
}
