using NUnit.Framework;
using Pipeline.Testing;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>What `tape import` writes of real days, where those lie beside the checkout.</summary>
internal sealed class TapeSizeTests
{
    [TestCase("spot-nexousdt-20240724", 14)]
    [TestCase("coinm-btcusd_perp-20240808", 26)]
    [TestCase("usdm-btcusdt-20240808", 21)]
    public void Should_take_at_most_so_many_bytes_a_message(string name, double most)
    {
        if (!SharedFiles.TryFind($"captures/{name}.gz", out var capture))
        {
            Assert.Ignore($"no {capture} beside the checkout");
        }

        using var folder = new TemporaryFolder();
        var result = PipelineProcess.Run("tape", "import", capture, "--out", folder.File("day.tape"), "--json");

        Assert.That(result.Json().GetProperty("bytesPerMessage").GetDouble(), Is.AtMost(most), result.All);
    }
}
