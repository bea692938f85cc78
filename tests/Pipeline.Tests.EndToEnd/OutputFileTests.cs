using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>What a verb writes is never one of its inputs, never a file of somebody else's, and never taken for whole where the disk was full.</summary>
internal sealed class OutputFileTests
{
    private const int Failed = 6;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("replay", "--features", "in.csv")]
    [TestCase("replay", "--journal", "in.csv")]
    [TestCase("tape import", "--out", "in.csv")]
    [TestCase("quality", "--html", "in.csv")]
    [TestCase("plot", "--out", "in.svg", "--kind", "depth")]
    public void Should_write_on_no_input_by_whatever_name(string verb, string option, string name, params string[] more)
    {
        var input = Recording(name);
        var before = File.ReadAllBytes(input);
        var link = _folder.File($"link{Path.GetExtension(name)}");
        File.CreateSymbolicLink(link, input);
        foreach (var output in new[] { input, link })
        {
            var refused = Verb.Run(Verb.Usage, [.. verb.Split(' '), input, option, output, .. more]);
            Assert.That(refused.Errors, Does.Contain("is an input"));
            Assert.That(File.ReadAllBytes(input), Is.EqualTo(before));
        }
    }

    [TestCase("replay", "--journal", "there")]
    [TestCase("replay", "--journal", "new/")]
    [TestCase("tape import", "--out", "there")]
    [TestCase("tape import", "--out", "new/")]
    public void Should_refuse_a_folder_and_leave_nothing_behind(string verb, string option, string name)
    {
        var input = Recording("in.csv");
        Directory.CreateDirectory(_folder.File("there"));
        var before = Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).ToList();
        var refused = Verb.Run(Verb.Usage, [.. verb.Split(' '), input, option, _folder.File(name)]);

        Assert.That(refused.Errors, Does.Contain("is a folder; name a file in it"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories), Is.EquivalentTo(before));
    }

    [TestCase("quality IN --html there", "is a folder; name a file in it")]
    [TestCase("quality IN --html in.csv/page.html", "is a file and no folder")]
    [TestCase("replay IN --features in.csv/rows.csv", "is a file and no folder")]
    [TestCase("replay IN --journal in.csv/run.tape", "is a file and no folder")]
    [TestCase("simulate --recording in.csv/days.txt --hours 0.5 --rows 4000 --gaps 2", "is a file and no folder")]
    [TestCase("simulate --port 0 --secret-file in.csv", "is there already")]
    [TestCase("simulate --port 0 --ready-file there", "is a folder; name a file in it")]
    [TestCase("demo --for 1s --out in.csv", "is a file and no folder")]
    public void Should_say_what_stands_where_it_is_to_write(string arguments, string words)
    {
        var input = Recording("in.csv");
        Directory.CreateDirectory(_folder.File("there"));
        string[] command = [.. arguments.Split(' ').Select(word => word == "IN" ? input : word.Contains("in.csv", StringComparison.Ordinal) || word == "there" ? _folder.File(word) : word)];
        var refused = Verb.Run(Verb.Usage, command);

        Assert.That(refused.Errors, Does.Contain(words));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path), Has.Exactly(2).Items);
    }

    [TestCase("quality IN --html /proc/none/page.html")]
    [TestCase("replay IN --features /proc/none/rows.csv")]
    [TestCase("replay IN --journal /proc/none/run.tape")]
    [TestCase("simulate --port 0 --ready-file /proc/none/ready.json")]
    [TestCase("demo --for 1s --out /proc/none")]
    [TestCase("load IN --to duckdb:/proc/none/x.duckdb")]
    [TestCase("load IN --to parquet:/proc/none")]
    [Platform(Include = "Linux")]
    public void Should_exit_with_6_where_nothing_can_be_written(string arguments)
    {
        var input = Recording("in.csv");
        var failed = Verb.Run(Failed, [.. arguments.Split(' ').Select(word => word == "IN" ? input : word)]);

        Assert.That(failed.Errors, Does.Contain("/proc/none").And.Contain("cannot be written").And.Contain("name another place"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Should_leave_nothing_of_an_import_that_is_interrupted()
    {
        var (recording, tape) = (_folder.File("days.txt"), _folder.File("days.tape"));
        Verb.Run(Verb.Done, "simulate", "--recording", recording, "--hours", "4", "--rows", "60000", "--gaps", "2");
        using var process = new PipelineProcess(["tape", "import", recording, "--out", tape]);
        process.WaitFor(() => File.Exists(tape + ".open"));
        process.Signal("INT");
        var result = process.Finish();

        Assert.That(result.ExitCode, Is.EqualTo(Verb.Interrupted), result.All);
        Assert.That(result.Errors, Does.Contain("interrupted; nothing was written"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder.Path), Is.EqualTo(new[] { recording }));
    }

    [TestCase("replay", "--features", "there.csv")]
    [TestCase("replay", "--features", "there.parquet")]
    [TestCase("replay", "--journal", "there.tape")]
    [TestCase("tape import", "--out", "there.tape")]
    public void Should_write_over_nothing_that_is_there(string verb, string option, string name)
    {
        var there = _folder.WriteLines(name, ["somebody's"]);
        Assert.That(Verb.Run(Verb.Usage, [.. verb.Split(' '), Recording("in.txt"), option, there]).Errors, Does.Contain("is there already"));
        Assert.That(File.ReadAllText(there), Is.EqualTo("somebody's\n"));
    }

    [Test]
    public void Should_write_no_recording_over_another()
    {
        var there = _folder.WriteLines("there.txt", ["somebody's"]);
        Assert.That(Verb.Run(Verb.Usage, "simulate", "--recording", there, "--hours", "0.5", "--rows", "4000", "--gaps", "2").Errors, Does.Contain("is there already"));
        Assert.That(File.ReadAllText(there), Is.EqualTo("somebody's\n"));
    }

    [Test]
    public void Should_take_nobodys_unfinished_file()
    {
        var input = Recording("rows.csv.part");
        var before = File.ReadAllBytes(input);
        Verb.Run(Verb.Done, "replay", input, "--features", _folder.File("rows.csv"));
        Assert.That(File.ReadAllBytes(input), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder.Path, "rows.csv*"), Has.Length.EqualTo(2), "nothing unfinished is left behind");
    }

    [Test]
    public void Should_report_and_draw_over_what_it_reported_and_drew_before()
    {
        var input = Recording("in.txt");
        foreach (var run in new[] { "first", "second" })
        {
            Assert.That(Verb.Run(Verb.Done, "quality", input, "--html", _folder.File("page.html")).Errors, Is.Empty, run);
            Assert.That(Verb.Run(Verb.Done, "plot", input, "--out", _folder.File("depth.svg"), "--kind", "depth").Errors, Is.Empty, run);
        }
    }

    [TestCase("replay IN --features rows.csv")]
    [TestCase("replay IN --features rows.parquet")]
    [TestCase("replay IN --journal run.tape")]
    [TestCase("tape import IN --out import.tape")]
    [TestCase("load IN --to duckdb:store.duckdb")]
    [TestCase("load IN --to parquet:store")]
    [TestCase("plot IN --out plots")]
    [TestCase("quality IN --html page.html")]
    [Platform(Include = "Linux")]
    public void Should_exit_with_6_where_the_disk_is_full_and_leave_nothing_that_passes_for_whole(string arguments)
    {
        var command = arguments.Replace("IN", Recording("in.txt"), StringComparison.Ordinal);
        const string SmallDisk = "mount -t tmpfs -o size=8k none \"$0\"";
        if (Shell(SmallDisk, "unshare", "-rm") is { ExitCode: not 0 } refused)
        {
            Assert.Ignore($"this machine lets nobody make a small disk: {refused.Errors}");
        }

        var result = Shell($"{SmallDisk}; cd \"$0\"; DOTNET PIPELINE {command}; code=$?; find . -type f ! -name '*.open'; exit $code", "unshare", "-rm");
        Assert.That(result.ExitCode, Is.EqualTo(Failed), result.All);
        Assert.That(result.Errors, Does.Contain("No space left on device").And.Not.Contain("should not happen"));
        Assert.That(result.Output.Split('\n').Where(line => line.StartsWith("./", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("replay IN --journal run.tape")]
    [TestCase("tape import IN --out import.tape")]
    [Platform(Include = "Linux")]
    public void Should_name_the_limit_where_a_file_may_not_grow(string arguments)
    {
        var command = arguments.Replace("IN", Recording("in.txt"), StringComparison.Ordinal);

        // The runtime maps its own code through a file, which the limit would refuse too.
        var result = Shell($"cd {_folder.Path}; export COMPlus_EnableWriteXorExecute=0; ulimit -f 16; DOTNET PIPELINE {command}");
        Assert.That(result.ExitCode, Is.EqualTo(Failed), result.All);
        Assert.That(result.Errors, Does.Contain("EFBIG").And.Contain("ulimit -f").And.Not.Contain("should not happen"));
    }

    [TestCase("replay IN --json")]
    [TestCase("tape cat TAPE")]
    [Platform(Include = "Linux")]
    public void Should_exit_with_6_where_standard_output_takes_no_more(string arguments)
    {
        var (recording, tape) = (Recording("in.txt"), _folder.File("in.tape"));
        Verb.Run(Verb.Done, "tape", "import", recording, "--out", tape);
        var result = Shell($"DOTNET PIPELINE {arguments.Replace("IN", recording, StringComparison.Ordinal).Replace("TAPE", tape, StringComparison.Ordinal)} > /dev/full");
        Assert.That(result.ExitCode, Is.EqualTo(Failed), result.All);
        Assert.That(result.Errors, Does.Contain("No space left on device"));
    }

    private PipelineProcess.Result Shell(string script, params string[] before)
    {
        using var process = PipelineProcess.OfShell(script, Directory.CreateDirectory(_folder.File("disk")).FullName, before);
        return process.Finish();
    }

    private string Recording(string name) => _folder.WriteLines(name, SmallRecording.Lines);
}
