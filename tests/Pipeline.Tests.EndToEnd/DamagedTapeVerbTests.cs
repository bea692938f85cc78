using NUnit.Framework;
using Pipeline.Journal;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>Every verb that reads a tape, over a whole one and over each kind of damage: exit code, and one line a defect on standard error.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class DamagedTapeVerbTests
{
    private const string Sets = "sets";

    // Of a DuckDB file: three headers, then blocks.
    private const int FirstBlock = (3 * 4096) + 1_000;
    private const int BlockStep = 1 << 18;

    private readonly TemporaryFolder _folder = new();
    private byte[] _tape = [];
    private List<long> _borders = [];

    // The first block holds the snapshot: without it there would be no row to tell of.
    private long InLastBlock => (_borders[^2] + _borders[^1]) / 2;

    [OneTimeSetUp]
    public void WriteTape()
    {
        var whole = _folder.File("source.tape");
        Verb.Run(Verb.Done, "replay", _folder.WriteLines("small.txt", RecordedLines.Read(FaultyRecording.Path).Take(4_300)), "--journal", whole);
        _tape = File.ReadAllBytes(whole);
        using var reader = TapeReader.Open(whole, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            _borders.Add(reader.Progress.Read);
        }

        Assert.That(_borders, Has.Count.GreaterThan(1), "several blocks");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_exit_with_0_and_say_nothing_over_a_whole_tape() => Check("whole", _tape, Verb.Done, Verb.Done);

    [Test]
    public void Should_tell_of_a_tape_that_ends_in_the_middle_of_a_block() =>
        Check("middle", _tape[..(int)InLastBlock], Verb.Damaged, Verb.CheckFailed);

    [Test]
    public void Should_tell_of_a_tape_that_ends_exactly_between_two_blocks() =>
        Check("border", _tape[..(int)_borders[^2]], Verb.Damaged, Verb.CheckFailed);

    [Test]
    public void Should_tell_of_a_tape_without_its_seal() =>
        Check("unsealed", _tape[..(int)_borders[^1]], Verb.Damaged, Verb.CheckFailed);

    [Test]
    public void Should_tell_of_one_bit_that_was_turned()
    {
        var tape = (byte[])_tape.Clone();
        tape[InLastBlock] ^= 1;
        Check("flipped", tape, Verb.Damaged, Verb.CheckFailed);
    }

    [Test]
    public void Should_repair_what_can_be_read_and_say_what_was_lost()
    {
        var damaged = (byte[])_tape.Clone();
        damaged[InLastBlock] ^= 1;
        var tape = _folder.WriteBytes("repaired.tape", damaged);
        var (elsewhere, whole) = (_folder.File("elsewhere.tape"), _folder.WriteBytes("sound.tape", _tape));
        var apart = Verb.Json(Verb.Damaged, "tape", "repair", tape, "--out", elsewhere);

        Assert.That(File.ReadAllBytes(tape), Is.EqualTo(damaged), "with another place for the result the original stays in its own");
        Assert.That(apart.GetProperty("recordsKept").GetInt64(), Is.Positive);
        Assert.That((apart.GetProperty("holes").GetInt64(), apart.GetProperty("lost").GetArrayLength()), Is.EqualTo((1L, 1)));
        Assert.That(apart.GetProperty("blocksKept").GetInt64(), Is.EqualTo(_borders.Count - 1));
        var verified = Verb.Json(Verb.Done, "tape", "verify", elsewhere);
        Assert.That((verified.GetProperty("ok").GetBoolean(), verified.GetProperty("sealed").GetBoolean(), verified.GetProperty("holes").GetInt64()), Is.EqualTo((true, true, 1L)));
        Assert.That(verified.GetProperty("records").GetInt64(), Is.EqualTo(apart.GetProperty("recordsKept").GetInt64()));

        Verb.Run(Verb.Damaged, "tape", "repair", tape);
        Assert.That(File.ReadAllBytes(tape + ".damaged"), Is.EqualTo(damaged), "set aside, not deleted");
        Verb.Run(Verb.Done, "tape", "verify", tape);
        Assert.That(Verb.Json(Verb.Done, "tape", "repair", whole).GetProperty("sound").GetBoolean(), Is.True);
        Assert.That(File.ReadAllBytes(whole), Is.EqualTo(_tape));
        Verb.Run(Verb.Unusable, "tape", "repair", _folder.WriteBytes("noise.tape", [.. Enumerable.Range(0, 9_000).Select(i => (byte)(i * 31))]));
        Verb.Run(Verb.Usage, "tape", "repair", tape, "--out", whole);
    }

    [Test]
    public void Should_never_let_what_a_writer_without_a_tail_left_pass_for_the_whole()
    {
        var open = _folder.WriteBytes("cutoff.tape.open", _tape[..(int)_borders[^2]]);
        var tape = open[..^".open".Length];
        var repaired = Verb.Run(Verb.Damaged, "tape", "repair", tape, "--json");
        var kept = repaired.Json().GetProperty("recordsKept").GetInt64();
        Assert.That(repaired.Errors, Does.Contain($"cut off after record {kept - 1}"));
        Assert.That(Verb.Json(Verb.Done, "tape", "verify", tape).GetProperty("holes").GetInt64(), Is.EqualTo(1));
        Verb.Run(Verb.Damaged, "replay", tape);
    }

    [Test]
    public void Should_not_complete_the_rows_of_a_tape_that_was_loaded_when_it_was_cut_short()
    {
        var store = $"duckdb:{_folder.File("completed.duckdb")}";
        Verb.Run(Verb.Damaged, "load", _folder.WriteBytes("completed.tape", _tape[..(int)_borders[^2]]), "--to", store);
        var whole = _folder.WriteBytes("completed.tape", _tape);
        Assert.That(Verb.Run(Verb.Unusable, "load", whole, "--to", store).Errors, Does.Contain("load into a new store"));
    }

    [Test]
    public void Should_exit_with_4_and_say_what_to_do_where_a_database_is_damaged()
    {
        var tape = _folder.WriteBytes("stored.tape", _tape);
        var store = _folder.File("stored.duckdb");
        Verb.Run(Verb.Done, "load", tape, "--to", $"duckdb:{store}");
        var whole = File.ReadAllBytes(store);
        var failures = 0;
        for (var at = FirstBlock; at < whole.Length; at += Math.Max(BlockStep, whole.Length / 6 / BlockStep * BlockStep))
        {
            var bytes = (byte[])whole.Clone();
            bytes.AsSpan(at, 64).Fill(0x55);
            File.WriteAllBytes(store, bytes);
            string[][] verbs = [["quality", $"duckdb:{store}"], ["sql", "select count(*), sum(mid) from l2_features", "--from", $"duckdb:{store}"]];
            foreach (var result in verbs.Select(PipelineProcess.Run))
            {
                Assert.That(result.ExitCode, Is.EqualTo(Verb.Done).Or.EqualTo(Verb.Unusable), $"byte {at}: {result.All}");
                Assert.That(result.Errors, result.ExitCode == Verb.Done ? Is.Empty : Does.StartWith("pipeline: ").And.Contain("pipeline load"));
                failures += result.ExitCode == Verb.Unusable ? 1 : 0;
            }
        }

        Assert.That(failures, Is.Positive);
    }

    /// <summary>Every verb over <paramref name="tape"/>; `tape verify` is a check and has an exit code of its own, as `verify` may have.</summary>
    private void Check(string name, byte[] tape, int exitCode, int checkExitCode)
    {
        var path = _folder.WriteBytes($"{name}.tape", tape);
        var set = _folder.File($"{name}.yaml");
        File.WriteAllText(set, $"source: {path}\nsymbols: [BTCUSDT]\ncolumns: [mid]\nout: {_folder.File(Sets + name)}\n");
        foreach (var verb in new string[][]
        {
            ["replay", path, "--json"],
            ["tape", "info", path],
            ["tape", "cat", path],
            ["load", path, "--to", $"duckdb:{_folder.File(name + ".duckdb")}"],
            ["sql", $"select count(*) from tape('{path}')"],
            ["quality", path],
            ["plot", path, "--kind", "microstructure", "--out", _folder.File($"{name}.png")],
            ["dataset", "build", "--config", set],
            ["lineage", "scan", path, "--folder", _folder.File("lineage" + name)],
        })
        {
            AssertTold(verb, path, exitCode, [exitCode]);
        }

        AssertTold(["tape", "verify", path, "--json"], path, exitCode, [checkExitCode]);
        AssertTold(["verify", path], path, exitCode, [exitCode, checkExitCode]);
    }

    private static void AssertTold(string[] verb, string path, int exitCode, int[] allowed)
    {
        var result = PipelineProcess.Run(verb);
        var lines = result.Errors.Split('\n').Count(line => line.StartsWith($"pipeline: damaged: {path}", StringComparison.Ordinal));
        Assert.That(allowed, Does.Contain(result.ExitCode), $"{string.Join(' ', verb)}: {result.All}");
        Assert.That(lines, exitCode == Verb.Done ? Is.Zero : Is.Positive, $"{string.Join(' ', verb)}: {result.All}");
    }
}
