using System.Text.Json;
using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>The shipped recordings: what their maker counted, and the hashes that they had when they were last changed on purpose.</summary>
[TestFixture("demo-usdm-btcusdt.zst", "demo-usdm-btcusdt.json")]
[TestFixture("demo-faults.gz", "demo-faults.json")]
internal sealed class ShippedRecordingTests(string recording, string golden)
{
    private const string GoldenFolder = "tests/Pipeline.Tests.Replay/Golden";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private ReplaySummary _summary = null!;

    [OneTimeSetUp]
    public void Replay() => _summary = ReplayRun.OfCapture([ShippedRecording.PathOf(recording)]);

    [Test]
    public void Should_count_what_the_manifest_says()
    {
        var expected = ShippedRecording.ExpectedOf(recording);
        var summary = JsonSerializer.SerializeToElement(_summary, ReplayJson.Default.ReplaySummary);

        Assert.Multiple(() =>
        {
            foreach (var count in expected.EnumerateObject().Where(each => each.Value.ValueKind == JsonValueKind.Number && each.Name != "textBytes"))
            {
                var name = count.Name == "staleDiffs" ? "stale" : count.Name;
                Assert.That(summary.GetProperty(name).GetInt64(), Is.EqualTo(count.Value.GetInt64()), name);
            }

            Assert.That(JsonElement.DeepEquals(summary.GetProperty("book"), expected.GetProperty("book")), Is.True, summary.GetProperty("book").GetRawText());
            Assert.That(_summary.BboMismatches, Is.Zero);
        });
    }

    [Test]
    public void Should_have_the_committed_hashes()
    {
        var actual = Text(_summary);
        var committed = File.ReadAllText(Path.Combine(ShippedRecording.Folder, "..", GoldenFolder, golden));

        Assert.That(actual, Is.EqualTo(committed), $"""
            The hashes of recordings/{recording} moved: replays of older tapes decide otherwise now.
            If that is meant, make {GoldenFolder}/{golden} hold exactly these lines, and say why in CHANGELOG.md:
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
