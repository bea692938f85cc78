using System.Runtime.Versioning;
using System.Text.Json;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Research.Quality;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Migrations;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Stores of every earlier version, moved to the present one and held against a load by it.</summary>
[Parallelizable(ParallelScope.Self)]
[SupportedOSPlatform("linux")]
internal sealed class MigrationTests
{
    // The version whose rows follow the sheet as it is now.
    private const int SecondSheet = 3;

    // What earlier rows cannot tell: what the sheet defines otherwise now, and every target.
    private static readonly string[] Unknown = [.. SheetChange.Values.Keys.Concat(SheetChange.Added.Select(column => column.Name)).Select(name => $"l2_features.{name}:")];

    private static readonly string[] Added = ["y_cost", "y_tb", "valid_mask", "target_reasons", .. SheetChange.Added.Select(column => column.Name)];

    private static readonly IReadOnlyList<Migration> Steps = Migration.Of("duckdb");

    private TemporaryFolder _folder = null!;
    private string _recording = null!;
    private string _fresh = null!;

    private static IEnumerable<int> Earlier => Enumerable.Range(1, Steps.Count - 1);

    [OneTimeSetUp]
    public void LoadByThisVersion()
    {
        _folder = new TemporaryFolder();
        _fresh = _folder.File("fresh.duckdb");
        _recording = _folder.File("half-an-hour.zst");
        Verb.Run(Verb.Done, "simulate", "--recording", _recording, "--hours", "0.5", "--rows", "4000", "--gaps", "2", "--seed", "3");
        Verb.Run(Verb.Damaged, "load", _recording, "--to", $"duckdb:{_fresh}");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Earlier))]
    public void Should_bring_an_earlier_database_to_what_a_load_by_this_version_holds(int version)
    {
        var path = _folder.File($"version-{version}.duckdb");
        MakeEarlier(path, version);

        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate");

        Assert.That(Form(path), Is.EqualTo(Form(_fresh)));
        Assert.That(Known($"duckdb:{path}"), Is.EqualTo(Known($"duckdb:{_fresh}")));
        if (version >= SecondSheet)
        {
            Assert.That(LoadedTables.Of($"duckdb:{path}"), Is.EqualTo(LoadedTables.Of($"duckdb:{_fresh}")), "rows of the present sheet stay what they are");
            return;
        }

        using var connection = DuckDbSession.Open(path);
        Assert.That(connection.Ask("SELECT count(DISTINCT valid_mask) FROM l2_features"), Is.GreaterThan(50));
        Assert.That(connection.Ask($"SELECT {string.Join(" + ", QualityTarget.All.Select(target => $"count({target.Name})"))} FROM l2_features"), Is.Zero, "no target was computed by SQL");
        Assert.That(Reasons(connection), Is.EqualTo(QualityTarget.All.Select(target => $"{target.Name}: null with 15, there with 0")));
    }

    [TestCase(10, true)]
    [TestCase(1, false)]
    public void Should_cross_from_the_sheets_first_version_under_the_same_parameters_alone(double fees, bool isSame)
    {
        var path = _folder.File($"sheet-{fees}.duckdb");
        MakeEarlier(path, 2);
        var earlier = $"{EarlierSheet.HashOf(SmallStore.Fees(fees)):x16}";
        using (var connection = DuckDbSession.Open(path))
        {
            connection.Run($"UPDATE schema_info SET value = '{earlier}' WHERE name = 'feature_schema_hash'; UPDATE sessions SET feature_schema_hash = '{earlier}'");
        }

        var result = Verb.Run(isSame ? Verb.Done : Verb.Unusable, "load", "--to", $"duckdb:{path}", "--migrate");

        Assert.That(result.Errors, isSame ? Is.Empty : Does.Contain(earlier));
        using var moved = DuckDbSession.Open(path);
        Assert.That(moved.Ask("SELECT min(feature_schema_hash) FROM sessions"), Is.EqualTo(isSame ? $"{Events.FeatureSchema.Hash:x16}" : earlier));
        Assert.That(moved.Ask("SELECT value FROM schema_info WHERE name = 'feature_schema_hash'"), Is.EqualTo(isSame ? $"{Events.FeatureSchema.Hash:x16}" : earlier));
    }

    [Test]
    public void Should_take_out_a_file_whose_load_was_cut_off_and_make_one_row_of_a_fill()
    {
        var path = _folder.File("cut-off.duckdb");
        MakeEarlier(path, 2);
        using (var connection = DuckDbSession.Open(path))
        {
            connection.Run("INSERT INTO l2_events (file, block, symbol) VALUES (77, 0, 'BTCUSDT'); INSERT INTO load_manifest VALUES (77, 0, 0, 1, now())");
            connection.Run("INSERT INTO fills (file, block, symbol, trade_id, side, price, size, fee) SELECT file, 0, symbol, 5, 'buy', 100, 2, 0 FROM sessions UNION ALL SELECT file, 0, symbol, 5, 'buy', 0, 0, 0.25 FROM sessions");
        }

        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate");

        using var moved = DuckDbSession.Open(path);
        Assert.That(moved.Ask("SELECT count(*) FROM l2_events WHERE file = 77"), Is.Zero);
        Assert.That(moved.Ask("SELECT count(*) FROM load_manifest WHERE file = 77"), Is.Zero);
        Assert.That(moved.List("SELECT market, trade_id, price, fee FROM fills", row => (row.GetString(0), row.GetInt64(1), row.GetDouble(2), row.GetDouble(3))), Is.EqualTo(new[] { ("usdm", 5L, 100.0, 0.25) }));
    }

    [Test]
    public void Should_say_what_a_move_to_an_earlier_version_drops()
    {
        var path = _folder.File("down.duckdb");
        File.Copy(_fresh, path);

        var moved = Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate", "1");

        Assert.That(moved.Errors, Does.Contain("l2_features.y_tb").And.Contain("trades.market").And.Contain("--refresh"));
    }

    [Test]
    public void Should_bring_back_by_refresh_what_a_migration_could_not_tell()
    {
        var path = _folder.File("refreshed.duckdb");
        MakeEarlier(path, 1);
        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate");

        Verb.Run(Verb.Damaged, "load", "--refresh", _recording, "--to", $"duckdb:{path}");

        Assert.That(LoadedTables.Of($"duckdb:{path}"), Is.EqualTo(LoadedTables.Of($"duckdb:{_fresh}")));
    }

    [TestCase("UPDATE sessions SET reordered = 1")]
    [TestCase("INSERT INTO rejects (file, block, source, reason) SELECT file, 0, source, 'the receive time is off by 86400 s; the message was used and moved no time' FROM sessions")]
    public void Should_leave_pipeline_time_unknown_where_the_clock_did_not_run_steadily_until_it_is_built_anew(string unsteady)
    {
        var path = _folder.File($"{TestContext.CurrentContext.Test.ID}.duckdb");
        MakeEarlier(path, 3);
        using (var connection = DuckDbSession.Open(path))
        {
            connection.Run(unsteady);
        }

        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate");

        using (var connection = DuckDbSession.Open(path))
        {
            Assert.That(connection.Ask("SELECT count(ts_pipeline_ns) FROM l2_features"), Is.Zero);
            Assert.That(connection.Ask("SELECT count(last_pipeline_ns) FROM sessions"), Is.Zero);
        }

        Assert.That(Verb.Run(Verb.Unusable, "quality", $"duckdb:{path}").Errors, Does.Contain(_recording).And.Contain("--refresh"));
        Verb.Run(Verb.Damaged, "load", "--refresh", _recording, "--to", $"duckdb:{path}");

        Assert.That(LoadedTables.Of($"duckdb:{path}"), Is.EqualTo(LoadedTables.Of($"duckdb:{_fresh}")));
    }

    [TestCaseSource(nameof(Earlier))]
    public void Should_take_back_its_steps_one_by_one(int version)
    {
        var (path, earlier) = (_folder.File($"back-{version}.duckdb"), _folder.File($"made-{version}.duckdb"));
        File.Copy(_fresh, path);
        MakeEarlier(earlier, version);

        Verb.Run(Verb.Done, "load", "--to", $"duckdb:{path}", "--migrate", $"{version}");

        Assert.That(Form(path), Is.EqualTo(Form(earlier)));
        Assert.That(Values(path, version), Is.EqualTo(Values(earlier, version)));
    }

    [TestCase("INSERT INTO schema_migrations VALUES (99, 'later', 'x', now())", "newer than this build's")]
    [TestCase("UPDATE schema_migrations SET checksum = repeat('0', 64) WHERE version = 1", "step 1 of its schema is not this build's (checksum 000000000000")]
    [TestCase("UPDATE schema_info SET value = '00000000000000ff'", "follow the feature sheet 00000000000000ff")]
    public void Should_refuse_a_database_that_this_build_did_not_make_and_leave_it_alone(string change, string words)
    {
        var path = _folder.File($"{TestContext.CurrentContext.Test.ID}.duckdb");
        File.Copy(_fresh, path);
        using (var connection = DuckDbSession.Open(path))
        {
            connection.Run(change);
        }

        var before = Form(path);
        var refused = Verb.Run(Verb.Unusable, "load", _recording, "--to", $"duckdb:{path}", "--migrate");

        Assert.That(refused.Errors, Does.Contain(path).And.Contain(words));
        Assert.That(Form(path), Is.EqualTo(before));
    }

    [Test]
    public void Should_write_the_files_of_an_earlier_folder_anew_with_nulls_for_what_they_cannot_tell()
    {
        var folder = _folder.File("rows");
        Verb.Run(Verb.Damaged, "load", _recording, "--to", $"parquet:{folder}");
        var before = Known($"parquet:{folder}");
        MakeEarlier(folder);

        var refused = Verb.Run(Verb.Unusable, "quality", $"parquet:{folder}");
        Verb.Run(Verb.Done, "load", "--to", $"parquet:{folder}", "--migrate");

        Assert.That(refused.Errors, Does.Contain("version 1").And.Contain("--migrate"));
        Assert.That(Known($"parquet:{folder}"), Is.EqualTo(before));
        Assert.That(Verb.Json(Verb.Damaged, "quality", $"parquet:{folder}").GetProperty("rows").GetInt64(), Is.EqualTo(4_000));

        Verb.Run(Verb.Damaged, "load", FaultyRecording.Path, "--to", $"parquet:{folder}");

        Assert.That(
            Verb.Row("select count(*), count(valid_mask), count(*) filter (valid_mask is null) from l2_features", "--from", $"parquet:{folder}").Select(value => value.GetInt64()),
            Is.EqualTo([5_849, 1_849, 4_000]), "files of both versions");
    }

    // The tables as that version's own statements make them, filled with what this version loaded of their columns.
    private void MakeEarlier(string path, int version)
    {
        using var connection = DuckDbSession.Open(path);
        new DuckDbMigrator(connection, path).MoveTo(version);
        connection.Run($"ATTACH {DuckDbSession.Literal(_fresh)} AS fresh (READ_ONLY)");
        foreach (var table in Tables(connection).Except(["schema_migrations"]))
        {
            var columns = string.Join(", ", connection.List($"SELECT column_name FROM duckdb_columns() WHERE table_name = '{table}' AND database_name = current_database()", row => $"\"{row.GetString(0)}\""));
            connection.Run($"INSERT INTO {table} ({columns}) SELECT {columns} FROM fresh.{table}");
        }
    }

    private static void MakeEarlier(string folder)
    {
        using var connection = DuckDbSession.Open(null);
        foreach (var file in Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories))
        {
            var lacking = file.Contains("l2_features", StringComparison.Ordinal) ? Added.Append("market") : file.Contains("sessions", StringComparison.Ordinal) ? [] : ["market"];
            var without = lacking.Any() ? $" EXCLUDE ({string.Join(", ", lacking)})" : "";
            connection.Run($"COPY (SELECT *{without} FROM read_parquet({DuckDbSession.Literal(file)}, hive_partitioning = false)) TO {DuckDbSession.Literal(file + ".new")} (FORMAT parquet)");
            File.Move(file + ".new", file, overwrite: true);
        }

        var notes = Path.Combine(folder, "_warehouse.json");
        var hash = JsonDocument.Parse(File.ReadAllText(notes)).RootElement.GetProperty("featureSchemaHash").GetString();
        File.WriteAllText(notes, $$"""{"schemaVersion":1,"featureSchemaHash":"{{hash}}"}""");
    }

    private static List<string> Tables(DuckDBConnection connection) =>
        connection.List("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() ORDER BY 1", row => row.GetString(0));

    private static List<string> Form(string path)
    {
        using var connection = DuckDbSession.Open(path);
        return
        [
            .. connection.List("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index", row => $"{row.GetString(0)}.{row.GetString(1)} {row.GetString(2)}"),
            .. connection.List("SELECT version, name, checksum FROM schema_migrations ORDER BY 1", row => $"{row.GetInt64(0)} {row.GetString(1)} {row.GetString(2)}"),
        ];
    }

    private static List<string> Values(string path, int version)
    {
        using var connection = DuckDbSession.Open(path);
        return [.. Tables(connection).Except(["schema_migrations"]).Select(table => $"{table} {version} {connection.Ask($"SELECT bit_xor(hash(t)) FROM {table} t")}")];
    }

    private static IReadOnlyList<string> Known(string address) =>
        [.. LoadedTables.Of(address).Where(line => !Unknown.Any(name => line.StartsWith(name, StringComparison.Ordinal)))];

    private static IEnumerable<string> Reasons(DuckDBConnection connection) => QualityTarget.All.Select((target, index) =>
    {
        var (column, shift) = QualityTarget.PlaceOf(index);
        var reason = $"({column} >> {shift}) & 15";
        var (absent, present) = connection.List(
            $"SELECT coalesce(string_agg(DISTINCT {reason}) FILTER ({target.Name} IS NULL), '15'), coalesce(string_agg(DISTINCT {reason}) FILTER ({target.Name} IS NOT NULL), '0') FROM l2_features",
            row => (row.GetString(0), row.GetString(1)))[0];
        return $"{target.Name}: null with {absent}, there with {present}";
    });
}
