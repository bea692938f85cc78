using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>What a step of a stream is.</summary>
public enum FeatureStep
{
    Sync,
    Row,
    OneSided,
    Trade,
    Invalid,
}

/// <summary>One step, in the order of the log.</summary>
public sealed class FeatureEvent
{
    public required FeatureStep Step { get; init; }

    public required long ReceiveNanos { get; init; }

    /// <summary>State after a sync or a depth event.</summary>
    public RowBook Book;

    public long Levels { get; init; }

    public long SizeLots { get; init; }

    public bool BuyerIsMaker { get; init; }
}

/// <summary>A whole log as the feature stage sees it, with the book already built.</summary>
public sealed record FeatureStream(Instrument Instrument, IReadOnlyList<FeatureEvent> Events, long TapeEndNanos);
