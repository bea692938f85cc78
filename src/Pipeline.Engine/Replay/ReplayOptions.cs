using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;

namespace Pipeline.Engine.Replay;

/// <summary>What to replay and how fast.</summary>
public sealed record ReplayOptions
{
    /// <summary>Recordings in order, or one tape.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Symbols to follow; empty for the one that is there.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Reads recordings of a venue.</summary>
    public required ICaptureVenue Venue { get; init; }

    /// <summary>Takes what cannot be decoded, or null.</summary>
    public IDeadLetterSink? DeadLetters { get; init; }

    /// <summary>Whether records enter at the speed at which they were received.</summary>
    public bool Paced { get; init; }
}
