using System.Globalization;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>What a server's version can do: the only place that knows of versions.</summary>
/// <remarks>
/// Any thread. Before <see cref="FirstModern"/> a time is a plain Int64 and nothing has a codec; since then a time is
/// DateTime64(9), a text that repeats is LowCardinality, and columns have codecs. Values are the same in both.
/// </remarks>
internal sealed record ClickHouseDialect(bool IsModern)
{
    // The types are older, but from here on all of them are free of experimental settings.
    private const int FirstModern = 21;

    private const string Time = "DateTime64(9, 'UTC')";

    /// <summary>The dialect of a server that calls itself <paramref name="version"/>.</summary>
    public static ClickHouseDialect Of(string version) =>
        new(int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major >= FirstModern);

    /// <summary>A column's type and codec in a table.</summary>
    public string Declare(ColumnSpec column)
    {
        if (!IsModern)
        {
            return WireType(column);
        }

        return column.Kind switch
        {
            ColumnKind.Int64 when column.IsTime => $"{Maybe(column, Time)} CODEC(DoubleDelta, ZSTD(1))",
            ColumnKind.Int64 => $"{Maybe(column, "Int64")} CODEC(Delta(8), ZSTD(1))",
            ColumnKind.Double => $"{Maybe(column, "Float64")} CODEC(Gorilla(8), ZSTD(1))",
            _ when column.Name.EndsWith("_hash", StringComparison.Ordinal) => $"{Maybe(column, "String")} CODEC(ZSTD(1))",
            _ => $"LowCardinality({Maybe(column, "String")}) CODEC(ZSTD(1))",
        };
    }

    /// <summary>The type under which an insert sends a column.</summary>
    public string WireType(ColumnSpec column) => Maybe(column, column.Kind switch
    {
        ColumnKind.Int64 => IsModern && column.IsTime ? Time : "Int64",
        ColumnKind.Double => "Float64",
        _ => "String",
    });

    /// <summary>An expression that gives a column as Int64, Float64 or String, whatever its type is in the table.</summary>
    public string Plain(ColumnSpec column) => column.Kind switch
    {
        ColumnKind.Int64 when IsModern && column.IsTime => $"toUnixTimestamp64Nano(`{column.Name}`) AS `{column.Name}`",
        ColumnKind.Text when IsModern => $"CAST(`{column.Name}` AS {Maybe(column, "String")}) AS `{column.Name}`",
        _ => $"`{column.Name}`",
    };

    /// <summary>An expression for the month of a time column.</summary>
    public string Month(string column) =>
        IsModern ? $"toYYYYMM(`{column}`)" : $"toYYYYMM(toDateTime(intDiv(`{column}`, 1000000000), 'UTC'))";

    /// <summary>Settings at the end of CREATE TABLE: a part is on the disk when its insert returns, where the server can do that.</summary>
    public string TableSettings => IsModern ? " SETTINGS fsync_after_insert = 1, fsync_part_directory = 1" : "";

    /// <summary>Settings of an insert: the symbols of a batch decide how many partitions it touches, and they may be many.</summary>
    public string InsertSettings => IsModern ? "&max_partitions_per_insert_block=0" : "";

    private static string Maybe(ColumnSpec column, string type) => column.Nullable ? $"Nullable({type})" : type;
}
