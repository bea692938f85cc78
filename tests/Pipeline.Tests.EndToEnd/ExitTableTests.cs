using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>One table of exit codes: every verb that reads a recording, its tape or a store of it tells each reason for which the result is not proved, and ends with 3.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed partial class ExitTableTests
{
    private const long Day = 86_400_000_000_000;
    private const long Hour = 3_600_000_000_000;
    private const long NanosPerMilli = 1_000_000;
    private const long OtherIds = -2_000_000_000_000;

    private static readonly IReadOnlyList<string> Lines = SmallRecording.Lines;
    private static readonly int Snapshot = At(0, RecordedLines.IsSnapshot);
    private static readonly int MiddleDiff = At(Lines.Count / 2, line => RecordedLines.IsDiff(line) && line.Contains("\"b\":[[\"", StringComparison.Ordinal));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Reasons()
    {
        yield return Reason("a lost diff", "the book is not Synced at the end", Without(MiddleDiff));
        yield return Reason("a lost trade", "1 trades are missing", Without(At(Lines.Count / 2, line => line.Contains("\"e\":\"trade\"", StringComparison.Ordinal))));
        yield return Reason("a diff that is no diff", "diffs or snapshots that could not be decoded: 1", Changed(MiddleDiff, line => line.Replace("\"b\":[[\"", "\"b\":[[\"x", StringComparison.Ordinal)));
        yield return Reason("no snapshot", "the book was never Synced", Lines.Where(line => !RecordedLines.IsSnapshot(line)), isFrozen: false);
        yield return Reason("ids that begin anew", "the venue's ids went back 1 times", [.. Lines.Take(MiddleDiff), .. Lines.Select(Later)]);
        yield return Reason("a snapshot of another book", "snapshots did not agree with the book", WithWrongSnapshot());
        yield return Reason("tickers of another book", "the last comparison with the venue's ticker disagreed", Lines.Select((line, index) => index > MiddleDiff && IsTicker(line) ? TickerSize().Replace(line, "\"B\":\"77777\"") : line));
        yield return Reason("a receive time of another day", "the message was used and moved no time", Changed(MiddleDiff, line => Moved(line, Day)), isFrozen: false);

        // Without rows, or with one of another day among them, nothing is drawn and no data set is kept.
        static TestCaseData Reason(string what, string told, IEnumerable<string> lines, bool isFrozen = true) => new TestCaseData(told, lines.ToList(), isFrozen).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Reasons))]
    public void Should_tell_it_and_exit_with_3_whatever_the_verb(string told, List<string> lines, bool isFrozen)
    {
        var recording = _folder.WriteLines("in.txt", lines);
        var (tape, decided) = (_folder.File("in.tape"), _folder.File("decided.tape"));
        Assert.Multiple(() =>
        {
            AssertTold(told, "tape", "import", recording, "--out", tape);
            AssertTold(told, "replay", recording, "--journal", decided);
            AssertTold(told, "verify", decided);
            AssertTold(told, "verify", decided, "--against", recording);
            AssertTold(told, "quality", decided);
            AssertEveryVerb(told, recording, isFrozen);
        });
    }

    [Test]
    public void Should_tell_that_the_end_is_missing_and_exit_with_3_whatever_the_verb()
    {
        var whole = _folder.File("whole.tape");
        Verb.Run(Verb.Done, "replay", _folder.WriteLines("in.txt", Lines), "--journal", whole);
        var bytes = File.ReadAllBytes(whole);
        var tape = _folder.WriteBytes("cut.tape.open", bytes[..^1])[..^".open".Length];
        Assert.That(Verb.Run(Verb.Damaged, "tape", "repair", tape).Errors, Does.Contain("cut off"));
        Assert.Multiple(() => AssertEveryVerb("records are missing from the tape", tape, isFrozen: true));
    }

    [Test]
    public void Should_exit_with_0_where_there_is_no_reason()
    {
        var recording = _folder.WriteLines("in.txt", Lines);
        foreach (var arguments in Verbs(recording, isFrozen: true))
        {
            Assert.That(Verb.Run(Verb.Done, arguments).Errors, Is.Empty, string.Join(' ', arguments));
        }
    }

    private void AssertEveryVerb(string told, string input, bool isFrozen)
    {
        foreach (var arguments in Verbs(input, isFrozen))
        {
            AssertTold(told, arguments);
        }
    }

    private IEnumerable<string[]> Verbs(string input, bool isFrozen)
    {
        var name = Path.GetFileName(input);
        var (database, parquet) = ($"duckdb:{_folder.File($"{name}.duckdb")}", $"parquet:{_folder.File($"{name}.parquet")}");
        File.WriteAllText(_folder.File("set.yaml"), "source: none\nsymbols: [BTC/USDT:USDT]\n");
        yield return ["replay", input];
        yield return ["load", input, "--to", database];
        yield return ["load", input, "--to", parquet];
        yield return ["load", input, "--to", database];
        yield return ["sql", $"select count(*) from tape('{input}')"];
        yield return ["sql", "select count(*) from l2_features", "--from", database];
        yield return ["quality", input];
        yield return ["quality", parquet];
        yield return ["lineage", "scan", parquet, "--folder", _folder.File("sets")];
        if (isFrozen)
        {
            yield return ["plot", database, "--kind", "depth", "--out", _folder.File($"{name}.svg")];
            yield return ["dataset", "build", "--config", _folder.File("set.yaml"), "--source", database, "--folder", _folder.File("sets")];
        }
    }

    private static void AssertTold(string told, params string[] arguments)
    {
        var result = PipelineProcess.Run(arguments);
        Assert.That((result.ExitCode, result.Errors.Contains(told, StringComparison.Ordinal)), Is.EqualTo((Verb.Damaged, true)), $"{string.Join(' ', arguments)}: {result.All}");
    }

    private static int At(int first, Func<string, bool> wanted) => Enumerable.Range(first, Lines.Count - first).First(index => wanted(Lines[index]));

    private static bool IsTicker(string line) => line.Contains("\"e\":\"bookTicker\"", StringComparison.Ordinal);

    private static IEnumerable<string> Without(int line) => Lines.Where((_, index) => index != line);

    private static IEnumerable<string> Changed(int line, Func<string, string> change) => Lines.Select((text, index) => index == line ? change(text) : text);

    // As of the first diff behind it, and with a size at every level that none had.
    private static IEnumerable<string> WithWrongSnapshot()
    {
        var diff = At(Snapshot, line => RecordedLines.IsDiff(line) && RecordedLines.Id(line, "u") > RecordedLines.Id(Lines[Snapshot], "lastUpdateId"));
        var text = LevelSize().Replace(Lines[Snapshot], "[\"$1\",\"77777\"]");
        text = LastUpdateId().Replace(text, $"\"lastUpdateId\":{RecordedLines.Id(Lines[diff], "u")}");
        return [.. Lines.Take(diff + 1), $"{ReceiveNanos(Lines[diff])}{text[text.IndexOf(' ', StringComparison.Ordinal)..]}", .. Lines.Skip(diff + 1)];
    }

    private static string Later(string line)
    {
        var text = Ids().Replace(line, match => $"\"{match.Groups[1].Value}\":{Number(match) + OtherIds}");
        return Moved(Times().Replace(text, match => $"\"{match.Groups[1].Value}\":{Number(match) + (Hour / NanosPerMilli)}"), Hour);
    }

    private static string Moved(string line, long nanos) => $"{ReceiveNanos(line) + nanos}{line[line.IndexOf(' ', StringComparison.Ordinal)..]}";

    private static long ReceiveNanos(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);

    private static long Number(Match match) => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("\"(U|u|pu|lastUpdateId)\":([0-9]+)")]
    private static partial Regex Ids();

    [GeneratedRegex("\"(E|T)\":([0-9]+)")]
    private static partial Regex Times();

    [GeneratedRegex("\"lastUpdateId\":[0-9]+")]
    private static partial Regex LastUpdateId();

    [GeneratedRegex("\\[\"([0-9.]+)\",\"[0-9.]+\"\\]")]
    private static partial Regex LevelSize();

    [GeneratedRegex("\"B\":\"[0-9.]+\"")]
    private static partial Regex TickerSize();
}
