using Pipeline.ExchangeSimulator;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Comparisons.Warehouse;

/// <summary>Feature rows of a recording in memory, in batches as a load makes them: what all contenders store.</summary>
/// <param name="Batches">Rows of one table, in order.</param>
/// <param name="Source">Which recording.</param>
internal sealed record WarehouseRows(IReadOnlyList<TableBatch> Batches, string Source)
{
    private const int BaseColumns = 60;
    private const int SimulatedRows = 100_000;
    private const int QuickRows = 2_000;

    /// <summary>`file`, `block` and the 58 columns that the sheet began with.</summary>
    public static TableSpec Base { get; } =
        WarehouseTables.Features with { Name = "l2_features_60", Columns = [.. WarehouseTables.Features.Columns.Take(BaseColumns)] };

    public TableSpec Table => Batches[0].Table;

    public int Rows => Batches.Sum(batch => batch.Rows);

    public string Conditions => $"{Rows:N0} rows in batches of at most {Batches.Max(batch => batch.Rows):N0}, {Source}";

    /// <summary>The whole sheet's rows of the recording that the options name.</summary>
    public static WarehouseRows Read(ComparisonOptions options)
    {
        if (RealFiles(options) is { Count: > 0 } real)
        {
            return Read(real, string.Join(", ", real.Select(Path.GetFileName)));
        }

        var file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.gz");
        try
        {
            var days = new DaysOptions { Rows = options.Quick ? QuickRows : SimulatedRows, SpanSeconds = options.Quick ? 3_600 : 86_400, Gaps = 2 };
            DaysRecording.WriteFile(days, file);
            return Read([file], $"simulated, seed {days.Seed}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The same rows with the columns of <paramref name="table"/> alone.</summary>
    public WarehouseRows Narrow(TableSpec table) => this with { Batches = [.. Batches.Select(batch => Copy(batch, table))] };

    /// <summary>A batch as a loader gives it to a store.</summary>
    public static LoadBatch LoadBatchOf(TableBatch rows, int block) =>
        new([rows], [new LoadedBlock(1, LoadPart.Features, block, rows.Rows)]) { Venue = "bench" };

    // Hours of rows are in the spot recordings; five minutes of the usual one hold too few.
    private static IReadOnlyList<string> RealFiles(ComparisonOptions options) => options switch
    {
        { Quick: true } or { CapturePath: null } => [],
        { CapturePath: var path } when path == CaptureFinder.Real() => CaptureFinder.RealDays(),
        { CapturePath: var path } => [path],
    };

    private static WarehouseRows Read(IReadOnlyList<string> files, string source)
    {
        using var input = new RecordingSource(files, new BinanceCaptureVenue(), []);
        using var rows = new StreamRows(input, new LoadOptions { Exchange = "binance", FeaturesOnly = true, AllowInferred = true }, LoadedBlocks.None);
        var batches = new List<TableBatch>();
        foreach (var batch in rows.Read(default))
        {
            batches.Add(Copy(batch.Tables[0], WarehouseTables.Features));
            batch.Release?.Invoke();
        }

        return new WarehouseRows(batches, source);
    }

    private static TableBatch Copy(TableBatch rows, TableSpec table)
    {
        var copy = new TableBatch(table);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            for (var row = 0; row < rows.Rows; row++)
            {
                copy.Columns[i].AddFrom(rows.Columns[i], row);
            }
        }

        return copy;
    }
}
