using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.Research.Plots;

/// <summary>A minute of made rows in a database in memory: ten a second, with a gap from 24 s to 30 s where it is asked for.</summary>
internal static class PlotTables
{
    public const long Start = 1_700_000_000_000_000_000;
    public const long Second = 1_000_000_000;
    public const long GapFrom = Start + 24 * Second, GapTo = Start + 30 * Second;

    public static DuckDBConnection Empty()
    {
        var connection = DuckDbSession.Open(null);
        foreach (var table in WarehouseTables.All)
        {
            connection.Run($"create table {table.Name} ({Pipeline.Warehouse.Reading.WarehouseReader.Declaration(table)})");
            connection.Run($"alter table {table.Name} alter column market set default 'usdm'");
        }

        return connection;
    }

    public static DuckDBConnection Minute(bool gap, bool events = false)
    {
        var connection = Empty();
        var values = Features();
        var names = WarehouseTables.Features.Columns.Where(column => values.ContainsKey(column.Name)).Select(column => column.Name).ToList();
        connection.Run(
            $"""
            insert into l2_features ({string.Join(", ", names)}) select {string.Join(", ", names.Select(name => values[name]))}
            from (select i, {Start} + i * 100000000 as t, 100 + sin(i / 40.0) as m from range(600) as rows(i)) {(gap ? $"where t <= {GapFrom} or t > {GapTo}" : "")}
            """);
        connection.Run($"insert into trades (symbol, ts_pipeline_ns, taker, price, size, filtered) select 'ABCUSDT', {Start} + i * {Second}, case when i % 2 = 0 then 'buy' else 'sell' end, 100, 1 + i % 5, 0 from range(60) as rows(i)");
        if (gap)
        {
            connection.Run($"insert into gaps (symbol, gap_id, reason, from_ns, detected_ns, to_ns) values ('ABCUSDT', 1, 'broken_chain', {GapFrom}, {GapFrom}, {GapTo})");
        }

        if (events)
        {
            connection.Run(
                $"""
                insert into l2_events (file, ordinal, symbol, ts_pipeline_ns, kind, update_id, side, price, size)
                select 1, 0, 'ABCUSDT', {Start} - {Second}, 'snapshot', 0, case when i < 300 then 'bid' else 'ask' end, 97 + i * 0.01, 5 from range(600) as rows(i)
                """);
        }

        return connection;
    }

    private static Dictionary<string, string> Features()
    {
        var values = new Dictionary<string, string>
        {
            ["file"] = "1",
            ["block"] = "0",
            ["row"] = "i",
            ["symbol"] = "'ABCUSDT'",
            ["ts_recv_ns"] = "t",
            ["ts_pipeline_ns"] = "t",
            ["dq_flags"] = "case when i < 20 then 1 << 18 else 0 end",
            ["mid"] = "m",
            ["spread"] = "0.02",
            ["spread_bps"] = "2 + sin(i)",
            ["microprice"] = "m + 0.002",
            ["imbalance"] = "cos(i / 30.0)",
            ["quality_score"] = "0.9 + 0.1 * cos(i)",
            ["ofi_l1"] = "sin(i) * 5",
            ["ofi_deep"] = "cos(i)",
            ["rv_60s"] = "case when i > 100 then 2 + sin(i / 50.0) end",
            ["feed_lat_ms"] = "1 + (i * 7919 % 600) / 10.0",
            ["feed_lat_raw_ms"] = "(i * 7919 % 600) / 10.0 - 30",
            ["book_age_ms"] = "case when i > 0 then 100 end",
            ["target_return_1min"] = "null",
            ["target_reasons"] = "1",
            ["y_ret_1s"] = "0.5",
        };
        for (var rank = 1; rank <= 10; rank++)
        {
            values[$"bid_px_{rank}"] = string.Create(CultureInfo.InvariantCulture, $"m - {rank * 0.01}");
            values[$"ask_px_{rank}"] = string.Create(CultureInfo.InvariantCulture, $"m + {rank * 0.01}");
            values[$"bid_sz_{rank}"] = string.Create(CultureInfo.InvariantCulture, $"{rank} + i % 3");
            values[$"ask_sz_{rank}"] = string.Create(CultureInfo.InvariantCulture, $"{rank} + i % 4");
        }

        return values;
    }

}
