using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>`tape`, `verify` and `doctor` as a user runs them.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Should_import_inspect_print_and_verify_a_tape()
    {
        var tape = Import();
        var info = PipelineProcess.Run("tape", "info", tape, "--json").Json();
        var verified = PipelineProcess.Run("tape", "verify", tape, "--json");
        var lines = PipelineProcess.Run("tape", "cat", tape).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(info.GetProperty("isSealed").GetBoolean(), Is.True);
        Assert.That(verified.ExitCode, Is.Zero, verified.All);
        Assert.That(verified.Json().GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(lines, Has.Length.EqualTo(info.GetProperty("records").GetInt64()));
        Assert.That(lines.Count(line => Kind(line) == "DepthUpdate"), Is.EqualTo(verified.Json().GetProperty("recordsOfKind").GetProperty("DepthUpdate").GetInt64()));
    }

    [Test]
    public void Should_print_decisions_with_what_the_simulated_exchange_said()
    {
        var tape = Import();
        var replayed = PipelineProcess.Run("replay", tape, "--json").Json();
        var lines = PipelineProcess.Run("tape", "cat", tape, "--decisions").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();

        var fills = entries.SelectMany(entry => entry.GetProperty("outcomes").EnumerateArray()).Count(outcome => outcome.GetProperty("kind").GetString() == "Fill");
        var refused = entries.SelectMany(entry => entry.GetProperty("intents").EnumerateArray()).Count(intent => intent.GetProperty("verdict").GetString() != "Accepted");
        Assert.That(fills, Is.EqualTo(replayed.GetProperty("fills").GetInt32()));
        Assert.That(refused, Is.EqualTo(replayed.GetProperty("rejects").EnumerateObject().Sum(reason => reason.Value.GetInt32())));
        Assert.That(entries[^1].GetProperty("decisionHash").GetString(), Is.EqualTo(replayed.GetProperty("decisionHash").GetString()));
    }

    [Test]
    public void Should_say_that_a_damaged_tape_fails_its_check()
    {
        var tape = Import();
        var bytes = File.ReadAllBytes(tape);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(tape, bytes);
        var result = PipelineProcess.Run("tape", "verify", tape, "--json");

        Assert.That(result.ExitCode, Is.EqualTo(5), result.All);
        Assert.That(result.Json().GetProperty("defects").EnumerateArray().First().GetString(), Does.Contain(Path.GetFileName(tape)));
    }

    [Test]
    public void Should_look_at_the_machine_and_say_what_to_do()
    {
        var result = PipelineProcess.Run("doctor", "--json");
        var findings = result.Json().GetProperty("findings").EnumerateArray().ToList();

        Assert.That(result.ExitCode, Is.AnyOf(0, 5), result.All);
        Assert.That(findings.Where(finding => finding.GetProperty("status").GetString() != "Ok" && finding.GetProperty("advice").GetString()!.Length == 0), Is.Empty);
        Assert.That(findings.Count, Is.GreaterThanOrEqualTo(7), "cores, isolation, governor, clock source, huge pages, GC, SIMD width");
    }

    [Test]
    public void Should_read_a_packed_recording_from_standard_input()
    {
        var expected = PipelineProcess.Run("replay", FaultyRecording.Path, "--json").Json();
        var piped = PipelineProcess.RunWithInput(File.ReadAllBytes(FaultyRecording.Path), "replay", "-", "--json");

        Assert.That(piped.ExitCode, Is.EqualTo(PipelineProcess.Run("replay", FaultyRecording.Path).ExitCode), piped.All);
        Assert.That(piped.Json().GetProperty("decisionHash").GetString(), Is.EqualTo(expected.GetProperty("decisionHash").GetString()));
    }

    [Test]
    public void Should_leave_no_tape_of_a_run_that_should_not_have_begun()
    {
        string[] lines = [.. SmallRecording.Lines, SmallRecording.Lines[^1].Replace("BTCUSDT", "ETHUSDT", StringComparison.Ordinal)];
        var result = PipelineProcess.Run("replay", _folder.WriteLines("two.txt", lines), "--journal", _folder.File("two.tape"));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.All);
        Assert.That(Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "two.txt" }));
    }

    [Test]
    public void Should_say_what_a_strategy_that_cannot_be_made_threw()
    {
        var type = $"{typeof(UnmakeableStrategy).Assembly.Location}#{typeof(UnmakeableStrategy).FullName}";
        var result = PipelineProcess.Run("replay", _folder.WriteLines("small.txt", SmallRecording.Lines), "--strategy", type);

        Assert.That(result.ExitCode, Is.EqualTo(2), result.All);
        Assert.That(result.Errors, Does.Contain("no licence"));
    }

    [Test]
    public void Should_find_a_replayed_tape_equal_in_every_event_and_still_tell_what_its_recording_lost()
    {
        var tape = Import();
        var result = PipelineProcess.Run("verify", tape, "--json");
        var json = result.Json();

        Assert.That(result.ExitCode, Is.EqualTo(PipelineProcess.Run("replay", tape).ExitCode).And.EqualTo(3), result.All);
        Assert.That(result.Errors, Does.Contain("diffs or snapshots that could not be decoded: 1; the book lacks them"));
        Assert.That(json.GetProperty("events").GetInt64(), Is.EqualTo(PipelineProcess.Run("tape", "verify", tape, "--json").Json().GetProperty("decisions").GetInt64()).And.Positive);
        Assert.That(json.GetProperty("equal").GetInt64(), Is.EqualTo(json.GetProperty("events").GetInt64()));
        Assert.That(json.GetProperty("firstDifference").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Change("features", "rowHash", 300, (TapeCopy.Entry entry) => entry.Decision.RowHash ^= 1);
        yield return Change("inference", "scoreBits", 301, (TapeCopy.Entry entry) => entry.Decision.ScoreBits ^= 1);
        yield return Change("book", "bookHash", 10, (TapeCopy.Entry entry) => entry.Decision.BookHash ^= 1);
        yield return Change("risk", "decisionHash", 400, (TapeCopy.Entry entry) => entry.Decision.Verdict.DecisionHash ^= 1);
        yield return Change("strategy", "positionLots", 500, (TapeCopy.Entry entry) => entry.Decision.Decision.PositionLots++);

        static TestCaseData Change(string stage, string field, int place, Action<TapeCopy.Entry> change) =>
            new TestCaseData(stage, field, place, change).SetArgDisplayNames(stage, field);
    }

    [TestCaseSource(nameof(Changes))]
    public void Should_name_the_first_difference(string stage, string field, int place, Action<TapeCopy.Entry> change)
    {
        var (changed, ordinal) = TapeCopy.Of(Import(), _folder.File("changed.tape"), place, change);
        var result = PipelineProcess.Run("verify", changed, "--json");
        var first = result.Json().GetProperty("firstDifference");

        Assert.That(result.ExitCode, Is.EqualTo(5), result.All);
        Assert.That((first.GetProperty("stage").GetString(), first.GetProperty("field").GetString()), Is.EqualTo((stage, field)), result.All);
        Assert.That(first.GetProperty("record").GetInt64(), Is.EqualTo(ordinal));
        Assert.That(result.Json().GetProperty("equal").GetInt64(), Is.EqualTo(place));
    }

    [Test]
    public void Should_not_call_a_tape_without_decisions_equal()
    {
        var (bare, _) = TapeCopy.Of(Import(), _folder.File("bare.tape"), 0, null);
        var result = PipelineProcess.Run("verify", bare, "--json");

        Assert.That(result.ExitCode, Is.EqualTo(3), result.All);
        Assert.That(result.Json().GetProperty("events").GetInt64(), Is.Zero);
    }

    private static string Kind(string line) => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()!;

    private string Import()
    {
        var tape = _folder.File("demo.tape");
        var result = PipelineProcess.Run("tape", "import", FaultyRecording.Path, "--out", tape, "--decisions", "--json");
        Assert.That(result.ExitCode, Is.AnyOf(0, 3), result.All);
        return tape;
    }
}
