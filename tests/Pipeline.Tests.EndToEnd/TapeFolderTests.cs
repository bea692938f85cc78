using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>A sound tape, and the folder that it lies in, before the verbs that look at one tape.</summary>
internal sealed class TapeFolderTests
{
    private TemporaryFolder _folder = null!;
    private string _tape = null!;

    [OneTimeSetUp]
    public void MakeTape()
    {
        _folder = new TemporaryFolder();
        var recording = _folder.WriteLines("small.txt", SmallRecording.Lines);
        Directory.CreateDirectory(_folder.File("tapes"));
        _tape = _folder.File("tapes/a.tape");
        Assert.That(PipelineProcess.Run("replay", recording, "--journal", _tape).ExitCode, Is.Zero);
        File.Copy(_tape, _folder.File("tapes/b.tape"));
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_say_what_to_type_where_a_folder_is_named()
    {
        var refused = Verb.Run(Verb.Usage, "tape", "info", _folder.File("tapes"));

        Assert.That(refused.Errors, Does.Contain($"pipeline tape info {_tape}").And.Contain("2 tapes"));
    }

    [Test]
    public void Should_repair_every_tape_of_a_folder_and_exit_with_the_worst()
    {
        Directory.CreateDirectory(_folder.File("mixed"));
        var whole = File.ReadAllBytes(_tape);
        File.WriteAllBytes(_folder.File("mixed/a.tape"), whole[..(whole.Length / 2)]);
        File.WriteAllBytes(_folder.File("mixed/b.tape"), whole);
        File.WriteAllText(_folder.File("mixed/notes.txt"), "no tape");

        var lossy = Verb.Json(Verb.Damaged, "tape", "repair", _folder.File("mixed"), "--out", _folder.File("repaired")).GetProperty("tapes");
        Assert.That(lossy.EnumerateArray().Select(each => each.GetProperty("sound").GetBoolean()), Is.EqualTo(new[] { false, true }));
        Assert.That(Directory.GetFiles(_folder.File("repaired")).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "a.tape", "b.tape" }));
        Assert.That(File.ReadAllBytes(_folder.File("mixed/a.tape")), Has.Length.EqualTo(whole.Length / 2), "the originals stay");

        File.WriteAllBytes(_folder.File("mixed/c.tape"), new byte[4096]);
        Verb.Run(Verb.Unusable, "tape", "repair", _folder.File("mixed"));
        Assert.That(Verb.Json(Verb.Done, "tape", "verify", _folder.File("mixed/a.tape")).GetProperty("holes").GetInt64(), Is.Positive, "one that cannot be read keeps no other from it");
        Verb.Run(Verb.Usage, "tape", "repair", _folder.File("mixed"), "--out", _tape);
    }

    [Test]
    public void Should_say_that_a_folder_holds_no_tape()
    {
        Directory.CreateDirectory(_folder.File("empty"));

        Assert.That(Verb.Run(Verb.Unusable, "tape", "info", _folder.File("empty")).Errors, Does.Contain("holds no tape"));
    }

    [Test]
    public void Should_call_a_sound_tape_sound_also_where_it_is_copied()
    {
        var copied = PipelineProcess.Run("tape", "repair", _tape, "--out", _folder.File("whole.tape"), "--json");
        var alone = PipelineProcess.Run("tape", "repair", _tape, "--json");

        Assert.That((copied.ExitCode, alone.ExitCode), Is.EqualTo((0, 0)), copied.All + alone.All);
        Assert.That((copied.Json().GetProperty("sound").GetBoolean(), alone.Json().GetProperty("sound").GetBoolean()), Is.EqualTo((true, true)));
    }

    [Test]
    public void Should_refuse_an_unknown_strategy_of_verify_as_replay_does()
    {
        var verified = Verb.Run(Verb.Usage, "verify", _tape, "--strategy", "foo");
        var replayed = Verb.Run(Verb.Usage, "replay", _tape, "--strategy", "foo");

        Assert.That(verified.Errors, Does.Contain("there is no strategy 'foo'").And.EqualTo(replayed.Errors));
        Assert.That(verified.Output, Is.Empty);
    }
}
