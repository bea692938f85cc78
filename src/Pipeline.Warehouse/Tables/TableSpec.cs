namespace Pipeline.Warehouse.Tables;

/// <summary>One table of the warehouse. Every table begins with `file` and `block`: where on which tape a row comes from.</summary>
/// <param name="Name">Name in every store.</param>
/// <param name="Part">What it is loaded with.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Order">Names of the columns that it is read in order of.</param>
/// <param name="Time">Name of the column that tells a row's day, or null where rows have none.</param>
public sealed record TableSpec(string Name, LoadPart Part, IReadOnlyList<ColumnSpec> Columns, IReadOnlyList<string> Order, string? Time)
{
    /// <summary>Whether each row is about one instrument.</summary>
    public bool HasSymbol => Columns.Any(column => column.Name == "symbol");

    /// <summary>Index of the column called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"{Name} has no column {name}", nameof(name));
    }
}
