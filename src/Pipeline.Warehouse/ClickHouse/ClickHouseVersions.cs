using System.Security.Cryptography;
using System.Text;
using Pipeline.Events;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>A step of the schema: columns that a table has from this version on.</summary>
internal sealed record ClickHouseStep(string Name, string Table, IReadOnlyList<string> Columns);

/// <summary>The versions of the schema. Version 1 is every table without the columns that a later step adds.</summary>
/// <remarks>
/// Any thread. The statements depend on the server and the cluster, so a version is known by what it adds and not by its text:
/// its checksum is over names, kinds and nulls. A column that appears in a table without a step changes the checksum of
/// version 1, and databases that are there are refused instead of misread.
/// </remarks>
internal sealed class ClickHouseVersions(IReadOnlyList<TableSpec> tables, IReadOnlyList<ClickHouseStep> steps, int target)
{
    private static string[] ExecutableTargets =>
    [
        "y_ret_5s", .. FeatureSchema.ExecutableSeconds.ToArray().SelectMany(seconds => new[] { $"y_long_{seconds}s", $"y_short_{seconds}s" }), "y_ret_300s", "target_reasons_2", "mid_until_ns", "quote_until_ns",
    ];

    /// <summary>The versions of this build. Append steps; never change one.</summary>
    /// <remarks>Tables of before the market was a key are refused: a key cannot be changed in place, so their tapes are loaded anew. Pipeline time of rows
    /// that an earlier version loaded is null: it was not kept, and `load --refresh` tells it.</remarks>
    public static ClickHouseVersions Present { get; } = Of(
        WarehouseTables.All,
        new ClickHouseStep("targets_of_cost_and_barriers", "l2_features", ["y_cost", "y_tb", "valid_mask", "target_reasons"]),
        new ClickHouseStep("executable_targets", "l2_features", ExecutableTargets),
        new ClickHouseStep("pipeline_time_of_rows", "l2_features", ["ts_pipeline_ns"]),
        new ClickHouseStep("pipeline_time_of_levels", "l2_events", ["ts_pipeline_ns"]),
        new ClickHouseStep("pipeline_time_of_trades", "trades", ["ts_pipeline_ns"]),
        new ClickHouseStep("pipeline_time_of_fills", "fills", ["ts_pipeline_ns"]),
        new ClickHouseStep("pipeline_time_of_sessions", "sessions", ["first_pipeline_ns", "last_pipeline_ns"]));

    /// <summary>The version that a database is brought to.</summary>
    public int Target => target;

    /// <summary>The tables of that version.</summary>
    public IReadOnlyList<TableSpec> Tables { get; } = [.. tables.Select(table => At(table, steps, target))];

    /// <summary>The versions of tables that came to be by <paramref name="steps"/>.</summary>
    public static ClickHouseVersions Of(IReadOnlyList<TableSpec> tables, params ClickHouseStep[] steps) => new(tables, steps, steps.Length + 1);

    /// <summary>The same as they were at an earlier version.</summary>
    public ClickHouseVersions Until(int version) => new(tables, steps, version);

    /// <summary>What <paramref name="version"/> is called.</summary>
    public string NameOf(int version) => version == 1 ? "tables" : steps[version - 2].Name;

    /// <summary>The table that <paramref name="version"/> adds columns to, and those columns in the table's order.</summary>
    public (TableSpec Table, IReadOnlyList<string> Columns) Added(int version)
    {
        var step = steps[version - 2];
        var table = At(tables.Single(table => table.Name == step.Table), steps, version);
        return (table, [.. table.Columns.Select(column => column.Name).Where(step.Columns.Contains)]);
    }

    /// <summary>SHA-256 of what <paramref name="version"/> brings, hexadecimal.</summary>
    public string ChecksumOf(int version)
    {
        var text = new StringBuilder(NameOf(version));
        foreach (var table in version == 1 ? tables.Select(table => At(table, steps, 1)) : [Added(version).Table])
        {
            var columns = table.Columns.Where(column => version == 1 || Added(version).Columns.Contains(column.Name));
            text.Append($"\n{table.Name}: ").AppendJoin(", ", columns.Select(column => $"{column.Name} {column.Kind}{(column.Nullable ? "?" : "")}{(column.IsTime ? " time" : "")}"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static TableSpec At(TableSpec table, IReadOnlyList<ClickHouseStep> steps, int version)
    {
        var later = steps.Skip(version - 1).Where(step => step.Table == table.Name).SelectMany(step => step.Columns).ToHashSet();
        return later.Count == 0 ? table : table with { Columns = [.. table.Columns.Where(column => !later.Contains(column.Name))] };
    }
}
