using Pipeline.Events;

namespace Pipeline.Journal;

/// <summary>What a tape says of itself before its first record. Immutable.</summary>
public sealed record TapeHeader
{
    /// <summary>This file, and no other: a fresh random number.</summary>
    public required Guid FileId { get; init; }

    /// <summary>Number of the session: the high half of its client order ids.</summary>
    public required long SessionId { get; init; }

    /// <summary>When it was created, UTC nanoseconds.</summary>
    public required long CreatedNanos { get; init; }

    /// <summary>The run's instrument table, in its order.</summary>
    public required IReadOnlyList<Instrument> Instruments { get; init; }

    /// <summary>Version of the records.</summary>
    public long SchemaVersion { get; init; } = EventSchema.Version;

    /// <summary>Hash of the feature sheet, 0 where there is none.</summary>
    public ulong FeatureSchemaHash { get; init; }

    /// <summary>XXH3-64 of the configuration, 0 where there is none.</summary>
    public ulong ConfigHash { get; init; }

    /// <summary>XXH3-64 of the model, 0 where there is none.</summary>
    public ulong ModelHash { get; init; }

    /// <summary>Name and version of the writer, at most 64 bytes of UTF-8.</summary>
    public string Writer { get; init; } = "";

    /// <summary>Name of the strategy that decided, at most 120 bytes of UTF-8; empty where it is not known.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>XXH3-64 of the strategy's assembly, 0 for one that is built in.</summary>
    public ulong StrategyHash { get; init; }

    /// <summary>Whether a tail belongs to it until it is sealed. The writer sets it.</summary>
    public bool HasTail { get; init; }

    /// <summary>The segment before this one, or <see cref="Guid.Empty"/>.</summary>
    public Guid PreviousFileId { get; init; }

    /// <summary>Its last chain value, 0 where there is none.</summary>
    public ulong PreviousChain { get; init; }

    /// <summary>Ordinal of the first record: 0, or where the segment before ends.</summary>
    public long FirstRecordOrdinal { get; init; }

    /// <summary>Number of the first decision entry: 0, or where the segment before ends.</summary>
    public long FirstDecisionOrdinal { get; init; }
}
