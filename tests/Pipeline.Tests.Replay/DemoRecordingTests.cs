using System.Text.Json;
using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>The shipped recording: what its maker counted, and the hashes that it had when they were last changed on purpose.</summary>
internal sealed class DemoRecordingTests
{
    private const string GoldenFile = "tests/Pipeline.Tests.Replay/Golden/demo-usdm-btcusdt.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    [Test]
    public void Should_count_what_the_manifest_says()
    {
        using var demo = new DemoReplay();
        var expected = DemoRecording.Expected();
        var summary = JsonSerializer.SerializeToElement(demo.Summary, ReplayJson.Default.ReplaySummary);

        Assert.Multiple(() =>
        {
            foreach (var count in expected.EnumerateObject().Where(each => each.Value.ValueKind == JsonValueKind.Number && each.Name != "textBytes"))
            {
                var name = count.Name == "staleDiffs" ? "stale" : count.Name;
                Assert.That(summary.GetProperty(name).GetInt64(), Is.EqualTo(count.Value.GetInt64()), name);
            }

            Assert.That(JsonElement.DeepEquals(summary.GetProperty("book"), expected.GetProperty("book")), Is.True, summary.GetProperty("book").GetRawText());
            Assert.That(demo.Summary.BboMismatches, Is.Zero);
        });
    }

    [Test]
    public void Should_have_the_committed_hashes()
    {
        using var demo = new DemoReplay();
        var actual = Text(demo.Summary);
        var golden = File.ReadAllText(Path.Combine(DemoRecording.Folder, "..", GoldenFile));

        Assert.That(actual, Is.EqualTo(golden), $"""
            The hashes of recordings/demo-usdm-btcusdt.gz moved: replays of older tapes decide otherwise now.
            If that is meant, make {GoldenFile} hold exactly these lines, and say why in CHANGELOG.md:
            {actual}
            """);
    }

    private static string Text(ReplaySummary summary) => JsonSerializer.Serialize(
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["inputHash"] = summary.InputHash,
            ["bookHash"] = summary.BookHash,
            ["rowHash"] = summary.RowHash,
            ["stateHash"] = summary.StateHash,
            ["decisionHash"] = summary.DecisionHash,
        },
        Indented) + "\n";
}
