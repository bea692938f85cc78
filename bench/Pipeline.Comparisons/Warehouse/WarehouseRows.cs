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
    private const int LeastRows = 400_000;
    private const int QuickRows = 2_000;

    /// <summary>`file`, `block` and the 58 columns that the sheet began with.</summary>
    public static TableSpec Base { get; } =
        WarehouseTables.Features with { Name = "l2_features_60", Columns = [.. WarehouseTables.Features.Columns.Take(BaseColumns)] };

    public TableSpec Table => Batches[0].Table;

    /// <summary>The batches as a loader gives them to a store.</summary>
    public IReadOnlyList<LoadBatch> Loads { get; } = [.. Batches.Select(LoadBatchOf)];

    public int Rows => Batches.Sum(batch => batch.Rows);

    public string Conditions => $"{Rows:N0} rows in batches of at most {Batches.Max(batch => batch.Rows):N0}, {Source}";

    /// <summary>The whole sheet's rows of the recordings that the options name, each once.</summary>
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

    /// <summary>The same rows again and again, for stores that do not look whether they have them, until there are enough for a steady state.</summary>
    public WarehouseRows Repeated(ComparisonOptions options)
    {
        var times = options.Quick ? 1 : (LeastRows + Rows - 1) / Rows;
        return new WarehouseRows([.. Enumerable.Repeat(Batches, times).SelectMany(batches => batches)], $"{times} times {Rows:N0} of {Source}");
    }

    /// <summary>The same rows with the columns of <paramref name="table"/> alone.</summary>
    public WarehouseRows Narrow(TableSpec table) => new([.. Batches.Select(batch => Copy(batch, table))], Source);

    private static LoadBatch LoadBatchOf(TableBatch rows)
    {
        var blocks = Enumerable.Range(0, rows.Rows)
            .Select(row => (File: rows["file"].Integers[row], Block: rows["block"].Integers[row]))
            .CountBy(origin => origin)
            .Select(block => new LoadedBlock(block.Key.File, LoadPart.Features, (int)block.Key.Block, block.Value));
        return new([rows], [.. blocks]) { Venue = "bench" };
    }

    // The usual recording is five minutes of one symbol: too few rows to tell how a store takes them.
    private static IReadOnlyList<string> RealFiles(ComparisonOptions options) => options switch
    {
        { Quick: true } or { CapturePath: null } => [],
        { CapturePath: var path } when path == CaptureFinder.Real() => CaptureFinder.AllReal(),
        { CapturePath: var path } => [path],
    };

    private static WarehouseRows Read(IReadOnlyList<string> files, string source)
    {
        var batches = new List<TableBatch>();
        foreach (var stream in LoadInputs.Group(files, new BinanceCaptureVenue(), []))
        {
            using var input = stream.Open();
            using var rows = new StreamRows(input, new LoadOptions { Exchange = "binance", FeaturesOnly = true, AllowInferred = true }, LoadedBlocks.None);
            foreach (var batch in rows.Read(default))
            {
                batches.Add(Copy(batch.Tables[0], WarehouseTables.Features));
                batch.Release?.Invoke();
            }
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
