using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Warehouse.Migrations;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Moves a DuckDB database between versions of its schema, all steps in one transaction, and refuses what this build does not know.</summary>
/// <remarks>One thread.</remarks>
public sealed class DuckDbMigrator(DuckDBConnection connection, string name)
{
    private const string FeatureHash = "feature_schema_hash";

    private readonly IReadOnlyList<Migration> _steps = Migration.Of("duckdb");

    /// <summary>Version of the newest schema.</summary>
    public int Newest => _steps[^1].Version;

    /// <summary>Version of the database; 0 where it has no tables yet.</summary>
    public int Current() => HasTable("schema_migrations") ? Convert.ToInt32(connection.Ask("SELECT coalesce(max(version), 0) FROM schema_migrations"), CultureInfo.InvariantCulture) : 0;

    /// <summary>Makes an empty database the newest, and checks that another one is.</summary>
    /// <param name="featureSchemaHash">Hash of the feature sheet that rows will have.</param>
    /// <param name="migrate">Whether an older one is moved instead of refused.</param>
    /// <exception cref="SchemaMismatchException">It is older and may not be moved, newer than this build, or of another sheet.</exception>
    public void Prepare(ulong featureSchemaHash, bool migrate)
    {
        var current = Current();
        RequireKnownSteps(current);
        if (current == 0 || (current < Newest && migrate))
        {
            using var transaction = connection.BeginTransaction();
            Take(Newest);
            SetFeatureHash(featureSchemaHash);
            transaction.Commit();
        }
        else if (current < Newest)
        {
            throw new SchemaMismatchException($"{name}: its tables have version {current}, this build's {Newest}; add --migrate to move it, or load into a new database");
        }

        RequireFeatureHash(featureSchemaHash);
    }

    /// <summary>Takes or takes back steps until the database has <paramref name="version"/>: all of them or none.</summary>
    public void MoveTo(int version)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, Newest);
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        using var transaction = connection.BeginTransaction();
        Take(version);
        transaction.Commit();
    }

    private void Take(int version)
    {
        for (var current = Current(); current != version; current = Current())
        {
            Step(current < version ? _steps[current] : _steps[current - 1], isUp: current < version);
        }
    }

    private void Step(Migration step, bool isUp)
    {
        if (isUp)
        {
            connection.Run(step.Up);
            connection.Run($"INSERT INTO schema_migrations VALUES ({step.Version}, {DuckDbSession.Literal(step.Name)}, '{step.Checksum}', now())");
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
            if (_steps[version - 1].Checksum != checksum)
            {
                throw new SchemaMismatchException($"{name}: step {version} of its schema is not this build's (checksum {checksum[..12]}, not {_steps[version - 1].Checksum[..12]}); load into a new database");
            }
        }
    }

    private void SetFeatureHash(ulong hash) =>
        connection.Run($"INSERT OR REPLACE INTO schema_info VALUES ('{FeatureHash}', '{hash:x16}')");

    private void RequireFeatureHash(ulong hash)
    {
        var kept = (string?)connection.Ask($"SELECT value FROM schema_info WHERE name = '{FeatureHash}'");
        if (kept != hash.ToString("x16", CultureInfo.InvariantCulture))
        {
            throw new SchemaMismatchException($"{name}: its rows follow the feature sheet {kept}, these {hash:x16}; load with the configuration that it was begun with, or into a new database");
        }
    }

    private bool HasTable(string table) => connection.Ask($"SELECT 1 FROM duckdb_tables() WHERE table_name = '{table}'") is not null;
}
