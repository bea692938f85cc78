using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>`plot` as a user runs it.</summary>
internal sealed class PlotTests
{
    [TestCase("duckdb", "")]
    [TestCase("parquet", "/")]
    public void Should_call_a_store_by_its_kind_and_name(string store, string end)
    {
        using var folder = new TemporaryFolder();
        var address = $"{store}:{folder.File("market")}";
        PipelineProcess.Run("load", DemoRecording.Path, "--to", address, "--json");
        var picture = folder.File("depth.svg");

        var result = PipelineProcess.Run("plot", address + end, "--kind", "depth", "--out", picture);

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(File.ReadAllText(picture), Does.Match($@" rows · {store}:market\s*</text>"));
    }
}
