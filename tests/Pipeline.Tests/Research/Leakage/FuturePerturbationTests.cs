using System.Globalization;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Features.Table;
using Pipeline.Research.DataSets;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>
/// Changes everything that was received after a random moment, runs it through the real pipeline, and looks at every column of
/// every row up to that moment: features may not move by one bit, targets must.
/// </summary>
/// <remarks>PIPELINE_PERTURBATIONS sets the number of moments (default 8); every second one is rough: lost and swapped messages, other prices.</remarks>
public class FuturePerturbationTests
{
    private const int Seconds = 380;

    private static readonly int Moments = int.Parse(Environment.GetEnvironmentVariable("PIPELINE_PERTURBATIONS") ?? "8", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();
    private string[] _lines = [];
    private PerturbedRows _base = null!;

    [OneTimeSetUp]
    public void Record()
    {
        using var text = new MemoryStream();
        RecordingGenerator.Write(text, new RecordingOptions { Seed = 21, DurationSeconds = Seconds, MessagesPerSecond = 40, Faults = false });
        _lines = System.Text.Encoding.UTF8.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _base = Run(_lines, "base");
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Should_move_no_feature_up_to_the_moment_and_every_target_in_some_case()
    {
        var moved = new HashSet<string>();
        var looked = 0;
        for (var seed = 1; seed <= Moments; seed++)
        {
            var change = new FutureChange(seed, isRough: seed % 2 == 0);
            var (lines, now) = change.Of(_lines);
            var changed = Run(lines, $"changed-{seed}");
            var columns = PerturbedRows.Moved(_base, changed, now, out var rows);

            Assert.That(changed.Bits, Is.Not.EqualTo(_base.Bits), $"seed {seed} changed nothing");
            Assert.That(columns.Where(column => !IsAboutTheFuture(column)), Is.Empty, $"seed {seed}, moment {now}, {rows} rows");
            moved.UnionWith(columns);
            looked += rows;
        }

        Assert.That(looked, Is.GreaterThan(100 * Moments));
        Assert.That(FeatureSchema.Columns.Where(column => TargetHorizons.LooksAhead(column.Null)).Select(column => column.Name).Except(moved), Is.Empty, "targets that no change moved");
    }

    // What the test rests on: one bit of one feature of one row that is other is found.
    [Test]
    public void Should_find_one_bit_in_one_row()
    {
        var (whole, other) = (Run(_lines[..2_000], "whole"), Run(_lines[..2_000], "other"));
        foreach (var column in FeatureColumns.All.Select((each, index) => (each.Name, Row: index % whole.Bits.Count)))
        {
            other.Flip(column.Name, column.Row);
            Assert.That(PerturbedRows.Moved(whole, other, long.MaxValue, out _), Does.Contain(column.Name));
            other.Flip(column.Name, column.Row);
        }
    }

    private static bool IsAboutTheFuture(string column) =>
        FeatureSchema.Columns.Any(spec => spec.Name == column && TargetHorizons.LooksAhead(spec.Null)) || TargetHorizons.TellsOfTargets(column);

    private PerturbedRows Run(IEnumerable<string> lines, string name)
    {
        var file = _folder.WriteLines($"{name}.txt", lines);
        var rows = new PerturbedRows();
        var summary = ReplayRun.OfCapture([file], setup => rows.Follow(setup));
        Assert.That(summary.Rows, Is.GreaterThan(0));
        rows.Complete();
        return rows;
    }
}
