using System.Text.Json;

namespace Pipeline.Testing.Replay;

/// <summary>The recording that this repository ships, and what its manifest says of it.</summary>
public static class DemoRecording
{
    private const string Name = "demo-usdm-btcusdt.gz";

    /// <summary>The folder of recordings.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The recording.</summary>
    public static string Path => System.IO.Path.Combine(Folder, Name);

    /// <summary>Its counts, by the names of the manifest.</summary>
    public static JsonElement Expected()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Folder, "manifest.json")));
        return manifest.RootElement.GetProperty("recordings").EnumerateArray()
            .First(each => each.GetProperty("file").GetString() == Name).GetProperty("expected").Clone();
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var recordings = System.IO.Path.Combine(folder.FullName, "recordings");
            if (File.Exists(System.IO.Path.Combine(recordings, Name)))
            {
                return recordings;
            }
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds recordings/{Name}");
    }
}
