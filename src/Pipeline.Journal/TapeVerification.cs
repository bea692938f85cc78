using Pipeline.Events;

namespace Pipeline.Journal;

/// <summary>What came of reading a whole tape and checking every byte of it.</summary>
public sealed record TapeVerification
{
    /// <summary>Number of records, Holes not counted.</summary>
    public required long Records { get; init; }

    /// <summary>Number of decision entries.</summary>
    public required long Decisions { get; init; }

    /// <summary>Number of levels.</summary>
    public required long Levels { get; init; }

    /// <summary>Number of blocks, tails not counted.</summary>
    public required long Blocks { get; init; }

    /// <summary>Number of records that Holes stand for.</summary>
    public required long MissingRecords { get; init; }

    /// <summary>Number of Holes: those that a repaired tape holds, and those in the place of what is damaged.</summary>
    public required long Holes { get; init; }

    /// <summary>Whether it is open and has a tail.</summary>
    public required bool HasOpenTail { get; init; }

    /// <summary>Number of records of each kind that occurs.</summary>
    public required IReadOnlyDictionary<RecordKind, long> RecordsOfKind { get; init; }

    /// <summary>Whether the last file ends in its seal.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>Everything that is wrong, each with its file and byte.</summary>
    public required IReadOnlyList<TapeDefect> Defects { get; init; }

    /// <summary>Whether nothing is.</summary>
    public bool IsSound => Defects.Count == 0;
}
