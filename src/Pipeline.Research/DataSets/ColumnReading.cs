using DuckDB.NET.Data;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Research.DataSets;

/// <summary>Hashes the columns of a query in row order.</summary>
internal static class ColumnReading
{
    private const int RowsBetweenLooks = 8_192;

    /// <summary>Name, kind, nulls and hash of every column, and the number of rows.</summary>
    public static (long Rows, IReadOnlyList<(string Name, ColumnKind Kind, long Nulls, ulong Hash)> Columns) Hash(
        DuckDBConnection connection, string sql, Action<long> onRows, CancellationToken cancellation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(i => new Column(reader.GetName(i), i, KindOf(reader.GetFieldType(i)))).ToArray();
        var rows = 0L;
        while (reader.Read())
        {
            foreach (var column in columns)
            {
                column.Add(reader);
            }

            if (++rows % RowsBetweenLooks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                onRows(rows);
            }
        }

        return (rows, [.. columns.Select(column => (column.Name, column.Kind, column.Nulls, column.Hash.Value))]);
    }

    private static ColumnKind KindOf(Type type) =>
        type == typeof(long) ? ColumnKind.Int64
        : type == typeof(double) ? ColumnKind.Double
        : type == typeof(string) ? ColumnKind.Text
        : throw new InvalidDataException($"a column holds {type.Name}, not integers, doubles or text");

    private sealed class Column(string name, int ordinal, ColumnKind kind)
    {
        public string Name { get; } = name;

        public ColumnKind Kind { get; } = kind;

        public ColumnHash Hash { get; } = new(kind);

        public long Nulls { get; private set; }

        public void Add(DuckDBDataReader reader)
        {
            if (reader.IsDBNull(ordinal))
            {
                Nulls++;
                Hash.AddNull();
            }
            else if (Kind == ColumnKind.Int64)
            {
                Hash.Add(reader.GetInt64(ordinal));
            }
            else if (Kind == ColumnKind.Double)
            {
                Hash.Add(reader.GetDouble(ordinal));
            }
            else
            {
                Hash.Add(reader.GetString(ordinal));
            }
        }
    }
}
