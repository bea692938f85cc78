using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Fills the columns of one row from left to right.</summary>
internal struct RowCursor(TableBatch table)
{
    private int _column; // Mutable struct: a local, never readonly.

    /// <summary>The next column.</summary>
    public ColumnData Next => table.Columns[_column++];
}
