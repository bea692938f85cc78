using System.Diagnostics;
using Pipeline.Events;
using Pipeline.Tests.EndToEnd.ClickHouse;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Comparisons.Warehouse;

/// <summary>Rows of l2_features into one ClickHouse server: our commits against the server's own client fed from a file.</summary>
/// <remarks>
/// The client's figure is the server's own bulk load: the same rows in the same format, from one file, into a table of the same
/// form, without manifest lines. Both include the start of what loads: a process there, an opened database here.
/// </remarks>
internal static class ClickhouseComparison
{
    private const double AllowedTimes = 1.5;
    private const string ClientDatabase = "of_client";

    private static readonly TableSpec Table = WarehouseTables.Features;

    /// <summary>Starts a server, loads in alternating rounds and reports rows/s.</summary>
    /// <exception cref="RivalMissingException">The server is not installed.</exception>
    /// <exception cref="InvalidOperationException">It holds not what was loaded.</exception>
    public static ComparisonReport Run(ComparisonOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<ComparisonReport> RunAsync(ComparisonOptions options)
    {
        if (ClickHouseProcess.Program is null)
        {
            throw new RivalMissingException("ClickHouse is not installed: tools/services/install-clickhouse.sh");
        }

        var folder = Directory.CreateTempSubdirectory("clickhouse-bench-").FullName;
        var ports = ClickHouseProcess.FreePorts(2);
        using var server = new ClickHouseProcess(folder, ports[0], ports[1]);
        try
        {
            server.Start();
            await server.WaitAsync();
            return Measure(options, server, folder);
        }
        finally
        {
            server.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ComparisonReport Measure(ComparisonOptions options, ClickHouseProcess server, string folder)
    {
        var source = WarehouseRows.Read(options);
        var rows = source.Rows;
        var batches = source.Loads;
        using (var made = ClickHouseStore.Open(Address(server, ClientDatabase), FeatureSchema.Hash, migrate: false, default))
        {
            // Opening makes the tables that the client writes to.
        }

        var file = WriteFile(server, folder, batches);
        var round = 0;
        var contenders = Rounds.Alternate(
        [
            ("store", () => rows / Store(server, batches, rows, $"round_{round++}")),
            ("clickhouse-client", () => rows / Client(server, file, rows)),
        ], options);
        return new(
            $"{rows:N0} rows of {Table.Columns.Count} columns into one ClickHouse server", "rows/s", contenders,
            [new("store against the server's own client", contenders[0], contenders[1], HigherIsBetter: true, 1 / AllowedTimes)],
            [$"server {server.Query("SELECT version()")} on loopback", source.Conditions]);
    }

    private static double Store(ClickHouseProcess server, IReadOnlyList<LoadBatch> batches, int rows, string database)
    {
        using (ClickHouseStore.Open(Address(server, database), FeatureSchema.Hash, migrate: false, default))
        {
            // The tables are made before the clock runs, as the client's are.
        }

        var begun = Stopwatch.GetTimestamp();
        using (var store = ClickHouseStore.Open(Address(server, database), FeatureSchema.Hash, migrate: false, default))
        {
            foreach (var batch in batches)
            {
                store.Commit(batch, default);
            }
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Check(server, $"{database}.{Table.Name}", rows);
        server.Query($"DROP DATABASE {database}");
        return seconds;
    }

    private static double Client(ClickHouseProcess server, string file, int rows)
    {
        server.Query($"TRUNCATE TABLE {ClientDatabase}.{Table.Name}_rows");
        var begun = Stopwatch.GetTimestamp();
        RunShell($"clickhouse-client --host 127.0.0.1 --port {server.TcpPort} --query 'INSERT INTO {ClientDatabase}.{Table.Name}_rows FORMAT Native' < '{file}'");
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Check(server, $"{ClientDatabase}.{Table.Name}_rows", rows);
        return seconds;
    }

    // The server writes the file itself, so that no code of ours is in the client's figure.
    private static string WriteFile(ClickHouseProcess server, string folder, IReadOnlyList<LoadBatch> batches)
    {
        const string Source = "of_file";
        using (var store = ClickHouseStore.Open(Address(server, Source), FeatureSchema.Hash, migrate: false, default))
        {
            foreach (var batch in batches)
            {
                store.Commit(batch, default);
            }
        }

        var file = Path.Combine(folder, "rows.native");
        RunShell($"clickhouse-client --host 127.0.0.1 --port {server.TcpPort} --query 'SELECT * FROM {Source}.{Table.Name}_rows FORMAT Native' > '{file}'");
        server.Query($"DROP DATABASE {Source}");
        return file;
    }

    private static void RunShell(string command)
    {
        using var shell = Process.Start("sh", ["-c", command]);
        shell.WaitForExit();
        if (shell.ExitCode != 0)
        {
            throw new InvalidOperationException($"exit code {shell.ExitCode}: {command}");
        }
    }

    private static void Check(ClickHouseProcess server, string table, int rows)
    {
        var held = server.Query($"SELECT count() FROM {table}");
        if (held != $"{rows}")
        {
            throw new InvalidOperationException($"{table} holds {held} rows, not {rows}");
        }
    }

    private static string Address(ClickHouseProcess server, string database) => $"{ClickHouseAddress.Scheme}http://127.0.0.1:{server.HttpPort}/{database}";
}
