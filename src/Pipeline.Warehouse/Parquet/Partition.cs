using System.Globalization;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Parquet;

/// <summary>Rows of a batch that belong into one folder: one instrument, one day.</summary>
/// <param name="Market">The market, or null where a row tells none.</param>
/// <param name="Symbol">The symbol, or null where the table has none.</param>
/// <param name="Day">The day, UTC, or null where a row has no time.</param>
/// <param name="Rows">Where the rows stand.</param>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
internal sealed record Partition(string? Market, string? Symbol, string? Day, TableBatch Rows, int First, int Count)
{
    private const long NanosPerDay = 86_400_000_000_000;

    /// <summary>The partitions of a batch. One that lies together is not copied.</summary>
    public static IReadOnlyList<Partition> Of(TableBatch batch)
    {
        var runs = Runs(batch);
        return [.. runs.GroupBy(run => run.Key).Select(group => group.Count() == 1
            ? Whole(group.Key, batch, group.First().First, group.First().Count)
            : Gathered(group.Key, batch, group.Select(run => (run.First, run.Count))))];
    }

    private static List<((string? Market, string? Symbol, long Day) Key, int First, int Count)> Runs(TableBatch batch)
    {
        var (markets, symbols) = (batch["market"], batch.Table.Columns.Any(column => column.Name == "symbol") ? batch["symbol"] : null);
        var times = batch.Table.Time is { } time ? batch[time] : null;
        var runs = new List<((string? Market, string? Symbol, long Day) Key, int First, int Count)>();
        for (var row = 0; row < batch.Rows; row++)
        {
            var key = (markets.Nulls[row] ? null : markets.Texts[row], symbols?.Texts[row], times is null || times.Nulls[row] ? long.MinValue : times.Integers[row] / NanosPerDay);
            if (runs.Count > 0 && runs[^1].Key == key)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            }
            else
            {
                runs.Add((key, row, 1));
            }
        }

        return runs;
    }

    private static Partition Whole((string? Market, string? Symbol, long Day) key, TableBatch rows, int first, int count) =>
        new(key.Market, key.Symbol, key.Day == long.MinValue ? null : DateTime.UnixEpoch.AddDays(key.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), rows, first, count);

    private static Partition Gathered((string? Market, string? Symbol, long Day) key, TableBatch batch, IEnumerable<(int First, int Count)> runs)
    {
        var rows = new TableBatch(batch.Table);
        foreach (var (first, count) in runs)
        {
            for (var row = first; row < first + count; row++)
            {
                rows.AddRow(batch, row);
            }
        }

        return Whole(key, rows, 0, rows.Rows);
    }
}
