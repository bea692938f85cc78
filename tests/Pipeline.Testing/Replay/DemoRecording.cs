using System.Text.Json;

namespace Pipeline.Testing.Replay;

/// <summary>The recording that the README begins with: twelve minutes without a fault, and what the manifest says of it.</summary>
public static class DemoRecording
{
    private const string Name = "demo-usdm-btcusdt.zst";

    /// <summary>The folder of recordings.</summary>
    public static string Folder => ShippedRecording.Folder;

    /// <summary>The recording.</summary>
    public static string Path => ShippedRecording.PathOf(Name);

    /// <summary>Its counts, by the names of the manifest.</summary>
    public static JsonElement Expected() => ShippedRecording.ExpectedOf(Name);
}
