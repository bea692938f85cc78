using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Warehouse.Reading;

/// <summary>What the files that a store was loaded from had to say of themselves: their rows are no better than they were.</summary>
internal static class StoredDamage
{
    private const int MostTold = 100;

    // A message that is whole and wrong is a reject with its text and one word as its reason; a fee without its fill has no text.
    private const string IsDamage = "(text_hash IS NULL OR (text_bytes > 0 AND contains(reason, ' ')))";

    /// <summary>One line for each place, the first hundred of many.</summary>
    public static IReadOnlyList<string> Of(DuckDBConnection connection)
    {
        var lines = connection.List(
            $"SELECT source, line, \"offset\", reason FROM rejects WHERE {IsDamage} ORDER BY file, block, line, \"offset\", reason LIMIT {MostTold}",
            reader => Text(reader.GetString(0), Number(reader, 1), Number(reader, 2), reader.GetString(3)));
        var all = Convert.ToInt64(connection.Ask($"SELECT count(*) FROM rejects WHERE {IsDamage}"), CultureInfo.InvariantCulture);
        return all <= lines.Count ? lines : [.. lines, $"{all - lines.Count} more stand in the table rejects"];
    }

    private static string Text(string source, long line, long offset, string reason) => Reject.OfDamage(source, line, offset, reason).Text;

    private static long Number(DuckDBDataReader reader, int column) => reader.IsDBNull(column) ? InputRecord.Absent : reader.GetInt64(column);
}
