using Pipeline.Features.Table;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Rows of any table that hold what a table may hold: nulls, extremes, empty and foreign texts.</summary>
/// <param name="seed">Decides everything.</param>
/// <param name="partitions">Whether rows are of two symbols and two months, or of one: every partition is many files on a server's disk.</param>
internal sealed class RandomRows(int seed, bool partitions = true)
{
    private static readonly long[] Extremes = [0, 1, -1, long.MaxValue, long.MinValue + 1];

    private static readonly double[] Rare = [0, -0.0, double.Epsilon, double.MaxValue, -1.0 / 3, 0.1];

    private static readonly string[] Words = ["", "a", "Überraschung", "注文", "🙂", "with 'quotes'\\ and\ttab\n", new('x', 300)];

    private readonly Random _random = new(seed);

    /// <summary>One block of every table of a part.</summary>
    public LoadBatch Block(IEnumerable<TableSpec> tables, long file, int block, int rows)
    {
        List<TableBatch> batches = [.. tables.Select(table => new TableBatch(table))];
        batches.ForEach(batch => Fill(batch, file, block, rows));
        var lines = batches.GroupBy(batch => batch.Table.Part).Select(part => new LoadedBlock(file, part.Key, block, part.Sum(batch => (long)batch.Rows)));
        return new(batches, [.. lines]) { Venue = "drawn" };
    }

    /// <summary>Adds rows.</summary>
    public void Fill(TableBatch batch, long file, int block, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            foreach (var column in batch.Columns)
            {
                Add(column, file, block, row);
            }
        }
    }

    private void Add(ColumnData column, long file, int block, int row)
    {
        switch (column.Spec)
        {
            case { Name: "file" }:
                column.Add(file);
                break;
            case { Name: "block" }:
                column.Add((long)block);
                break;
            case { Name: "row" or "ordinal", Nullable: false }:
                column.Add((long)row);
                break;
            case { Nullable: true } when _random.Next(4) == 0:
                column.AddNull();
                break;
            case { Name: "market" }:
                column.Add("usdm");
                break;
            case { Name: "symbol" }:
                column.Add(!partitions || _random.Next(2) == 0 ? "BTCUSDT" : "ETHUSDT");
                break;
            case { IsTime: true }:
                column.Add(1_700_000_000_000_000_000 + _random.NextInt64((partitions ? 40L : 4L) * 86_400 * 1_000_000_000));
                break;
            case { Kind: ColumnKind.Int64 }:
                column.Add(_random.Next(3) == 0 ? Extremes[_random.Next(Extremes.Length)] : _random.NextInt64());
                break;
            case { Kind: ColumnKind.Double }:
                column.Add(_random.Next(3) == 0 ? Rare[_random.Next(Rare.Length)] : (_random.NextDouble() - 0.5) * 1e6);
                break;
            default:
                column.Add(Words[_random.Next(Words.Length)]);
                break;
        }
    }
}
