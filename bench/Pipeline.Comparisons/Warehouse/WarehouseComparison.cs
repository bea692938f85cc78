using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Comparisons.Warehouse;

/// <summary>Feature rows into a DuckDB file: our commits against DuckDB.NET's row appender, at 60 columns and with the whole sheet.</summary>
/// <remarks>
/// Both write the same values into a table of the same columns, with a checkpoint at the end. The appender has one transaction for all, the
/// fastest that it knows; ours has one a few batches and writes its manifest lines. Afterwards both give the same hash of all rows.
/// </remarks>
internal static class WarehouseComparison
{
    private const double Promised = 1.6;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var all = WarehouseRows.Read(options).Repeated(options);
        var narrow = all.Narrow(WarehouseRows.Base);
        var folder = Directory.CreateTempSubdirectory("duckdb-bench-").FullName;
        try
        {
            var digests = new Digests();
            var contenders = Rounds.Alternate(
            [
                ("store, 60 columns", () => Measure(folder, narrow, Store, digests)),
                ("row appender, 60 columns", () => Measure(folder, narrow, Append, digests)),
                ($"store, {all.Table.Columns.Count} columns", () => Measure(folder, all, Store, digests)),
                ($"row appender, {all.Table.Columns.Count} columns", () => Measure(folder, all, Append, digests)),
            ], options);
            return new(
                "feature rows into a DuckDB file", "rows/s", contenders,
                [
                    new("store against the row appender, 60 columns", contenders[0], contenders[1], HigherIsBetter: true, Promised),
                    new("the same, the whole sheet", contenders[2], contenders[3], HigherIsBetter: true, Promised),
                ],
                [all.Conditions, "checkpoint at the end, the appender in one transaction, equal hash of all rows"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Measure(string folder, WarehouseRows rows, Action<DuckDbStore, WarehouseRows> write, Digests digests)
    {
        var path = Path.Combine(folder, $"{Path.GetRandomFileName()}.duckdb");
        using (var made = DuckDbStore.Open(path, new StoreOpening(FeatureSchema.Hash)))
        {
            made.Connection.Run($"DROP TABLE l2_features; CREATE TABLE {rows.Table.Name} ({string.Join(',', rows.Table.Columns.Select(Definition))})");
        }

        using var store = DuckDbStore.Open(path, new StoreOpening(FeatureSchema.Hash));
        var begun = Stopwatch.GetTimestamp();
        write(store, rows);
        store.Finish(default);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        digests.Check(rows.Table.Name, store.Connection);
        return rows.Rows / seconds;
    }

    private static void Store(DuckDbStore store, WarehouseRows rows)
    {
        foreach (var batch in rows.Loads)
        {
            store.Commit(batch, default);
        }
    }

    private static void Append(DuckDbStore store, WarehouseRows rows)
    {
        using var transaction = store.Connection.BeginTransaction();
        using (var appender = store.Connection.CreateAppender(rows.Table.Name))
        {
            foreach (var batch in rows.Batches)
            {
                for (var row = 0; row < batch.Rows; row++)
                {
                    Append(appender.CreateRow(), batch, row);
                }
            }
        }

        transaction.Commit();
    }

    private static void Append(IDuckDBAppenderRow line, TableBatch batch, int row)
    {
        foreach (var column in batch.Columns)
        {
            if (column.Nulls[row])
            {
                line.AppendNullValue();
                continue;
            }

            switch (column.Spec.Kind)
            {
                case ColumnKind.Int64:
                    line.AppendValue(column.Integers[row]);
                    break;
                case ColumnKind.Double:
                    line.AppendValue(column.Doubles[row]);
                    break;
                default:
                    line.AppendValue(column.Texts[row]);
                    break;
            }
        }

        line.EndRow();
    }

    private static string Definition(ColumnSpec column) =>
        $"\"{column.Name}\" {column.Kind switch { ColumnKind.Int64 => "BIGINT", ColumnKind.Double => "DOUBLE", _ => "VARCHAR" }}";

    /// <summary>What the database itself says of a table's values; the first answer is every later one's.</summary>
    private sealed class Digests
    {
        private readonly Dictionary<string, string> _known = [];

        public void Check(string table, DuckDBConnection connection)
        {
            var digest = string.Create(CultureInfo.InvariantCulture, $"{connection.Ask($"SELECT sum(hash(t)) FROM {table} t")}");
            if (!_known.TryAdd(table, digest) && _known[table] != digest)
            {
                throw new InvalidOperationException($"{table}: the contenders stored different values");
            }
        }
    }
}
