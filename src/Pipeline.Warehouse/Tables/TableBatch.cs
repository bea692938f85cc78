namespace Pipeline.Warehouse.Tables;

/// <summary>Rows of one table, column by column: what a store takes and what a reader gives.</summary>
/// <remarks>Single writer, then single reader; used again after <see cref="Clear"/>.</remarks>
public sealed class TableBatch(TableSpec table)
{
    /// <summary>The table.</summary>
    public TableSpec Table { get; } = table;

    /// <summary>Its columns, in the order of the table.</summary>
    public IReadOnlyList<ColumnData> Columns { get; } = [.. table.Columns.Select(column => new ColumnData(column))];

    /// <summary>Complete rows.</summary>
    public int Rows => Columns[^1].Count;

    /// <summary>The column called <paramref name="name"/>.</summary>
    public ColumnData this[string name] => Columns[Table.IndexOf(name)];

    /// <summary>The table as rows [<paramref name="first"/>, <paramref name="first"/> + <paramref name="count"/>) show it: a column may lack values only where one does.</summary>
    public TableSpec SpecOf(int first, int count) =>
        Table with { Columns = [.. Columns.Select(column => column.Spec with { Nullable = column.Nulls.Slice(first, count).Contains(true) })] };

    /// <summary>Adds row <paramref name="row"/> of another batch of the same table.</summary>
    public void AddRow(TableBatch other, int row)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            Columns[i].AddFrom(other.Columns[i], row);
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }
}
