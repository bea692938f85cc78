using System.Text.Json;

namespace Pipeline.Testing.Replay;

/// <summary>Finds the recordings that this repository ships, and what the manifest says of them.</summary>
public static class ShippedRecording
{
    private const string Manifest = "manifest.json";

    /// <summary>The folder of recordings.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Where recording <paramref name="name"/> is.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Its counts, by the names of the manifest.</summary>
    public static JsonElement ExpectedOf(string name)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(PathOf(Manifest)));
        return manifest.RootElement.GetProperty("recordings").EnumerateArray()
            .First(each => each.GetProperty("file").GetString() == name).GetProperty("expected").Clone();
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            // Build output holds copies of some; the folder is the one of the checkout.
            var recordings = Path.Combine(folder.FullName, "recordings");
            if (File.Exists(Path.Combine(recordings, Manifest)) && File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
            {
                return recordings;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Pipeline.sln and recordings/{Manifest}");
    }
}
