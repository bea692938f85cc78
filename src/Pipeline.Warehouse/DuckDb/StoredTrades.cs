using DuckDB.NET.Data;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Asks a relation of trades which ids it holds.</summary>
internal static class StoredTrades
{
    /// <summary>Of each file and key, what its trades span.</summary>
    public static List<TradeSpan> Spans(DuckDBConnection connection, string trades) => connection.List(
        $"SELECT file, market, symbol, kind, min(trade_id), max(trade_id), coalesce(min(ts_event_ms), 0), coalesce(max(ts_event_ms), 0) FROM {trades} GROUP BY ALL", Read);

    /// <summary>The runs of ids of a file.</summary>
    public static List<TradeSpan> Runs(DuckDBConnection connection, string trades, long file) => connection.List(
        $"""
        SELECT file, market, symbol, kind, min(trade_id), max(trade_id), 0::BIGINT, 0::BIGINT FROM (
            SELECT *, trade_id - row_number() OVER (PARTITION BY market, symbol, kind ORDER BY trade_id) AS run
            FROM (SELECT DISTINCT file, market, symbol, kind, trade_id FROM {trades} WHERE file = {file}))
        GROUP BY file, market, symbol, kind, run
        """,
        Read);

    private static TradeSpan Read(DuckDBDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
}
