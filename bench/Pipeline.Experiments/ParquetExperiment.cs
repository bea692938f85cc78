using System.Diagnostics;
using ParquetSharp;
using Pipeline.Comparisons;
using Pipeline.Comparisons.Warehouse;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Experiments;

/// <summary>Encodings of feature rows in Parquet that lost, beside the one that won.</summary>
internal static class ParquetExperiment
{
    private const int Rounds = 5;
    private const int ValuesOfCall = 1 << 17;

    /// <summary>Rows a second and bytes a row of each encoding, at 60 columns: the median of alternating rounds.</summary>
    public static IReadOnlyList<(string Design, double RowsPerSecond, double BytesPerRow)> Run()
    {
        var options = new ComparisonOptions(Rounds, CaptureFinder.Real(), Quick: false);
        var rows = WarehouseRows.Read(options).Narrow(WarehouseRows.Base);
        var path = Path.GetTempFileName();
        try
        {
            var designs = Designs(rows.Table).Select(design => (design.Name, design.Change, Bytes: new double[1])).ToArray();
            var contenders = Comparisons.Rounds.Alternate(
                [.. designs.Select(design => (design.Name, (Func<double>)(() => Write(rows, path, design.Change, design.Bytes))))], options);
            return [.. contenders.Zip(designs, (contender, design) => (contender.Name, contender.Median, design.Bytes[0]))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (string Name, Action<WriterPropertiesBuilder> Change)[] Designs(TableSpec table) =>
    [
        ("chosen: plain numbers, LZ4", builder => builder.DisableDictionary().Compression(Compression.Lz4)),

        // Verdict: a quarter smaller and two thirds of the rate. Right for an archive, not beside a feed.
        ("lost: plain numbers, zstd level 1", builder => builder.DisableDictionary().Compression(Compression.Zstd).CompressionLevel(1)),

        // Verdict: levels stand still from row to row, and a run of equal doubles is what LZ4 and zstd find by themselves. Split into
        // byte streams it is eight runs, and deltas of ids are worth little beside a hundred columns of prices.
        ("lost: packed differences, split doubles, zstd level 1", builder => Split(builder, table).Compression(Compression.Zstd).CompressionLevel(1)),
        ("lost: packed differences, split doubles, LZ4", builder => Split(builder, table).Compression(Compression.Lz4)),

        // Verdict: a hash a value. Smaller than plain only where a symbol trades in few prices.
        ("lost: dictionaries, snappy", builder => builder.EnableDictionary().Compression(Compression.Snappy)),
    ];

    private static WriterPropertiesBuilder Split(WriterPropertiesBuilder builder, TableSpec table)
    {
        builder.DisableDictionary();
        foreach (var column in table.Columns.Where(column => column.Kind != ColumnKind.Text))
        {
            builder.Encoding(column.Name, column.Kind == ColumnKind.Int64 ? Encoding.DeltaBinaryPacked : Encoding.ByteStreamSplit);
        }

        return builder;
    }

    private static double Write(WarehouseRows rows, string path, Action<WriterPropertiesBuilder> change, double[] bytesPerRow)
    {
        using var builder = new WriterPropertiesBuilder();
        change(builder.DisableStatistics().WriteBatchSize(ValuesOfCall));
        File.Delete(path);
        var begun = Stopwatch.GetTimestamp();
        using (var buffers = new WriterBuffers())
        using (var writer = new ParquetTableWriter(path, rows.Table, buffers, builder.Build(), facts: null))
        {
            foreach (var batch in rows.Batches)
            {
                writer.Write(batch, 0, batch.Rows);
            }

            writer.Close();
        }

        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        bytesPerRow[0] = (double)new FileInfo(path).Length / rows.Rows;
        return rows.Rows / seconds;
    }
}
