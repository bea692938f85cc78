using System.Runtime.Versioning;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Ctrl-C in the middle of a load: what is there is whole, and the same load goes on.</summary>
[SupportedOSPlatform("linux")]
internal sealed class InterruptedLoadTests
{
    private const string BatchRows = "500";

    // Past what the empty tables take.
    private const long SomeBatchesBytes = 1 << 17;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("duckdb")]
    [TestCase("parquet")]
    public void Should_go_on_where_it_was_interrupted_and_equal_a_load_that_was_not(string store)
    {
        var (whole, cut) = ($"{store}:{_folder.File("whole")}", $"{store}:{_folder.File("cut")}");
        string[] load = ["load", FaultyRecording.Path, "--batch", BatchRows, "--json", "--to"];
        Verb.Run(Verb.Damaged, [.. load, whole]);

        Interrupt([.. load, cut], HasBegun(store, _folder.File("cut")));
        AssertWhole(cut, store);
        var rest = Verb.Run(Verb.Damaged, [.. load, cut]).Json();

        Assert.That(rest.GetProperty("skippedBlocks").GetInt64(), Is.Positive, "something was there");
        Assert.That(rest.GetProperty("rows").EnumerateObject().Sum(rows => rows.Value.GetInt64()), Is.Positive, "something was left");
        Assert.That(LoadedTables.Of(cut), Is.EqualTo(LoadedTables.Of(whole)));
    }

    private static void Interrupt(string[] arguments, Func<bool> hasBegun)
    {
        using var process = new PipelineProcess(arguments);
        process.WaitFor(hasBegun);
        process.Signal("INT");
        var result = process.Finish();

        Assert.That(result.ExitCode, Is.EqualTo(Verb.Interrupted), result.All);
        Assert.That(result.Output, Is.Empty, "no figures of half a load");
        Assert.That(result.Errors, Does.Contain("interrupted"));
    }

    private static Func<bool> HasBegun(string store, string path) => store == "duckdb"
        ? () => new FileInfo($"{path}.wal") is { Exists: true, Length: > SomeBatchesBytes }
        : () => Directory.Exists($"{path}/_manifest") && Directory.EnumerateFiles($"{path}/_manifest", "*.json").Take(3).Count() == 3;

    // Rows of a file have numbers from 1 on: a batch that is half there leaves a hole.
    private void AssertWhole(string address, string store)
    {
        using var connection = LoadedTables.Open(address);
        Assert.That(connection.Ask("SELECT count(*) = coalesce(max(\"row\"), 0) FROM l2_features"), Is.True);
        Assert.That(connection.Ask("SELECT count(DISTINCT (ordinal, side, price)) = count(*) FROM l2_events"), Is.True);
        if (store == "parquet")
        {
            Assert.That(Directory.EnumerateFiles(_folder.File("cut"), "*.parquet", SearchOption.AllDirectories).Count(), Is.EqualTo(CommittedFiles()));
        }
    }

    private int CommittedFiles() => Directory.EnumerateFiles(_folder.File("cut/_manifest"), "*.json")
        .Sum(path => System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("paths").GetArrayLength());
}
