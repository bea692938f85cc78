using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;
using ZstdSharp;

namespace Pipeline.Tests.Simulator;

/// <summary>The recordings of the repository are what their manifest says, and the generator still makes them.</summary>
public class CommittedRecordingTests
{
    private static readonly string Folder = FindFolder();

    private static IEnumerable<TestCaseData> Recordings =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "manifest.json"))).RootElement.GetProperty("recordings").EnumerateArray()
            .Select(entry => new TestCaseData(
                entry.GetProperty("file").GetString(),
                new RecordingOptions
                {
                    Seed = entry.GetProperty("seed").GetUInt64(),
                    DurationSeconds = entry.GetProperty("seconds").GetInt32(),
                    MessagesPerSecond = entry.GetProperty("rate").GetInt32(),
                    Faults = entry.GetProperty("faults").GetBoolean(),
                },
                entry.GetProperty("expected").Deserialize<RecordingSummary>(JsonSerializerOptions.Web)).SetArgDisplayNames(entry.GetProperty("file").GetString()!));

    [TestCaseSource(nameof(Recordings))]
    public void Should_be_made_again_from_its_seed(string file, RecordingOptions options, RecordingSummary expected) =>
        Assert.That(RecordingGenerator.Write(Stream.Null, options), Is.EqualTo(expected), $"{file} is no longer what its command makes");

    [TestCaseSource(nameof(Recordings))]
    public void Should_hold_the_text_that_its_manifest_names(string file, RecordingOptions options, RecordingSummary expected)
    {
        var packed = File.OpenRead(Path.Combine(Folder, file));
        using Stream text = file.EndsWith(".zst", StringComparison.Ordinal) ? new DecompressionStream(packed, leaveOpen: false) : new GZipStream(packed, CompressionMode.Decompress);

        Assert.That(Convert.ToHexStringLower(SHA256.HashData(text)), Is.EqualTo(expected.TextSha256), $"made with seed {options.Seed}");
    }

    [Test]
    public void Should_list_every_recording()
    {
        var files = Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Except(["README.md", "manifest.json"]);

        Assert.That(files, Is.EquivalentTo(Recordings.Select(recording => recording.Arguments[0])));
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
            {
                return Path.Combine(folder.FullName, "recordings");
            }
        }

        throw new DirectoryNotFoundException($"no Pipeline.sln above {AppContext.BaseDirectory}");
    }
}
