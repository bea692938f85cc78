using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.Research.DataSets;

/// <summary>A warehouse in memory: some quarter of an hour of rows of two symbols, with a gap, a silence, and targets that respect both.</summary>
internal sealed class SmallWarehouse : IDisposable
{
    public const long Start = 1_723_075_200_000_000_000;
    public const long Second = 1_000_000_000;
    public const long Detected = Start + 400 * Second + 37_000_000;
    public const long Synced = Start + 405 * Second;
    public const long End = Start + 900 * Second;
    private const string Btc = "BTCUSDT";
    private const string Eth = "ETHUSDT";

    public SmallWarehouse()
    {
        Connection = DuckDbSession.Open(null);
        foreach (var table in WarehouseTables.All)
        {
            Connection.Run($"CREATE TABLE {table.Name} ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\" {TypeOf(column.Kind)}{(column.Name == "market" ? " DEFAULT 'usdm'" : "")}"))})");
        }

        Connection.Run("CREATE TABLE seed (file BIGINT, row BIGINT, ts BIGINT, symbol VARCHAR, session BIGINT)");
        AddSeed(11, Btc, 1);
        AddSeed(12, Eth, 2);
        Connection.Run($"INSERT INTO gaps (file, block, symbol, gap_id, reason, from_ns, detected_ns, to_ns) VALUES (11, 4, '{Btc}', 1, 'Broken', {Detected - 90_000_000}, {Detected}, {Synced})");
        AddSession(11, "aa11", Btc, "usdm");
        AddSession(12, "bb22", Eth, "usdm");
        Connection.Run($"INSERT INTO l2_features BY NAME SELECT {string.Join(", ", WarehouseTables.Features.Columns.Select(column => $"{Value(column)} AS \"{column.Name}\""))} FROM seed s");
    }

    public DuckDBConnection Connection { get; }

    public DataSetConfig Config(string folder) => new() { Source = "memory", Symbols = ["BTC/USDT:USDT"], Out = folder };

    public DataSetManifest Build(DataSetConfig config, IRowCleaning? cleaning = null) =>
        new DataSetBuilder(Connection, config, SystemClock.Instance, cleaning).Build(CancellationToken.None);

    public List<(string Symbol, long Nanos, long Row, long Session)> Seed(string symbol) => Connection.List(
        $"SELECT symbol, ts, row, session FROM seed WHERE symbol = '{symbol}' ORDER BY ts, row", row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    public long Count(string sql) => Convert.ToInt64(Connection.Ask(sql), CultureInfo.InvariantCulture);

    public void Dispose() => Connection.Dispose();

    private static string TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Int64 => "BIGINT",
        ColumnKind.Double => "DOUBLE",
        _ => "VARCHAR",
    };

    // Some rows share a time; from 600 s on nothing comes for 1.3 s.
    private void AddSeed(long file, string symbol, int seed)
    {
        var random = new Random(seed);
        var rows = new List<string>();
        for (var now = Start + 5_000_000; now < End; now += random.Next(20) == 0 ? 0 : random.NextInt64(20_000_000, 180_000_000))
        {
            var isBtcGap = symbol == Btc && now >= Detected - 90_000_000 && now < Synced;
            var isSilent = now >= Start + 600 * Second && now < Start + 601 * Second + 300_000_000;
            if (!isBtcGap && !isSilent)
            {
                rows.Add($"({file}, {rows.Count + 1}, {now}, '{symbol}', {(symbol == Btc && now >= Synced ? 1 : 0)})");
            }
        }

        Connection.Run($"INSERT INTO seed VALUES {string.Join(',', rows)}");
    }

    private void AddSession(long file, string id, string symbol, string market) => Connection.Run(
        $"INSERT INTO sessions (file, block, file_id, source, content_hash, market, symbol, first_recv_ns, last_recv_ns, first_pipeline_ns, last_pipeline_ns, feature_schema_hash, model_hash) "
        + $"VALUES ({file}, 0, '{id}', '{id}.tape', 'c0{id}', '{market}', '{symbol}', {Start}, {End}, {Start}, {End}, '{FeatureSchema.Hash:x16}', '0000000000000000')");

    private static string Value(ColumnSpec column) => column.Name switch
    {
        "file" => "s.file",
        "block" => "s.row // 1000",
        "row" or "update_id" => "s.row",
        "ts_recv_ns" or "ts_pipeline_ns" => "s.ts",
        "market" => "'usdm'",
        "symbol" => "s.symbol",
        "session_id" => "s.session",
        "mid_until_ns" or "quote_until_ns" => $"s.ts + {Second}",
        "bid_px_1" or "ask_px_1" => "100 + (hash(s.row) % 100)::DOUBLE / 7",
        var name when TargetHorizons.IsTarget(name) => Target(name, column.Kind),
        _ when column.Kind == ColumnKind.Int64 => "hash(s.row) % 1000",
        var name => $"CASE WHEN hash(s.row, '{name}') % 50 = 0 THEN NULL ELSE (hash(s.row, '{name}') % 100000)::DOUBLE / 7 END",
    };

    private static string Target(string name, ColumnKind kind)
    {
        var end = name == "target_volatility" ? $"(s.ts // {Second} + 60) * {Second}" : $"s.ts + {TargetHorizons.SecondsOf(name, FeatureParameters.Default) * Second}";
        var value = kind == ColumnKind.Int64 ? "(hash(s.row) % 3)::BIGINT - 1" : "(hash(s.row) % 1000)::DOUBLE / 9";
        return $"CASE WHEN {end} > {End} OR EXISTS (SELECT 1 FROM gaps g WHERE g.symbol = s.symbol AND g.from_ns >= s.ts AND g.from_ns <= {end}) THEN NULL ELSE {value} END";
    }
}
