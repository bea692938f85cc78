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
    Ticker,
    Connection,

    /// <summary>Any other record of the log: it moves time.</summary>
    Other,
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

    /// <summary>Of a ticker.</summary>
    public long UpdateId { get; init; }

    /// <summary>Number of the connection that brought it, or whose state is told.</summary>
    public int Connection { get; init; }

    public ConnectionPhase Phase { get; init; }

    public int Lane { get; init; }

    /// <summary>The same at another time of the log; what the book says of its own time stays.</summary>
    public FeatureEvent At(long nanos)
    {
        return new FeatureEvent
        {
            Step = Step,
            ReceiveNanos = nanos,
            Book = Book,
            Levels = Levels,
            SizeLots = SizeLots,
            BuyerIsMaker = BuyerIsMaker,
            UpdateId = UpdateId,
            Connection = Connection,
            Phase = Phase,
            Lane = Lane,
        };
    }
}

/// <summary>A whole log as the feature stage sees it, with the book already built.</summary>
public sealed record FeatureStream(Instrument Instrument, IReadOnlyList<FeatureEvent> Events, long TapeEndNanos);
