using NUnit.Framework;
using Pipeline.Research.Quality;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>A recording is what it says: packed otherwise it is the same file, and built anew it takes its own place.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class OneFileOnceTests
{
    private TemporaryFolder _folder = null!;
    private string _recording = null!;

    [SetUp]
    public void WriteRecording()
    {
        _folder = new TemporaryFolder();
        _recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
        SmallStore.Pack(_recording, _folder.File("small.gz"));
        SmallStore.Pack(_recording, _folder.File("small.zst"));
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_tell_a_tape_that_says_what_its_recording_said(string kind)
    {
        var (tape, store) = (_folder.File("small.tape"), $"{kind}:{_folder.File("both")}");
        Verb.Run(Verb.Done, "tape", "import", _recording, "--out", tape);
        var first = Verb.Run(Verb.Done, "load", _recording, "--to", store);
        var second = Verb.Run(Verb.Done, "load", tape, "--to", store);
        var again = Verb.Run(Verb.Done, "load", tape, _recording, "--to", store);

        Assert.That(first.Errors, Is.Empty);
        Assert.That(second.Errors, Does.Contain($"{tape}: each of its trades was in the store already").And.Contain("load one of them alone into a new store"));
        Assert.That(again.Errors, Is.Empty, "nothing was stored");
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_load_a_recording_once_however_it_is_packed(string kind)
    {
        var (one, three) = ($"{kind}:{_folder.File("one")}", $"{kind}:{_folder.File("three")}");
        SmallStore.Load(one, [_recording]);
        SmallStore.Load(three, [_folder.File("small.zst"), _folder.File("small.gz")]);
        var before = LoadedTables.Of(three);
        foreach (var packing in new[] { _recording, _folder.File("small.gz"), _folder.File("small.zst") })
        {
            var again = SmallStore.Load(three, [packing]);
            Assert.That(again.LoadedAlready, Is.EqualTo([packing]));
            Assert.That(again.Rows.Values, Is.All.Zero);
        }

        Assert.That(LoadedTables.Of(three), Is.EqualTo(before));
        Assert.That(before, Is.EqualTo(LoadedTables.Of(one)));
        using var connection = LoadedTables.Open(three);
        var report = QualityPass.Run(connection);
        Assert.That((report.FilesUsed, report.Duplicates), Is.EqualTo((1L, 0L)));
    }

    [Test]
    public void Should_say_of_a_command_line_load_that_a_file_was_loaded_already()
    {
        var to = $"duckdb:{_folder.File("w.duckdb")}";
        Verb.Run(Verb.Done, "load", _recording, "--to", to);

        Assert.That(Verb.Run(Verb.Done, "load", _folder.File("small.gz"), "--to", to).Output, Does.Contain($"{_folder.File("small.gz")}: loaded already"));
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_count_no_second_of_the_wall_clock_twice_and_tell_rows_that_two_files_brought(string kind)
    {
        var (first, second) = (_folder.WriteLines("first.txt", SmallRecording.Lines), _folder.WriteLines("second.txt", SmallRecording.Lines.Append("")));
        var store = $"{kind}:{_folder.File("two")}";
        SmallStore.Load(store, [first]);
        using (var alone = LoadedTables.Open(store))
        {
            Assert.That(QualityPass.Run(alone).Duplicates, Is.Zero);
        }

        SmallStore.Load(store, [second]);
        using var connection = LoadedTables.Open(store);
        var report = QualityPass.Run(connection);
        var (rows, span) = connection.List("SELECT max(rows), max(last_pipeline_ns) - min(first_pipeline_ns) FROM sessions", row => (row.GetInt64(0), row.GetInt64(1)))[0];

        Assert.That(report.FilesUsed, Is.EqualTo(2));
        Assert.That(report.Duplicates, Is.EqualTo(rows));
        Assert.That(report.Figures.WallSeconds, Is.EqualTo(span / 1e9).Within(1e-9));
        Assert.That(report.Figures.Coverage, Is.LessThanOrEqualTo(1));
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_build_the_rows_of_a_file_anew_in_their_place(string kind)
    {
        var store = $"{kind}:{_folder.File("store")}";
        var other = _folder.WriteLines("eth.txt", SmallRecording.About("ETHUSDT"));
        SmallStore.Load(store, [_recording, other]);
        var whole = LoadedTables.Of(store);

        var refreshed = SmallStore.Load(store, [_folder.File("small.zst")], SmallStore.Options with { Refresh = true });
        var again = SmallStore.Load(store, [_recording], SmallStore.Options with { Refresh = true });

        Assert.That(refreshed.Rows["l2_features"], Is.Positive.And.EqualTo(again.Rows["l2_features"]));
        Assert.That(LoadedTables.Of(store), Is.EqualTo(whole));
        Assert.That(
            () => SmallStore.Load(store, [_folder.WriteLines("absent.txt", SmallRecording.Lines.Take(1_000))], SmallStore.Options with { Refresh = true }),
            Throws.Exception.With.Message.Contains("absent.txt").And.Message.Contains("without --refresh"));
        Assert.That(LoadedTables.Of(store), Is.EqualTo(whole));
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_leave_the_old_rows_where_building_them_anew_was_cut_off(string kind)
    {
        var store = $"{kind}:{_folder.File("store")}";
        SmallStore.Load(store, [_recording]);
        var whole = LoadedTables.Of(store);
        using var stop = new CancellationTokenSource();

        using (var opened = new StoppedStore(SmallStore.Open(store, Pipeline.Warehouse.Stores.StoreOpening.For(SmallStore.Options.Features) with { Refresh = true }), 2, stop))
        {
            var loader = new Pipeline.Warehouse.Reading.Loader(opened, SmallStore.Options with { Refresh = true, RecordRows = 2_000, FeatureRows = 100 });
            var inputs = Pipeline.Warehouse.Reading.LoadInputs.Group([_recording], new Pipeline.Venues.Binance.Capture.BinanceCaptureVenue(), []);
            Assert.That(() => loader.Run(inputs, 1, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(LoadedTables.Of(store), Is.EqualTo(whole), "to whoever reads");
        Assert.That(SmallStore.Load(store, [_recording]).LoadedAlready, Is.EqualTo([_recording]), "to whoever loads");
        Assert.That(LoadedTables.Of(store), Is.EqualTo(whole));
    }

    [Test]
    public void Should_show_one_set_of_rows_at_every_step_of_taking_a_folders_rows_over()
    {
        var (folder, kept) = (_folder.File("store"), _folder.File("kept"));
        SmallStore.Load($"parquet:{folder}", [_recording]);
        var whole = LoadedTables.Of($"parquet:{folder}");
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path.Replace(folder, kept, StringComparison.Ordinal))!);
            File.Copy(path, path.Replace(folder, kept, StringComparison.Ordinal));
        }

        SmallStore.Load($"parquet:{folder}", [_recording], SmallStore.Options with { Refresh = true });
        var added = Directory.GetFiles(Path.Combine(folder, "_manifest")).Select(Path.GetFileName).ToList();
        var removed = Directory.GetFiles(Path.Combine(kept, "_manifest")).Select(Path.GetFileName).ToList();
        Assert.That(added.Intersect(removed), Is.Empty, "new rows lie beside the old ones until those are gone");

        // As a process leaves it that is killed right after the note of the replacement got its name, and after each file since.
        var note = $$"""{"removed":[{{string.Join(',', removed.Select(name => $"\"{name}\""))}}],"added":[{{string.Join(',', added.Select(name => $"{{\"name\":\"{Path.GetFileNameWithoutExtension(name)}\",\"manifest\":{File.ReadAllText(Path.Combine(folder, "_manifest", name!))}}}"))}}]}""";
        var data = Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Where(path => !File.Exists(path.Replace(folder, kept, StringComparison.Ordinal))).ToList();
        for (var published = 0; published <= data.Count; published++)
        {
            var state = _folder.File($"state-{published}");
            foreach (var path in Directory.GetFiles(kept, "*", SearchOption.AllDirectories))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path.Replace(kept, state, StringComparison.Ordinal))!);
                File.Copy(path, path.Replace(kept, state, StringComparison.Ordinal));
            }

            foreach (var (path, index) in data.Select((path, index) => (path, index)))
            {
                var target = path.Replace(folder, state, StringComparison.Ordinal);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, index < published ? target : target + ".pending");
            }

            File.WriteAllText(Path.Combine(state, "_replacement.json"), note);

            Assert.That(LoadedTables.Of($"parquet:{state}"), Is.EqualTo(whole), $"read with {published} files published");
            Assert.That(SmallStore.Load($"parquet:{state}", [_recording]).LoadedAlready, Is.EqualTo([_recording]));
            Assert.That(LoadedTables.Of($"parquet:{state}"), Is.EqualTo(whole), $"after recovery with {published} files published");
            Assert.That(File.Exists(Path.Combine(state, "_replacement.json")), Is.False);
        }
    }

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_follow_another_configuration_only_once_all_its_files_do(string kind)
    {
        var store = $"{kind}:{_folder.File("store")}";
        var other = _folder.WriteLines("eth.txt", SmallRecording.About("ETHUSDT"));
        var anew = SmallStore.Options with { Features = SmallStore.Fees(1), Refresh = true };
        SmallStore.Load(store, [_recording, other]);
        var before = LoadedTables.Of(store);

        Assert.That(() => SmallStore.Load(store, [_recording], anew with { Refresh = false }), Throws.TypeOf<Pipeline.Warehouse.Stores.SchemaMismatchException>());
        Assert.That(() => SmallStore.Load(store, [_recording], anew), Throws.TypeOf<Pipeline.Warehouse.Stores.SchemaMismatchException>().With.Message.Contains("--refresh"));
        Assert.That(LoadedTables.Of(store), Is.EqualTo(before), "half of it is none of it");
        SmallStore.Load(store, [_recording, other], anew);

        Assert.That(SmallStore.Load(store, [_recording], anew with { Refresh = false }).LoadedAlready, Is.EqualTo([_recording]));
        using var connection = LoadedTables.Open(store);
        Assert.That(connection.Ask("SELECT count(DISTINCT feature_schema_hash) FROM sessions"), Is.EqualTo(1L));
    }
}
