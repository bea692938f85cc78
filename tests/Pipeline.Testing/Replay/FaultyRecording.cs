using System.Text.Json;

namespace Pipeline.Testing.Replay;

/// <summary>The recording that is damaged on purpose: ninety busy seconds with gaps, silences and dead letters, and what the manifest says of it.</summary>
public static class FaultyRecording
{
    private const string Name = "demo-faults.gz";

    /// <summary>The recording.</summary>
    public static string Path => ShippedRecording.PathOf(Name);

    /// <summary>Its counts, by the names of the manifest.</summary>
    public static JsonElement Expected() => ShippedRecording.ExpectedOf(Name);
}
