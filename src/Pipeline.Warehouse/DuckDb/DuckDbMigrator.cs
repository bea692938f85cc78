using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Warehouse.Migrations;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Moves a DuckDB database between versions of its schema, a step a transaction, and refuses what this build does not know.</summary>
/// <remarks>One thread. Whoever is cut off between two steps goes on from the version that the database has then.</remarks>
public sealed class DuckDbMigrator(DuckDBConnection connection, string name)
{
    private const string FeatureHash = "feature_schema_hash";

    private readonly IReadOnlyList<Migration> _steps = Migration.Of("duckdb");

    /// <summary>Version of the newest schema.</summary>
    public int Newest => _steps[^1].Version;

    /// <summary>Version of the database; 0 where it has no tables yet.</summary>
    public int Current() => HasTable("schema_migrations") ? Convert.ToInt32(connection.Ask("SELECT coalesce(max(version), 0) FROM schema_migrations"), CultureInfo.InvariantCulture) : 0;

    /// <summary>Makes an empty database the newest, and checks that another one is.</summary>
    /// <param name="opening">Its feature sheet, and whether an older database is moved instead of refused.</param>
    /// <exception cref="SchemaMismatchException">It is older and may not be moved, newer than this build, or of another sheet.</exception>
    public void Prepare(StoreOpening opening)
    {
        var (hash, earlierHash) = (opening.FeatureSchemaHash, opening.EarlierHash);
        var current = Current();
        RequireKnownSteps(current);
        if (current == 0 || KeptFeatureHash() is null)
        {
            // The last step of making a database brings the hash: one without it was cut off between two steps and holds no row.
            Take(Newest, () => SetFeatureHash(hash));
        }
        else if (current < Newest && opening.Migrate)
        {
            var isEarlier = RequireFeatureHash(hash, earlierHash);
            Take(Newest, () =>
            {
                if (isEarlier)
                {
                    // The same parameters under the next version of the sheet: what its rows could not tell is null now.
                    connection.Run($"UPDATE sessions SET feature_schema_hash = '{hash:x16}' WHERE feature_schema_hash = '{earlierHash:x16}'");
                    SetFeatureHash(hash);
                }
            });
        }
        else if (current < Newest)
        {
            throw new SchemaMismatchException($"{name}: its tables have version {current}, this build's {Newest}; add --migrate to move it, or load into a new database");
        }

        if (!opening.Refresh)
        {
            RequireFeatureHash(hash);
        }
    }

    /// <summary>Rows were built anew under <paramref name="featureSchemaHash"/>: the database follows it, unless rows of another configuration are left.</summary>
    /// <exception cref="SchemaMismatchException">They are; the message names their files.</exception>
    public void RequireOneSheet(ulong featureSchemaHash)
    {
        var others = connection.List($"SELECT DISTINCT source FROM sessions WHERE feature_schema_hash <> '{featureSchemaHash:x16}' ORDER BY 1", row => row.GetString(0));
        if (others.Count > 0)
        {
            throw new SchemaMismatchException($"{name}: {string.Join(", ", others)} would still follow another feature sheet; give all its files to --refresh, or the configuration that it was begun with");
        }

        SetFeatureHash(featureSchemaHash);
    }

    /// <summary>Takes or takes back steps until the database has <paramref name="version"/>.</summary>
    /// <returns>The columns that are gone.</returns>
    public IReadOnlyList<string> MoveTo(int version)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, Newest);
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        RequireKnownSteps(Current());
        var before = Columns();
        Take(version);
        return [.. before.Except(Columns())];
    }

    private List<string> Columns() => connection.List(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index",
        row => $"{row.GetString(0)}.{row.GetString(1)}");

    // What the last step is to bring with it comes in its transaction.
    private void Take(int version, Action? withLast = null)
    {
        for (var current = Current(); current != version; current = Current())
        {
            using var transaction = connection.BeginTransaction();
            Step(current < version ? _steps[current] : _steps[current - 1], isUp: current < version);
            if (Math.Abs(version - current) == 1)
            {
                withLast?.Invoke();
            }

            transaction.Commit();
        }
    }

    private void Step(Migration step, bool isUp)
    {
        if (isUp)
        {
            connection.Run(step.Up);
            connection.Run($"INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ({step.Version}, {DuckDbSession.Literal(step.Name)}, '{step.Checksum}', now())");
        }
        else
        {
            connection.Run($"DELETE FROM schema_migrations WHERE version = {step.Version}");
            connection.Run(step.Down);
        }
    }

    private void RequireKnownSteps(int current)
    {
        if (current > Newest)
        {
            throw new SchemaMismatchException($"{name}: its tables have version {current}, newer than this build's {Newest}; use the build that wrote it");
        }

        if (current == 0)
        {
            return;
        }

        foreach (var (version, checksum) in connection.List("SELECT version, checksum FROM schema_migrations ORDER BY version", row => (row.GetInt32(0), row.GetString(1))))
        {
            if (!_steps[version - 1].Is(checksum))
            {
                throw new SchemaMismatchException($"{name}: step {version} of its schema is not this build's (checksum {checksum[..12]}, not {_steps[version - 1].Checksum[..12]}); load into a new database");
            }
        }
    }

    private void SetFeatureHash(ulong hash) =>
        connection.Run($"INSERT OR REPLACE INTO schema_info (name, value) VALUES ('{FeatureHash}', '{hash:x16}')");

    // True where the rows follow the earlier version of the same configuration's sheet.
    private bool RequireFeatureHash(ulong hash, ulong? earlierHash = null)
    {
        var kept = KeptFeatureHash();
        if (kept == hash.ToString("x16", CultureInfo.InvariantCulture))
        {
            return false;
        }

        return earlierHash is { } earlier && kept == earlier.ToString("x16", CultureInfo.InvariantCulture)
            ? true
            : throw new SchemaMismatchException($"{name}: its rows follow the feature sheet {kept}, these {hash:x16}; load with the configuration that it was begun with, or into a new database");
    }

    private string? KeptFeatureHash() =>
        HasTable("schema_info") ? (string?)connection.Ask($"SELECT value FROM schema_info WHERE name = '{FeatureHash}'") : null;

    private bool HasTable(string table) => connection.Ask($"SELECT 1 FROM duckdb_tables() WHERE table_name = '{table}'") is not null;
}
