using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Risk;

namespace Pipeline.Tests.Risk;

public class LatchFileTests
{
    private string _folder = "";
    private string _path = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("latch").FullName;
        _path = Path.Combine(_folder, "latch");
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Should_be_halted_when_there_is_no_file()
    {
        var latch = Open();

        Assert.That(latch.State, Is.EqualTo(LatchState.Halted));
        Assert.That(latch.Problem, Is.EqualTo("there is no latch file yet; pipeline resume makes it"));
        Assert.That(File.Exists(_path), Is.False);
    }

    [Test]
    public void Should_be_halted_whatever_single_byte_is_damaged()
    {
        Open().Resume("anna", "books agree");
        var whole = File.ReadAllBytes(_path);
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 1;
            File.WriteAllBytes(_path, damaged);
            Assert.That(Open().State, Is.EqualTo(LatchState.Halted), $"byte {i}");
        }
    }

    [Test]
    public void Should_be_halted_whatever_length_the_file_is_cut_to()
    {
        Open().Resume("anna", "books agree");
        var whole = File.ReadAllBytes(_path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.That(Open().State, Is.EqualTo(LatchState.Halted), $"length {length}");
        }
    }

    [Test]
    public void Should_only_close_further_by_itself()
    {
        var latch = Open();
        latch.Resume("anna", "books agree");

        Assert.That(latch.Escalate(LatchState.CancelOnly, "risk", "loss"), Is.True);
        Assert.That(latch.Escalate(LatchState.ReduceOnly, "risk", "loss"), Is.False);

        Assert.That(Open().State, Is.EqualTo(LatchState.CancelOnly));
    }

    [Test]
    public void Should_honour_what_another_process_closed()
    {
        Open().Resume("anna", "books agree");
        var ours = Open();
        Open().Escalate(LatchState.Halted, "bert", "stop");

        Assert.That(ours.Escalate(LatchState.ReduceOnly, "risk", "loss"), Is.False);
        Assert.That(ours.Reload(), Is.EqualTo(LatchState.Halted));
    }

    [Test]
    public void Should_demand_a_name_and_a_reason_to_resume()
    {
        Assert.That(() => Open().Resume("", "why"), Throws.ArgumentException);
        Assert.That(() => Open().Resume("anna", " "), Throws.ArgumentException);
        Assert.That(Open().State, Is.EqualTo(LatchState.Halted));
    }

    [Test]
    public void Should_write_every_change_down_on_one_line()
    {
        var latch = Open();
        latch.Resume("anna", "books\nagree");
        latch.Escalate(LatchState.Halted, "bert", "stop");

        var audit = File.ReadAllLines(latch.AuditPath);
        Assert.That(audit, Has.Length.EqualTo(2));
        Assert.That(audit[0], Does.EndWith("Active by anna: books agree"));
        Assert.That(audit[1], Does.EndWith("Halted by bert: stop"));
        Assert.That(Open().Entry.By, Is.EqualTo("bert"));
    }

    [Test]
    public void Should_ignore_what_a_cut_left_beside_it()
    {
        Open().Escalate(LatchState.Halted, "bert", "stop");
        File.WriteAllText(_path + ".new", "pipeline-latch 1\nstate Active\n");

        Assert.That(Open().State, Is.EqualTo(LatchState.Halted));
    }

    private LatchFile Open() => LatchFile.Open(_path, SystemClock.Instance);
}
