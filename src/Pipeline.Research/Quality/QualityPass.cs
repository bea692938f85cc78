using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Research.Quality;

/// <summary>Reads the quality of everything in a warehouse.</summary>
/// <remarks>Single thread; memory does not grow with the rows.</remarks>
public static class QualityPass
{
    /// <summary>Runs over all streams of <paramref name="connection"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="InputUnusableException">A table or column is missing, or there are no rows and no sessions.</exception>
    public static QualityReport Run(DuckDBConnection connection, QualityOptions? options = null, CancellationToken cancellation = default)
    {
        Check(connection);
        options ??= QualityOptions.Default;
        var meter = new QualityMeter(options);
        var feed = new WarehouseFeed(connection, meter);
        var streams = StreamPlan.Read(connection);
        if (streams.Count == 0)
        {
            throw new InputUnusableException("there is no row and no session to judge: load a tape or a recording first");
        }

        foreach (var stream in streams)
        {
            feed.Run(stream, cancellation);
        }

        var sessions = WarehouseTables.Sessions.Name;
        return new QualityReport(
            meter.Figures(),
            Count(connection, $"SELECT count(DISTINCT file) FROM {sessions} WHERE messages > 0"),
            Count(connection, $"SELECT count(DISTINCT file) FROM (SELECT file FROM {sessions} UNION ALL SELECT file FROM {WarehouseTables.Rejects.Name})"),
            Count(connection, $"SELECT count(*) FROM {WarehouseTables.Rejects.Name}"),
            Count(connection, $"SELECT coalesce(sum(duplicates), 0)::BIGINT FROM {sessions}") + RowsOfSeveralFiles(connection),
            Count(connection, $"SELECT coalesce(sum(reordered), 0)::BIGINT FROM {sessions}"),
            Unexplained(connection))
        {
            Shares = ExecutableShares.Read(connection, OwnFees(connection, options.Features)),
        };
    }

    private static void Check(DuckDBConnection connection)
    {
        var columns = new HashSet<(string Table, string Column)>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT table_name, column_name FROM information_schema.columns";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        foreach (var table in new[] { WarehouseTables.Features, WarehouseTables.Sessions, WarehouseTables.Gaps, WarehouseTables.Rejects })
        {
            var missing = table.Columns.Select(column => column.Name).FirstOrDefault(name => !columns.Contains((table.Name, name)));
            if (missing is not null)
            {
                throw new InputUnusableException($"{table.Name} has no column {missing}: it was loaded by another version; load it again, or migrate it with pipeline load --migrate");
            }
        }
    }

    // Parameters that did not make the rows tell nothing of their fees.
    private static double OwnFees(DuckDBConnection connection, FeatureParameters features)
    {
        var hash = FeatureSchema.HashOf(features).ToString("x16", CultureInfo.InvariantCulture);
        return Count(connection, $"SELECT count(*) FROM {WarehouseTables.Sessions.Name} WHERE feature_schema_hash IS DISTINCT FROM '{hash}'") == 0 ? features.FeesBps : double.NaN;
    }

    private static Dictionary<string, long> Unexplained(DuckDBConnection connection)
    {
        var terms = QualityTarget.All.Select((target, index) =>
            $"count(*) FILTER (({target.Name} IS NULL) <> ((({QualityTarget.PlaceOf(index).Column} >> {QualityTarget.PlaceOf(index).Shift}) & 15) <> 0))");
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", terms)} FROM {WarehouseTables.Features.Name}";
        using var reader = command.ExecuteReader();
        reader.Read();
        return QualityTarget.All.Select((target, index) => (target.Name, Count: reader.GetInt64(index))).ToDictionary(each => each.Name, each => each.Count);
    }

    // An update that more than one file brought is a row once, and a duplicate each other time. Only files whose spans overlap have any.
    private static long RowsOfSeveralFiles(DuckDBConnection connection) => Count(
        connection,
        $"""
        WITH shared AS (
            SELECT DISTINCT a.file FROM {WarehouseTables.Sessions.Name} a JOIN {WarehouseTables.Sessions.Name} b
            ON a.market = b.market AND a.symbol = b.symbol AND a.file <> b.file AND a.first_pipeline_ns <= b.last_pipeline_ns AND b.first_pipeline_ns <= a.last_pipeline_ns)
        SELECT coalesce(sum(brought - 1), 0)::BIGINT FROM (
            SELECT count(DISTINCT file) AS brought FROM {WarehouseTables.Features.Name} WHERE file IN (SELECT file FROM shared) GROUP BY market, symbol, update_id)
        """);

    private static long Count(DuckDBConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        reader.Read();
        return reader.GetInt64(0);
    }
}
