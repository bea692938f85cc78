using System.Globalization;
using Pipeline.Features.Table;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Rows as text, bit for bit, so that rows of any store can be compared as sorted lists.</summary>
internal static class RowText
{
    public static List<string> Of(params TableBatch[] batches) =>
        [.. batches.SelectMany(batch => Enumerable.Range(0, batch.Rows).Select(row => Of(batch, row))).Order(StringComparer.Ordinal)];

    public static List<string> In(ClickHouseStore store, TableSpec table, string? where = null)
    {
        var rows = new List<string>();
        store.Read(table, where, batch => rows.AddRange(Of(batch)));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    private static string Of(TableBatch batch, int row) => string.Join('|', batch.Columns.Select(column => Of(column, row)));

    private static string Of(ColumnData column, int row) => column.Spec.Kind switch
    {
        _ when column.Nulls[row] => "null",
        ColumnKind.Int64 => column.Integers[row].ToString(CultureInfo.InvariantCulture),
        ColumnKind.Double => BitConverter.DoubleToInt64Bits(column.Doubles[row]).ToString("x16", CultureInfo.InvariantCulture),
        _ => $"'{column.Texts[row]}'",
    };
}
