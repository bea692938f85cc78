using System.Diagnostics;
using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;

namespace Pipeline.Tests.EndToEnd;

/// <summary>An input whose writer is silent, and one that can be read only once.</summary>
[Platform(Exclude = "Win")]
internal sealed class WaitingInputTests : IDisposable
{
    private const int Hangup = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("TERM", 143)]
    [TestCase("INT", 130)]
    [TestCase("HUP", 130)]
    public void Should_end_when_a_signal_comes_before_the_first_line_of_standard_input(string signal, int exitCode)
    {
        using var process = new PipelineProcess(["replay", "-"], keepsInputOpen: true);
        process.WaitFor(() => Catches(process.Id, Hangup));
        AssertEnds(process, signal, exitCode);
    }

    [Test]
    public void Should_end_with_whole_files_when_a_signal_comes_in_the_middle_of_standard_input()
    {
        var tape = _folder.File("middle.tape");
        using var process = new PipelineProcess(["replay", "-", "--journal", tape], System.Text.Encoding.UTF8.GetBytes(SmallRecording.Text), keepsInputOpen: true);
        process.WaitFor(() => File.Exists(tape + ".open"));
        AssertEnds(process, "TERM", 143);
        Assert.That(Verb.Json(Verb.Done, "tape", "verify", tape).GetProperty("holes").GetInt64(), Is.EqualTo(1));
    }

    [TestCase("replay PIPE")]
    [TestCase("tape import PIPE --out x.tape")]
    [TestCase("tape verify PIPE")]
    [TestCase("verify PIPE")]
    [TestCase("load PIPE --to duckdb:x.duckdb")]
    [TestCase("quality PIPE")]
    [TestCase("replay PIPE PIPE")]
    public void Should_refuse_a_pipe_that_has_a_name_and_say_what_to_type(string arguments)
    {
        var pipe = _folder.File("pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        var refused = Verb.Run(Verb.Unusable, arguments.Replace("PIPE", pipe, StringComparison.Ordinal).Split(' '));
        Assert.That(refused.Errors, Does.Contain("cat RECORDING | pipeline replay -"));
    }

    private static void AssertEnds(PipelineProcess process, string signal, int exitCode)
    {
        var since = Stopwatch.GetTimestamp();
        process.Signal(signal);
        var result = process.Finish();
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(Stopwatch.GetElapsedTime(since), Is.LessThan(Patience * 4), "within two seconds where the machine is free");
    }

    // The runtime has handlers of its own for others: this one is the verb's.
    private static bool Catches(int process, int signal)
    {
        var caught = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
        return (Convert.ToUInt64(caught["SigCgt:".Length..].Trim(), 16) & (1UL << (signal - 1))) != 0;
    }
}
