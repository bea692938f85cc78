using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What a message of the recording says, known before it became text.</summary>
internal abstract record Fact;

/// <summary>A message that only counts.</summary>
internal sealed record CountedFact(MessageCategory Category) : Fact;

/// <summary>A diff; the levels are absolute.</summary>
internal sealed record DiffFact(long First, long Last, long Previous, LevelUpdate[] Bids, LevelUpdate[] Asks) : Fact;

/// <summary>A whole book.</summary>
internal sealed record SnapshotFact(long Last, LevelUpdate[] Bids, LevelUpdate[] Asks) : Fact;

/// <summary>The venue's own top of book.</summary>
internal sealed record TickerFact(long Id, TopOfBook Top) : Fact;

/// <summary>How a message is counted that is neither diff, snapshot nor ticker.</summary>
internal enum MessageCategory
{
    Trade,
    Filtered,
    Other,
    DeadLetter,
}
