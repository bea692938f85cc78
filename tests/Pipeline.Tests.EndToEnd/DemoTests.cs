using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>`demo` as a newcomer runs it: an exchange, orders, a lost connection, an unknown outcome, a tape that proves it.</summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class DemoTests
{
    [Test]
    public void Should_trade_through_a_disconnect_and_an_unknown_outcome_and_prove_it()
    {
        using var folder = new TemporaryFolder();
        var result = PipelineProcess.Run("demo", "--out", folder.Path, "--json");
        var json = result.Json();

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(Figures(json, "messages", "orders", "fills", "resyncs", "unknownResolved"), Has.All.Positive, result.All);
        Assert.That(json.GetProperty("bboMismatches").GetInt64(), Is.Zero, result.All);

        // Compiling as it goes, the runtime now and then charges a stage's thread 88 bytes once; 24 bytes a row would be twice this bound.
        Assert.That(json.GetProperty("allocatedBytesPerMessage").GetDouble(), Is.LessThan(0.1), result.All);
        Assert.That(new[] { "positionMatches", "tapeOk", "parityEqual" }.Select(name => json.GetProperty(name).GetBoolean()), Has.All.True, result.All);
        Assert.That(Figures(json, "p50Nanos", "p99Nanos", "p999Nanos"), Has.All.Positive & Is.Ordered, result.All);
        Assert.That(json.GetProperty("gaps").GetInt64(), Is.LessThanOrEqualTo(json.GetProperty("resyncs").GetInt64()), result.All);
        Assert.That(json.GetProperty("rejects").ValueKind, Is.EqualTo(JsonValueKind.Object));
    }

    [Test]
    public void Should_print_what_each_stage_took_and_leave_no_keys()
    {
        using var folder = new TemporaryFolder();
        var result = PipelineProcess.Run("demo", "--for", "4s", "--out", folder.Path);

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(result.Output, Does.Contain("p99.9").And.Contain("every checksum holds").And.Contain("all equal").And.Contain("as at the exchange"));
        foreach (var stage in new[] { "book", "features", "inference", "strategy", "risk", "journal", "gateway", "verdict" })
        {
            Assert.That(result.Output, Does.Contain(stage));
        }

        Assert.That(Directory.EnumerateFiles(folder.Path).Select(Path.GetExtension), Has.None.EqualTo(".keys"));
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public void Should_tell_the_signal_that_ended_it(string signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        using var demo = new PipelineProcess(["demo", "--for", "60s", "--out", folder.Path]);
        demo.WaitFor(() => Directory.EnumerateFiles(folder.Path, "*.tape.open").Any());
        demo.Signal(signal);
        var result = demo.Finish();

        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(Directory.EnumerateFiles(folder.Path, "*.tape").Count(), Is.EqualTo(1), "the tape is sealed");
    }

    private static double[] Figures(JsonElement json, params string[] names) => [.. names.Select(name => json.GetProperty(name).GetDouble())];
}
