using Pipeline.Features.Table;

namespace Pipeline.Warehouse.Tables;

/// <summary>Every table of the warehouse: one definition for all stores.</summary>
/// <remarks>
/// Any thread. Prices and sizes are doubles nearest the decimal, times UTC nanoseconds (or milliseconds where the venue gives
/// those, as the name says). `file` is the short name of a file (`sessions` has the long one), `block` a stretch of it. `market` and
/// `symbol` together name an instrument: spot and perpetual share symbols. `ts_recv_ns` is the clock's own word, wrong stamps and steps
/// included; `ts_pipeline_ns` is the time that rows, windows and labels follow, null where an earlier version loaded the row and nothing
/// tells it. Whatever orders rows or measures time reads that one.
/// </remarks>
public static class WarehouseTables
{
    /// <summary>The feature sheet, one row a depth event on a Synced book.</summary>
    public static readonly TableSpec Features = new(
        "l2_features", LoadPart.Features,
        [.. Origin, Text("market"), MaybeTime("ts_pipeline_ns"), .. FeatureColumns.All.Select(column => new ColumnSpec(column.Name, column.Kind, column.IsNullable, column.Name == "ts_recv_ns"))],
        ["market", "symbol", "ts_recv_ns", "file", "row"], "ts_recv_ns");

    /// <summary>Levels as the venue sent them: one row a level of a diff or snapshot.</summary>
    public static readonly TableSpec Events = new(
        "l2_events", LoadPart.Records,
        [
            .. Origin, .. Record, Text("kind"), MaybeInteger("first_update_id"), Integer("update_id"), MaybeInteger("prev_update_id"),
            Text("side"), Number("price"), Number("size"),
        ],
        ["market", "symbol", "file", "ordinal"], "ts_recv_ns");

    /// <summary>Trades, single or aggregated.</summary>
    public static readonly TableSpec Trades = new(
        "trades", LoadPart.Records,
        [.. Origin, .. Record, Text("kind"), Integer("trade_id"), Text("taker"), Number("price"), Number("size"), Integer("filtered")],
        ["market", "symbol", "file", "ordinal"], "ts_recv_ns");

    /// <summary>Stretches in which a book was not known; the end is null where the file ended first.</summary>
    public static readonly TableSpec Gaps = new(
        "gaps", LoadPart.Records,
        [
            .. Origin, .. Key, Integer("gap_id"), Text("reason"), Time("from_ns"), Time("detected_ns"), MaybeTime("to_ns"),
            MaybeInteger("from_update_id"), MaybeInteger("to_update_id"),
        ],
        ["market", "symbol", "file", "gap_id"], "from_ns");

    /// <summary>What could not be used, each with its place and reason.</summary>
    public static readonly TableSpec Rejects = new(
        "rejects", LoadPart.Records,
        [.. Origin, MaybeText("market"), Text("source"), MaybeInteger("line"), MaybeInteger("offset"), Text("reason"), MaybeTime("ts_recv_ns"), MaybeInteger("text_bytes"), MaybeInteger("text_hash")],
        ["file", "block", "source", "line"], null);

    /// <summary>What a tape's strategy and model said of a row.</summary>
    public static readonly TableSpec Decisions = new(
        "decisions", LoadPart.Records,
        [
            .. Origin, Integer("ordinal"), .. Key, Time("ts_pipeline_ns"), MaybeInteger("row"), MaybeInteger("update_id"), MaybeNumber("score"),
            Integer("dq_flags"), Text("book_state"), Integer("intents"), Integer("vetoed"), Integer("state_hash"), Integer("decision_hash"),
        ],
        ["market", "symbol", "file", "ordinal"], "ts_pipeline_ns");

    /// <summary>What was wanted and what risk said: one row an intent.</summary>
    public static readonly TableSpec Orders = new(
        "orders", LoadPart.Records,
        [
            .. Origin, Integer("ordinal"), .. Key, Time("ts_pipeline_ns"), Integer("client_order_id"), MaybeInteger("target_client_order_id"),
            Text("action"), Text("side"), Text("time_in_force"), MaybeNumber("price"), Number("size"), Integer("reduce_only"),
            Integer("cause_row"), Integer("cause_update_id"), Integer("strategy"), Text("verdict"), Integer("actual"), Integer("limit_value"),
            Integer("margin"), MaybeText("model_hash"),
        ],
        ["market", "symbol", "file", "ordinal"], "ts_pipeline_ns");

    /// <summary>Fills, the venue's or a simulated exchange's.</summary>
    public static readonly TableSpec Fills = new(
        "fills", LoadPart.Records,
        [
            .. Origin, .. Record, Integer("simulated"), Integer("client_order_id"), MaybeInteger("order_id"), MaybeInteger("trade_id"), Text("side"),
            Number("price"), Number("size"), Number("filled"), Number("fee"), Integer("is_maker"),
        ],
        ["market", "symbol", "file", "ordinal"], "ts_recv_ns");

    /// <summary>One row a file and symbol: what the file is, where it begins and ends, and how its clock ran.</summary>
    public static readonly TableSpec Sessions = new(
        "sessions", LoadPart.End,
        [
            .. Origin, Text("file_id"), Text("source"), Text("content_hash"), MaybeInteger("previous_file"), .. Key,
            MaybeTime("first_recv_ns"), MaybeTime("last_recv_ns"), MaybeTime("first_pipeline_ns"), MaybeTime("last_pipeline_ns"), Integer("messages"), Integer("rows"), Integer("resyncs"), Integer("duplicates"),
            Integer("reordered"), MaybeNumber("clock_offset_ms"), MaybeNumber("clock_drift_ppm"), MaybeNumber("clock_uncertainty_ms"),
            Integer("clock_samples"), Integer("recv_resolution_ns"), Text("config_hash"), Text("feature_schema_hash"), Text("model_hash"), Integer("session"),
        ],
        ["file", "market", "symbol"], "first_recv_ns");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TableSpec> All => [Features, Events, Trades, Gaps, Rejects, Decisions, Orders, Fills, Sessions];

    private static ColumnSpec[] Origin => [Integer("file"), Integer("block")];

    private static ColumnSpec[] Key => [Text("market"), Text("symbol")];

    private static ColumnSpec[] Record =>
        [Integer("ordinal"), .. Key, Time("ts_recv_ns"), MaybeTime("ts_pipeline_ns"), MaybeInteger("ts_event_ms"), MaybeInteger("ts_tx_ms")];

    private static ColumnSpec Integer(string name) => new(name, ColumnKind.Int64, Nullable: false);

    private static ColumnSpec MaybeInteger(string name) => new(name, ColumnKind.Int64, Nullable: true);

    private static ColumnSpec Time(string name) => new(name, ColumnKind.Int64, Nullable: false, IsTime: true);

    private static ColumnSpec MaybeTime(string name) => new(name, ColumnKind.Int64, Nullable: true, IsTime: true);

    private static ColumnSpec Number(string name) => new(name, ColumnKind.Double, Nullable: false);

    private static ColumnSpec MaybeNumber(string name) => new(name, ColumnKind.Double, Nullable: true);

    private static ColumnSpec Text(string name) => new(name, ColumnKind.Text, Nullable: false);

    private static ColumnSpec MaybeText(string name) => new(name, ColumnKind.Text, Nullable: true);
}
