using System.Globalization;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Makes a database's tables, brings them to this build's version, or says why it will not.</summary>
internal sealed class ClickHouseSchema(ClickHouseServer server, ClickHouseAddress address, ClickHouseLayout layout, ClickHouseVersions versions)
{
    private const string FeatureHash = "feature_schema_hash";

    private const string WayOut = "load into a new database, or use the build that made this one";

    private static readonly ColumnSpec Name = new("name", ColumnKind.Text, Nullable: false);

    /// <summary>When it returns, the tables are those of this build.</summary>
    /// <exception cref="SchemaMismatchException">They are not, and may not be changed.</exception>
    public void Open(ulong featureSchemaHash, bool migrate, CancellationToken cancellation)
    {
        var hash = featureSchemaHash.ToString("x16", CultureInfo.InvariantCulture);
        server.Run(layout.CreateDatabase(), cancellation);
        var stored = StoredVersions(cancellation);
        if (stored.Count == 0)
        {
            Create(hash, cancellation);
            return;
        }

        Check(stored);
        if (stored.Keys.Max() < versions.Target)
        {
            Upgrade(stored.Keys.Max(), hash, migrate, cancellation);
        }

        CheckHash(hash, cancellation);
    }

    // Every statement is one that may run twice: who was killed here begins again, and two may begin at once.
    private void Create(string hash, CancellationToken cancellation)
    {
        RunAll([.. versions.Tables.SelectMany(layout.CreateTable), .. layout.CreateLedgers(), .. versions.Tables.Select(layout.CreateView)], cancellation);
        NoteHash(hash, cancellation);
        Note(Enumerable.Range(1, versions.Target), cancellation);
    }

    private void Check(Dictionary<long, string> stored)
    {
        var newest = stored.Keys.Max();
        if (newest > versions.Target)
        {
            throw Mismatch($"schema version {newest}, and this build knows {versions.Target}", $"use a newer build, or load into a new database");
        }

        for (var version = 1; version <= newest; version++)
        {
            if (stored.GetValueOrDefault(version) != versions.ChecksumOf(version))
            {
                throw Mismatch($"schema version {version} with checksum {stored.GetValueOrDefault(version, "none")}, and this build's is {versions.ChecksumOf(version)}", WayOut);
            }
        }
    }

    private void Upgrade(long from, string hash, bool migrate, CancellationToken cancellation)
    {
        if (!migrate)
        {
            throw Mismatch($"schema version {from}, and this build needs {versions.Target}", "bring it up with `pipeline load --migrate`, or load into a new database");
        }

        for (var version = (int)from + 1; version <= versions.Target; version++)
        {
            var (table, columns) = versions.Added(version);
            var present = PresentColumns(table, cancellation);
            RunAll([.. columns.Where(column => !present.Contains(column)).SelectMany(column => layout.AddColumn(table, column))], cancellation);
            RunAll([layout.DropView(table), layout.CreateView(table)], cancellation);
            NoteHash(hash, cancellation);
            Note([version], cancellation);
        }
    }

    private void CheckHash(string hash, CancellationToken cancellation)
    {
        var sql = $"SELECT value FROM {address.Database}.schema_info WHERE name = '{FeatureHash}' ORDER BY version DESC LIMIT 1";
        var stored = server.ReadAll(sql, [Text("value")], cancellation)["value"].Texts.ToArray().SingleOrDefault("none");
        if (stored != hash)
        {
            throw Mismatch($"feature schema {stored}, and this build's is {hash}", WayOut);
        }
    }

    private Dictionary<long, string> StoredVersions(CancellationToken cancellation)
    {
        var tables = server.ReadAll($"SELECT name FROM system.tables WHERE database = '{address.Database}' AND name = 'schema_info'", [Name], cancellation);
        if (tables.Rows == 0)
        {
            return [];
        }

        RunAll([.. layout.SyncLedgers()], cancellation);
        var sql = $"SELECT version, any(checksum) AS checksum FROM {address.Database}.schema_migrations GROUP BY version";
        var rows = server.ReadAll(sql, [new("version", ColumnKind.Int64, Nullable: false), Text("checksum")], cancellation);
        return rows["version"].Integers.ToArray().Zip(rows["checksum"].Texts.ToArray()).ToDictionary(row => row.First, row => row.Second);
    }

    private HashSet<string> PresentColumns(TableSpec table, CancellationToken cancellation)
    {
        var name = layout.LocalRows(table.Name)[(address.Database.Length + 1)..];
        return [.. server.ReadAll($"SELECT name FROM system.columns WHERE database = '{address.Database}' AND table = '{name}'", [Name], cancellation)["name"].Texts];
    }

    // One statement, so that nobody sees the first versions without the last.
    private void Note(IEnumerable<int> added, CancellationToken cancellation)
    {
        var lines = added.Select(version => $"({version}, '{versions.NameOf(version)}', '{versions.ChecksumOf(version)}')");
        server.Run($"INSERT INTO {address.Database}.schema_migrations (version, name, checksum) VALUES {string.Join(", ", lines)}", cancellation);
    }

    private void NoteHash(string hash, CancellationToken cancellation) =>
        server.Run($"INSERT INTO {address.Database}.schema_info (name, value, version) VALUES ('{FeatureHash}', '{hash}', {versions.Target})", cancellation);

    private void RunAll(IEnumerable<string> statements, CancellationToken cancellation)
    {
        foreach (var statement in statements)
        {
            server.Run(statement, cancellation);
        }
    }

    private SchemaMismatchException Mismatch(string what, string wayOut) => new($"{address} has {what}: {wayOut}");

    private static ColumnSpec Text(string name) => new(name, ColumnKind.Text, Nullable: false);
}
