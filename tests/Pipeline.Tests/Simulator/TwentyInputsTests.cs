using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Simulator;

/// <summary>Twenty inputs, five of them damaged: nothing sound is lost, nothing damaged passes unseen.</summary>
public class TwentyInputsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase(1ul)]
    [TestCase(2ul)]
    public void Should_cut_the_oracle_s_rows_and_list_every_bad_line(ulong seed)
    {
        var inputs = TwentyInputs.Write(_folder.Path, seed);
        var paths = inputs.Select(input => input.Path).ToArray();

        var replay = ReplayRun.OfCapture(paths);

        Assert.That(replay.Rows, Is.EqualTo(CaptureRowOracle.RowsPerFile(paths).Sum()), $"seed {seed}");
        Assert.That(replay.Messages, Is.GreaterThanOrEqualTo(inputs.Sum(input => input.SoundLines)));
        Assert.That(
            replay.InputErrors.Select(error => (error.File, error.Line, error.Offset)),
            Is.EqualTo(inputs.SelectMany(input => input.BadLines.Select(bad => (input.Path, bad.Number, bad.Offset)))));
        Assert.That(replay.BboMismatches, Is.LessThanOrEqualTo(replay.BboChecks / 50), "only where the ticker itself is damaged");
    }

    [Test]
    public void Should_damage_five_and_let_every_sound_file_cut_rows()
    {
        var inputs = TwentyInputs.Write(_folder.Path, 4);
        var rows = CaptureRowOracle.RowsPerFile([.. inputs.Select(input => input.Path)]);

        Assert.That(inputs.Select(input => input.Damage).Where(damage => damage != TwentyDamage.None), Is.EqualTo(Enum.GetValues<TwentyDamage>()[1..]));
        Assert.That(inputs.Count(input => input.Damage == TwentyDamage.None), Is.EqualTo(15));
        Assert.That(inputs.Zip(rows).Where(pair => pair.First.Damage == TwentyDamage.None).Select(pair => pair.Second), Has.All.GreaterThan(20));
        Assert.That(inputs.Zip(rows).Single(pair => pair.First.Damage == TwentyDamage.NoTimes).Second, Is.Zero);
    }

    [Test]
    public void Should_let_each_sound_file_sync_by_itself()
    {
        foreach (var input in TwentyInputs.Write(_folder.Path, 5).Where(input => input.Damage == TwentyDamage.None))
        {
            Assert.That(CaptureRowOracle.Rows([input.Path]), Has.Count.GreaterThan(20), input.Path);
        }
    }

    [Test]
    public void Should_make_the_same_files_from_the_same_seed()
    {
        using var again = new TemporaryFolder();
        var first = TwentyInputs.Write(_folder.Path, 6);
        var second = TwentyInputs.Write(again.Path, 6);

        Assert.That(second.Select(input => File.ReadAllBytes(input.Path)), Is.EqualTo(first.Select(input => File.ReadAllBytes(input.Path))));
    }
}
