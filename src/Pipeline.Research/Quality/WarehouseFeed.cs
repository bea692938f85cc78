using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Research.Quality;

/// <summary>Tells a meter of a stored stream: its rows and gaps in the order in which they happened.</summary>
/// <remarks>Single thread. Reads a stretch of rows at a time, so memory does not grow with the stream.</remarks>
internal sealed class WarehouseFeed(DuckDBConnection connection, QualityMeter meter)
{
    private const long RowsAtOnce = 250_000;

    private static readonly string RowQuery =
        $"""
        SELECT ts_pipeline_ns, session_id, quality_score, dq_flags, {Levels("bid")}, {Levels("ask")}, mid IS NOT NULL, target_reasons, target_reasons_2
        FROM {WarehouseTables.Features.Name}
        WHERE file = $file AND market = $market AND symbol = $symbol AND "row" >= $from AND "row" < $to ORDER BY "row"
        """;

    public void Run(SymbolStream stream, CancellationToken cancellation)
    {
        var gaps = ReadGaps(stream);
        meter.Begin(stream.Name, stream.FirstNanos);
        foreach (var file in stream.Files)
        {
            for (var from = file.FirstRow; from <= file.LastRow; from += RowsAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                Feed(stream, file.File, from, gaps);
            }
        }

        while (gaps.TryDequeue(out var gap))
        {
            Feed(stream.Name, gap);
        }

        meter.End(stream.Name, stream.LastNanos);
    }

    // A level is there when both its price and its size are.
    private static string Levels(string side) => string.Join(
        " + ",
        Enumerable.Range(1, FeatureRow.Levels).Select(rank => $"({side}_px_{rank} IS NOT NULL AND {side}_sz_{rank} IS NOT NULL)::INTEGER"));

    private void Feed(SymbolStream stream, long file, long from, Queue<StoredGap> gaps)
    {
        using var command = connection.CreateCommand();
        command.CommandText = RowQuery;
        command.UseStreamingMode = true;
        command.Parameters.Add(new DuckDBParameter("file", file));
        command.Parameters.Add(new DuckDBParameter("market", stream.Market));
        command.Parameters.Add(new DuckDBParameter("symbol", stream.Symbol));
        command.Parameters.Add(new DuckDBParameter("from", from));
        command.Parameters.Add(new DuckDBParameter("to", from + RowsAtOnce));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = Read(reader);
            FeedGapsBefore(stream.Name, in row, gaps);
            meter.OnRow(stream.Name, in row);
        }
    }

    private static RowFacts Read(DuckDBDataReader reader) => new()
    {
        PipelineNanos = reader.GetInt64(0),
        Session = reader.GetInt64(1),
        Score = reader.IsDBNull(2) ? double.NaN : reader.GetDouble(2),
        Flags = reader.GetInt64(3),
        Bids = reader.GetInt32(4),
        Asks = reader.GetInt32(5),
        HasMid = reader.GetBoolean(6),
        TargetReasons = reader.IsDBNull(7) || reader.IsDBNull(8) ? RowFacts.TargetsUnknown : QualityTarget.Pack(reader.GetInt64(7), reader.GetInt64(8)),
    };

    // A row of session k comes after k gaps: one sync each. So a gap has its place even where times repeat.
    private void FeedGapsBefore(string symbol, in RowFacts row, Queue<StoredGap> gaps)
    {
        while (gaps.TryPeek(out var gap) && gap.Id <= row.Session)
        {
            Feed(symbol, gaps.Dequeue());
        }
    }

    private void Feed(string symbol, StoredGap gap)
    {
        meter.OnBreak(symbol, gap.FromNanos);
        if (gap.ToNanos is { } nanos)
        {
            meter.OnSync(symbol, nanos);
        }
    }

    private Queue<StoredGap> ReadGaps(SymbolStream stream)
    {
        var gaps = new Queue<StoredGap>();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT gap_id, from_ns, to_ns FROM {WarehouseTables.Gaps.Name}
            WHERE market = $market AND symbol = $symbol AND file IN ({string.Join(", ", stream.Files.Select(file => file.File.ToString(CultureInfo.InvariantCulture)))})
            ORDER BY gap_id
            """;
        command.Parameters.Add(new DuckDBParameter("market", stream.Market));
        command.Parameters.Add(new DuckDBParameter("symbol", stream.Symbol));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            gaps.Enqueue(new StoredGap(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2)));
        }

        return gaps;
    }

    private readonly record struct StoredGap(long Id, long FromNanos, long? ToNanos);
}
