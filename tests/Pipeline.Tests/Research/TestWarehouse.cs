using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.Research;

/// <summary>A warehouse in memory: planted rows, and rows that the pipeline's own command cut from a recording.</summary>
internal sealed class TestWarehouse : IDisposable
{
    public const long Second = 1_000_000_000;

    // A whole hour, so that tests can tell where buckets begin.
    public const long Start = 1_722_000_000 / 3_600 * 3_600 * Second;

    public TestWarehouse()
    {
        Connection.Open();
        foreach (var table in WarehouseTables.All)
        {
            Execute($"CREATE TABLE {table.Name} ({string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\" {TypeOf(column)}{(column.Name == "market" ? " DEFAULT 'usdm'" : "")}"))})");
        }

    }

    public DuckDBConnection Connection { get; } = new("DataSource=:memory:");

    public void Dispose() => Connection.Dispose();

    public int Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public IReadOnlyList<object[]> Query(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    public long Scalar(string sql) => Convert.ToInt64(Query(sql)[0][0], CultureInfo.InvariantCulture);

    public void AddSession(long file, long firstNanos, long lastNanos, string symbol = "X", long? previous = null, string market = "usdm") => Execute(
        $"""
        INSERT INTO sessions (file, block, file_id, source, market, symbol, previous_file, first_recv_ns, last_recv_ns, first_pipeline_ns, last_pipeline_ns, messages, duplicates, reordered)
        VALUES ({file}, 0, '{file}', 'file-{file}', '{market}', '{symbol}', {previous?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}, {firstNanos}, {lastNanos}, {firstNanos}, {lastNanos}, 1, 0, 0)
        """);

    public void AddGap(long file, long id, long fromNanos, long? toNanos, string symbol = "X", string market = "usdm") => Execute(
        $"""
        INSERT INTO gaps (file, block, market, symbol, gap_id, reason, from_ns, detected_ns, to_ns)
        VALUES ({file}, 0, '{market}', '{symbol}', {id}, 'chain broken', {fromNanos}, {fromNanos}, {toNanos?.ToString(CultureInfo.InvariantCulture) ?? "NULL"})
        """);

    /// <summary>A sound row with all levels; <paramref name="change"/> spoils it, as the SET part of an UPDATE.</summary>
    public void AddRow(long file, long row, long nanos, string? change = null, string symbol = "X", long? updateId = null, double score = 1, string market = "usdm")
    {
        var levels = string.Concat(Enumerable.Range(1, 10).Select(rank => $", bid_px_{rank}, bid_sz_{rank}, ask_px_{rank}, ask_sz_{rank}"));
        var values = string.Concat(Enumerable.Range(1, 10).Select(rank => $", {101 - rank}, 1, {100 + rank}, 1"));
        Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO l2_features (file, block, "row", update_id, ts_recv_ns, ts_pipeline_ns, market, symbol, session_id, dq_flags, mid, quality_score, ts_event_ms{levels})
            VALUES ({file}, 0, {row}, {updateId ?? row}, {nanos}, {nanos}, '{market}', '{symbol}', 0, 0, 100.5, {score}, {nanos / 1_000_000}{values})
            """));
        if (change is not null)
        {
            Execute($"UPDATE l2_features SET {change} WHERE file = {file} AND \"row\" = {row} AND symbol = '{symbol}' AND market = '{market}'");
        }
    }

    /// <summary>Adds the rows of recordings that continue one another, as `pipeline replay --features` cuts them.</summary>
    public (long FirstNanos, long LastNanos) AddRecording(long file, string symbol, params string[] recordings)
    {
        var parquet = Path.Combine(Path.GetTempPath(), $"pipeline-{Guid.NewGuid():N}.parquet");
        try
        {
            Replay([.. recordings, "--features", parquet]);
            Execute($"INSERT INTO l2_features BY NAME SELECT {file} AS file, 0 AS block, max(ts_recv_ns) OVER (ORDER BY row) AS ts_pipeline_ns, * FROM read_parquet('{parquet}')");
        }
        finally
        {
            File.Delete(parquet);
        }

        var (first, last) = BoundsOf(recordings);
        AddSession(file, first, last, symbol);
        return (first, last);
    }

    public static string Recording => Path.Combine(AppContext.BaseDirectory, "recordings", "demo-faults.gz");

    public static (long FirstNanos, long LastNanos) BoundsOf(params string[] recordings)
    {
        var times = recordings.SelectMany(Lines).Select(TimeOf).Where(time => time > 0).ToList();
        return (times.Min(), times.Max());
    }

    private static long TimeOf(string line) =>
        !long.TryParse(line.AsSpan(0, Math.Max(0, line.IndexOf(' ', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out var time) ? 0
        : time < 100_000_000_000_000_000 ? time * 1_000 : time;

    private static IEnumerable<string> Lines(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static void Replay(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend("replay").Prepend(Path.Combine(AppContext.BaseDirectory, "pipeline.dll")))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(0).Or.EqualTo(3), errors.Result);
    }

    private static string TypeOf(ColumnSpec column) => column.Kind switch
    {
        ColumnKind.Int64 => "BIGINT",
        ColumnKind.Double => "DOUBLE",
        _ => "VARCHAR",
    };
}
