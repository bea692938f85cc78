using DuckDB.NET.Data;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Research.Quality;

/// <summary>A file's part in an instrument's stream.</summary>
/// <param name="File">Short name of the file.</param>
/// <param name="FirstRow">Number of its first row, or 0 where it has none.</param>
/// <param name="LastRow">Number of its last row.</param>
/// <param name="FirstNanos">Pipeline time of its first message.</param>
/// <param name="LastNanos">Pipeline time of its last message.</param>
internal sealed record StreamFile(long File, long FirstRow, long LastRow, long FirstNanos, long LastNanos);

/// <summary>One instrument's stream: files that continue one another, in order.</summary>
/// <param name="Market">The market.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="Files">Its files.</param>
internal sealed record SymbolStream(string Market, string Symbol, IReadOnlyList<StreamFile> Files)
{
    /// <summary>The name that the report gives it: symbols of two markets may be the same.</summary>
    public string Name => $"{Market}:{Symbol}";

    public long FirstNanos => Files.Min(file => file.FirstNanos);

    public long LastNanos => Files.Max(file => file.LastNanos);
}

/// <summary>Finds the streams that a warehouse holds.</summary>
internal static class StreamPlan
{
    // A file whose end is not loaded has rows and no session: its rows then say where it begins and ends.
    private static readonly string Query =
        $"""
        WITH r AS (
            SELECT file, market, symbol, min("row") AS first_row, max("row") AS last_row, min(ts_pipeline_ns) AS first_ns, max(ts_pipeline_ns) AS last_ns
            FROM {WarehouseTables.Features.Name} GROUP BY file, market, symbol
        )
        SELECT coalesce(s.file, r.file), coalesce(s.market, r.market), coalesce(s.symbol, r.symbol), s.previous_file, coalesce(r.first_row, 0), coalesce(r.last_row, -1),
            least(s.first_pipeline_ns, r.first_ns), greatest(s.last_pipeline_ns, r.last_ns)
        FROM {WarehouseTables.Sessions.Name} s FULL JOIN r ON s.file = r.file AND s.market = r.market AND s.symbol = r.symbol
        WHERE s.first_pipeline_ns IS NOT NULL OR r.first_ns IS NOT NULL
        ORDER BY 2, 3, 7, 1
        """;

    /// <summary>All of them.</summary>
    /// <exception cref="InputUnusableException">Rows do not say at which pipeline time they were cut.</exception>
    public static IReadOnlyList<SymbolStream> Read(DuckDBConnection connection)
    {
        PipelineTimes.Require(connection, "true");
        var parts = new List<((string Market, string Symbol) Key, long? Previous, StreamFile File)>();
        using var command = connection.CreateCommand();
        command.CommandText = Query;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var file = new StreamFile(reader.GetInt64(0), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7));
            parts.Add(((reader.GetString(1), reader.GetString(2)), reader.IsDBNull(3) ? null : reader.GetInt64(3), file));
        }

        return [.. parts.GroupBy(part => part.Key).SelectMany(group => Chain(group.Key, [.. group]))];
    }

    private static IEnumerable<SymbolStream> Chain((string Market, string Symbol) key, List<((string Market, string Symbol) Key, long? Previous, StreamFile File)> parts)
    {
        var known = parts.Select(part => part.File.File).ToHashSet();
        var next = parts.Where(part => part.Previous is not null).ToLookup(part => part.Previous!.Value, part => part.File);
        foreach (var (_, previous, first) in parts)
        {
            if (previous is { } before && known.Contains(before))
            {
                continue;
            }

            // A file is continued once; where two claim to, the later one stands by itself.
            var files = new List<StreamFile> { first };
            while (next[files[^1].File].FirstOrDefault() is { } following && files.Count <= known.Count)
            {
                files.Add(following);
            }

            yield return new SymbolStream(key.Market, key.Symbol, files);
            foreach (var other in files.SelectMany(file => next[file.File].Skip(1)))
            {
                yield return new SymbolStream(key.Market, key.Symbol, [other]);
            }
        }
    }
}
