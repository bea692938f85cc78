using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>Two sessions whose tapes lie in one folder, as `record` and `run` leave them there.</summary>
internal sealed class SeveralSessionsTests
{
    private TemporaryFolder _folder = null!;
    private string _first = null!;
    private string _second = null!;

    [OneTimeSetUp]
    public void WriteSessions()
    {
        _folder = new TemporaryFolder();
        (_first, _second) = (_folder.File("live/first.tape"), _folder.File("live/second.tape"));
        Verb.Run(Verb.Done, "replay", _folder.WriteLines("first.txt", SmallRecording.Lines), "--journal", _first);
        Verb.Run(Verb.Done, "replay", _folder.WriteLines("second.txt", SmallRecording.About("ETHUSDT").Take(SmallRecording.LineCount / 2)), "--journal", _second);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Should_check_each_tape_of_the_folder()
    {
        var told = Verb.Run(Verb.Done, "tape", "verify", _folder.File("live"));

        Assert.That(told.Output, Does.Contain(_first).And.Contain(_second));
        Assert.That(told.Errors, Is.Empty);
    }

    [TestCase("verify")]
    [TestCase("replay")]
    [TestCase("tape", "cat")]
    public void Should_say_which_tapes_there_are_where_one_is_wanted(params string[] verb)
    {
        var refused = Verb.Run(Verb.Unusable, [.. verb, _folder.File("live")]);

        Assert.That(refused.Errors, Does.Contain($"holds 2 tapes, each of a session of its own: {_first}, {_second}; name one of them"));
    }

    [Test]
    public void Should_read_the_rows_of_every_session_of_the_folder()
    {
        var rows = RowsOf(_first) + RowsOf(_second);
        var store = $"duckdb:{_folder.File("warehouse.duckdb")}";
        var loaded = Verb.Json(Verb.Done, "load", _folder.File("live"), "--to", store);

        Assert.That(RowsOf(_folder.File("live")), Is.EqualTo(rows));
        Assert.That(loaded.GetProperty("rows").GetProperty("l2_features").GetInt64(), Is.EqualTo(rows));
        Assert.That(Verb.Json(Verb.Done, "load", _first, "--to", store).GetProperty("loadedAlready")[0].GetString(), Is.EqualTo(_first));
    }

    private static long RowsOf(string tape) => Verb.Row($"select count(*) from tape('{tape}')")[0].GetInt64();
}
