using System.Diagnostics;
using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>A tape with one field changed, its checksums right: a verification names the record, the stage and the field.</summary>
/// <remarks>A failure prints the command that repeats its plant alone.</remarks>
internal sealed class PlantTests
{
    private const string SeedVariable = "PIPELINE_SEED";
    private const int Plants = 1_000;

    // Enough for trades, rows, orders, fills and refusals.
    private const int Lines = 700;

    private TemporaryFolder _folder = null!;
    private RunLog _log = null!;
    private TapeHeader _header = null!;
    private string _tape = "";

    [OneTimeSetUp]
    public void Run()
    {
        _folder = new TemporaryFolder();
        _log = new RunLog();
        var recording = _folder.WriteLines("head.txt", RecordedLines.Read(FaultyRecording.Path).Take(Lines));
        ReplayRun.OfCapture([recording], setup =>
        {
            _header = ReplayRun.Header(setup);
            return setup with { InputSink = _log, DecisionSink = _log, RingSize = 256 };
        });
        _tape = _folder.File("sound.tape");
        _log.WriteTape(_tape, _header);
    }

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_find_nothing_in_a_sound_tape()
    {
        var (comparison, records) = Verify(_tape, _tape);

        Assert.That(comparison.Events, Is.EqualTo(_log.Entries.Count).And.GreaterThan(10));
        Assert.That((comparison.Equal, comparison.Undecided, comparison.IsProved), Is.EqualTo(((long)_log.Entries.Count, 0L, true)), $"{comparison.FirstDifference}");
        Assert.That(records, Is.Null);
        Assert.That(_log.Entries.SelectMany(each => each.Verdicts).Select(each => each.Reason).Distinct().Count(), Is.GreaterThan(1), "orders and refusals");
        Assert.That(_log.Entries.SelectMany(each => each.Outcomes).Select(each => each.Kind), Has.Some.EqualTo(RecordKind.Fill));
    }

    [Test]
    public void Should_locate_any_planted_change_to_the_field()
    {
        var only = Environment.GetEnvironmentVariable(SeedVariable);
        var seeds = only is null ? Enumerable.Range(1, Plants) : [int.Parse(only, System.Globalization.CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            var log = _log.Copy();
            var plant = new Plant(seed, log);
            var planted = _folder.File($"{seed}.tape");
            log.WriteTape(planted, _header);
            var found = plant.IsInput ? First(Verify(planted, _tape)) : First(Verify(planted, planted));
            Assert.That(
                found is null ? "nothing" : $"record {found.Record}: {found.Stage}.{found.Field}",
                Is.EqualTo(plant.ToString()),
                $"repeat: {SeedVariable}={seed} dotnet test tests/Pipeline.Tests.Replay -c Release --filter Name~Should_locate_any_planted");
            Assert.That(found!.Recorded, Is.Not.EqualTo(found.Replayed), "both values are named");
            File.Delete(planted);
        }
    }

    [Test]
    public void Should_locate_a_change_of_the_input_to_the_block_without_its_source()
    {
        foreach (var ordinal in Enumerable.Range(0, 20).Select(i => i * _log.Records.Count / 20))
        {
            // A field that no stage uses.
            var log = _log.Copy();
            log.Records[ordinal].Record.Epoch ^= 1;
            var planted = _folder.File($"block-{ordinal}.tape");
            log.WriteTape(planted, _header);
            var found = Verify(planted, planted).Comparison.FirstDifference!;
            var (first, last) = BlockOf(planted, ordinal);

            Assert.That(found.Stage, Is.EqualTo("input"));
            Assert.That(found.Field, Is.EqualTo($"inputHash of records {first} to {last}"));
            Assert.That(last - first, Is.LessThan(_log.Records.Count / 2), "a block is not the whole tape");
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(300)]
    public void Should_count_what_a_run_that_was_cut_off_had_not_decided(int undecided)
    {
        var tape = _folder.File($"cut-{undecided}.tape");
        var decided = _log.Records.Count - undecided;
        _log.WriteTape(tape, _header, seal: false, decided);
        var (comparison, _) = Verify(tape, tape);
        var behind = _log.Entries.Count(each => each.RecordOrdinal >= decided);

        Assert.That(comparison.FirstDifference, Is.Null);
        Assert.That((comparison.Equal, comparison.Undecided), Is.EqualTo(((long)_log.Entries.Count - behind, (long)behind)));
    }

    [Test]
    public void Should_tell_an_entry_that_is_missing_from_one_that_was_never_decided()
    {
        var log = _log.Copy();
        var gone = log.Entries[^3];
        log.Remove(gone);
        var tape = _folder.File("missing.tape");
        log.WriteTape(tape, _header);
        var (comparison, _) = Verify(tape, tape);

        Assert.That((comparison.FirstDifference!.Record, comparison.FirstDifference.Stage, comparison.FirstDifference.Recorded), Is.EqualTo((gone.RecordOrdinal, "log", "missing")));
    }

    private static TapeDifference? First((TapeComparison Comparison, TapeDifference? Records) found) =>
        TapeDifference.First(found.Records, found.Comparison.FirstDifference);

    private static (TapeComparison Comparison, TapeDifference? Records) Verify(string tape, string source)
    {
        using var decisions = new DecisionComparer(tape);
        using var records = tape == source ? null : new InputComparer(tape);
        using var input = new TapeInput(source);
        ReplayRun.Of(input, setup => setup with { DecisionSink = decisions, InputSink = records, RingSize = 256 });
        return (decisions.Finish(), records?.Finish());
    }

    private static (long First, long Last) BlockOf(string tape, long ordinal)
    {
        using var reader = TapeReader.Open(tape, ReadMode.Strict);
        var first = 0L;
        while (reader.ReadBlock())
        {
            if (reader.Decided.Records > ordinal)
            {
                return (first, reader.Decided.Records - 1);
            }

            first = reader.Decided.Records;
        }

        throw new UnreachableException();
    }
}
