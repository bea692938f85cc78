using NUnit.Framework;
using Pipeline.Testing;

namespace Pipeline.Tests.EndToEnd;

/// <summary>Memory does not grow with the length of a recording: 34 hours need no more than six minutes.</summary>
internal sealed class MemoryTests
{
    private const double Allowance = 1.15;

    [Test]
    public void Should_need_no_more_for_three_files_of_34_hours_than_for_six_minutes()
    {
        var shortPeak = PeakOf("usdm-btcusdt-20240808");
        var longPeak = PeakOf("spot-nexousdt-20240723", "spot-nexousdt-20240724", "spot-nexousdt-20240725");

        TestContext.Out.WriteLine($"peak {shortPeak >> 20} MiB and {longPeak >> 20} MiB");
        Assert.That(longPeak, Is.LessThanOrEqualTo(Allowance * shortPeak));
    }

    private static long PeakOf(params string[] names)
    {
        var files = new List<string>();
        foreach (var name in names)
        {
            if (!SharedFiles.TryFind($"captures/{name}.gz", out var path))
            {
                Assert.Ignore($"needs shared/captures/{name}.gz, which is not beside this checkout");
            }

            files.Add(path);
        }

        using var process = new PipelineProcess(["replay", .. files, "--json"]);
        Assert.That(process.Finish().ExitCode, Is.Zero);
        return process.PeakBytes;
    }
}
