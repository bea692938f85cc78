using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>The statements that make the tables, on one server or over a cluster.</summary>
/// <remarks>
/// <para>Any thread. `NAME_rows` takes rows, each with the number of the attempt that brought it (`batch`); `load_manifest_rows`
/// says which attempts are whole. The view `NAME` shows, of each block, the rows of the first attempt whose manifest line is
/// there: an attempt that was cut off is not seen, and two attempts at one block are seen once.</para>
/// <para>On a cluster `NAME_rows` is Distributed over replicated tables `NAME_rows_local`; what is small (manifest, schema) is
/// replicated to every node of every shard. Servers need the macros `shard` and `replica`, as clusters commonly have.</para>
/// <para>ReplicatedMergeTree drops an inserted block that equals an earlier one. Nothing relies on that, and nothing is lost
/// by it: `batch` makes the rows of two attempts differ.</para>
/// </remarks>
internal sealed class ClickHouseLayout(ClickHouseDialect dialect, string database, string? cluster)
{
    /// <summary>Name of the column that tells an attempt.</summary>
    public const string Batch = "batch";

    /// <summary>The manifest; its lines are LoadedBlocks.</summary>
    public static readonly TableSpec Manifest = new(
        "load_manifest", LoadPart.Records,
        [new("file", ColumnKind.Int64, false), new("part", ColumnKind.Int64, false), new("block", ColumnKind.Int64, false), new("rows", ColumnKind.Int64, false)],
        ["file", "part", "block"], null);

    private const string ManifestKey = "file, part, block";

    private string Global => cluster is null ? "" : "GLOBAL ";

    private string OnCluster => cluster is null ? "" : $" ON CLUSTER {cluster}";

    private string Local => cluster is null ? "" : "_local";

    /// <summary>Creates the database.</summary>
    public string CreateDatabase() => $"CREATE DATABASE IF NOT EXISTS {database}{OnCluster}";

    /// <summary>Where rows of <paramref name="table"/> are inserted and where they lie with those of every attempt.</summary>
    public string Rows(string table) => $"{database}.{table}_rows";

    /// <summary>The tables that hold rows themselves: what is altered, and what replicas bring up to date.</summary>
    public string LocalRows(string table) => $"{Rows(table)}{Local}";

    /// <summary>Creates what keeps the rows of a table, without its view.</summary>
    public IEnumerable<string> CreateTable(TableSpec table)
    {
        var columns = string.Join(", ", table.Columns.Select(Declare).Append($"`{Batch}` Int64"));
        yield return $"CREATE TABLE IF NOT EXISTS {LocalRows(table.Name)}{OnCluster} ({columns}) ENGINE = {Engine(LocalRows(table.Name), "{shard}/", "{replica}")}" +
            $"{Partition(table)} ORDER BY ({Key(table)}){dialect.TableSettings}";
        if (cluster is not null)
        {
            // All rows of a block go to one shard; within a shard the table itself sends them to its replicas.
            yield return $"CREATE TABLE IF NOT EXISTS {Rows(table.Name)}{OnCluster} ({columns}) ENGINE = " +
                $"Distributed({cluster}, {database}, {table.Name}_rows_local, cityHash64(file, block))";
        }
    }

    /// <summary>Creates the view under the table's own name.</summary>
    public string CreateView(TableSpec table)
    {
        var columns = string.Join(", ", table.Columns.Select(column => $"`{column.Name}`"));
        return $"CREATE VIEW IF NOT EXISTS {database}.{table.Name}{OnCluster} AS SELECT {columns} FROM {Rows(table.Name)} WHERE (file, block, batch) {Global}IN " +
            $"(SELECT file, block, min(batch) FROM {Rows(Manifest.Name)} WHERE part = {(int)table.Part} GROUP BY file, block)";
    }

    /// <summary>Drops the view.</summary>
    public string DropView(TableSpec table) => $"DROP TABLE IF EXISTS {database}.{table.Name}{OnCluster}";

    /// <summary>Creates the manifest, its view and what tells the schema.</summary>
    public IEnumerable<string> CreateLedgers()
    {
        var manifest = string.Join(", ", Manifest.Columns.Select(column => $"`{column.Name}` Int64"));
        yield return Ledger($"{Manifest.Name}_rows", $"{manifest}, `{Batch}` Int64, `loaded_at` DateTime DEFAULT now()", ManifestKey);
        yield return $"CREATE VIEW IF NOT EXISTS {database}.{Manifest.Name}{OnCluster} AS {ManifestLines("1")}";
        yield return Ledger("schema_migrations", "`version` Int64, `name` String, `checksum` String, `applied_at` DateTime DEFAULT now()", "version");
        yield return Ledger("schema_info", "`name` String, `value` String, `version` Int64", "name, version");
    }

    /// <summary>Selects the manifest's lines for which <paramref name="where"/> holds: one a file, part and block.</summary>
    public string ManifestLines(string where)
    {
        var rows = Rows(Manifest.Name);
        return $"SELECT {ManifestKey}, rows, loaded_at FROM {rows} WHERE {where} AND ({ManifestKey}, batch) IN " +
            $"(SELECT {ManifestKey}, min(batch) FROM {rows} WHERE {where} GROUP BY {ManifestKey}) LIMIT 1 BY {ManifestKey}";
    }

    /// <summary>Selects a table's rows in its order, rows that are equal in it in order of their other columns, every value as Int64, Float64 or String.</summary>
    public string Select(TableSpec table, string? where)
    {
        var order = table.Order.Concat(table.Columns.Select(column => column.Name).Except(table.Order)).Select(name => $"`{name}`");
        var rows = $"SELECT * FROM {database}.{table.Name}{(where is null ? "" : $" WHERE {where}")} ORDER BY {string.Join(", ", order)}";
        return $"SELECT {string.Join(", ", table.Columns.Select(dialect.Plain))} FROM ({rows})";
    }

    /// <summary>Adds a column to a table that exists, after the column that it follows in <paramref name="table"/>.</summary>
    public IEnumerable<string> AddColumn(TableSpec table, string name)
    {
        var at = table.IndexOf(name);
        var change = $"ADD COLUMN {Declare(table.Columns[at])} AFTER `{table.Columns[at - 1].Name}`";
        yield return $"ALTER TABLE {LocalRows(table.Name)}{OnCluster} {change}";
        if (cluster is not null)
        {
            yield return $"ALTER TABLE {Rows(table.Name)}{OnCluster} {change}";
        }
    }

    /// <summary>Selects attempts older than <paramref name="before"/> of which no row of a table is shown.</summary>
    public string HiddenBatches(TableSpec table, long before) =>
        $"SELECT DISTINCT batch FROM {Rows(table.Name)} WHERE batch < {before} AND batch {Global}NOT IN " +
        $"(SELECT min(batch) FROM {Rows(Manifest.Name)} WHERE part = {(int)table.Part} GROUP BY file, block)";

    /// <summary>Removes the rows of attempts.</summary>
    public string DeleteBatches(TableSpec table, IEnumerable<long> batches) =>
        $"ALTER TABLE {LocalRows(table.Name)}{OnCluster} DELETE WHERE batch IN ({string.Join(", ", batches)})";

    /// <summary>Removes the manifest lines of files that older attempts wrote: then the views show what later ones brought.</summary>
    public string DeleteLines(IEnumerable<long> files, long before) =>
        $"ALTER TABLE {Rows(Manifest.Name)}{OnCluster} DELETE WHERE file IN ({string.Join(", ", files)}) AND batch < {before}";

    /// <summary>The number of the last attempt that wrote manifest lines of files.</summary>
    public string LastAttempt(IEnumerable<long> files) => $"SELECT max(batch) AS last FROM {Rows(Manifest.Name)} WHERE file IN ({string.Join(", ", files)})";

    /// <summary>Counts removals of manifest lines that are not carried out yet.</summary>
    public string LinesToDelete() =>
        $"SELECT toInt64(count()) AS waiting FROM system.mutations WHERE database = '{database}' AND table = '{Manifest.Name}_rows' AND is_done = 0";

    /// <summary>Waits until a replica has what the others have; none where nothing is replicated.</summary>
    public IEnumerable<string> SyncLedgers() =>
        cluster is null ? [] : new[] { $"{Manifest.Name}_rows", "schema_migrations", "schema_info" }.Select(name => $"SYSTEM SYNC REPLICA {database}.{name}");

    /// <summary>Waits until a replica has a table's rows; none where nothing is replicated.</summary>
    public IEnumerable<string> SyncRows(TableSpec table) => cluster is null ? [] : [$"SYSTEM SYNC REPLICA {LocalRows(table.Name)}"];

    private string Declare(ColumnSpec column) => $"`{column.Name}` {dialect.Declare(column)}";

    private string Ledger(string name, string columns, string key) =>
        $"CREATE TABLE IF NOT EXISTS {database}.{name}{OnCluster} ({columns}) ENGINE = " +
        $"{Engine($"{database}.{name}", "", "{shard}-{replica}")} ORDER BY ({key}){dialect.TableSettings}";

    private string Engine(string table, string shard, string replica) =>
        cluster is null ? "MergeTree()" : $"ReplicatedMergeTree('/clickhouse/tables/{shard}{table}', '{replica}')";

    private string Partition(TableSpec table)
    {
        var parts = table.Columns.Where(column => column.Name is "market" or "symbol" && !column.Nullable).Select(column => $"`{column.Name}`").ToList();
        if (table.Time is not null && !table.Columns[table.IndexOf(table.Time)].Nullable)
        {
            parts.Add(dialect.Month(table.Time));
        }

        return parts.Count == 0 ? "" : $" PARTITION BY ({string.Join(", ", parts)})";
    }

    // A key holds no null.
    private static string Key(TableSpec table) =>
        string.Join(", ", table.Order.Where(name => !table.Columns[table.IndexOf(name)].Nullable).Select(name => $"`{name}`"));
}
