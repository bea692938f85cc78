using System.IO.Hashing;
using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>What a reader gave, as counts and a hash that does not depend on how it was cut into blocks.</summary>
internal sealed class LogDigest : IEquatable<LogDigest>
{
    private readonly XxHash3 _records = new();
    private readonly XxHash3 _decisions = new();

    /// <summary>Number of records, Holes of a reader not counted.</summary>
    public long Records { get; private set; }

    /// <summary>Number of decision entries.</summary>
    public long Decisions { get; private set; }

    /// <summary>Number of Holes.</summary>
    public long Holes { get; private set; }

    /// <summary>Number of records that they stand for.</summary>
    public long MissingRecords { get; private set; }

    /// <summary>Whether the reader's block stands for records that are lost.</summary>
    public static bool IsHole(TapeReader reader) =>
        reader.Records is [{ Kind: RecordKind.Hole } hole] && (hole.Flags & RecordFlags.Salvaged) != 0;

    /// <summary>Levels of a record of the reader's block.</summary>
    public static ReadOnlySpan<LevelUpdate> LevelsOf(TapeReader reader, in InputRecord record) => record.HasLevels
        ? reader.Levels.Slice((int)record.Depth.LevelOffset, record.Depth.BidCount + record.Depth.AskCount)
        : [];

    /// <summary>Adds the reader's block.</summary>
    public void Add(TapeReader reader)
    {
        if (IsHole(reader))
        {
            Holes++;
            MissingRecords += reader.Records[0].Hole.ToRecord - reader.Records[0].Hole.FromRecord + 1;
        }
        else
        {
            Records += reader.Records.Length;
        }

        foreach (var record in reader.Records)
        {
            Add(record);
        }

        _records.Append(MemoryMarshal.AsBytes(reader.Levels));
        foreach (var entry in reader.Decisions)
        {
            Add(entry);
        }

        Decisions += reader.Decisions.Length;
        _decisions.Append(MemoryMarshal.AsBytes(reader.Intents));
        _decisions.Append(MemoryMarshal.AsBytes(reader.Verdicts));
        _decisions.Append(MemoryMarshal.AsBytes(reader.Outcomes));
    }

    /// <inheritdoc/>
    public bool Equals(LogDigest? other) =>
        other is not null && Records == other.Records && Decisions == other.Decisions && Holes == other.Holes
        && MissingRecords == other.MissingRecords
        && _records.GetCurrentHashAsUInt64() == other._records.GetCurrentHashAsUInt64()
        && _decisions.GetCurrentHashAsUInt64() == other._decisions.GetCurrentHashAsUInt64();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LogDigest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Records, Decisions, Holes);

    // Places in memory are the reader's own.
    private void Add(InputRecord record)
    {
        if (record.HasLevels)
        {
            record.Depth.LevelOffset = 0;
        }

        _records.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<InputRecord>(in record)));
    }

    private void Add(DecisionEntry entry)
    {
        entry.Decision.FirstIntent = entry.Verdict.FirstVerdict = entry.Verdict.FirstOutcome = 0;
        _decisions.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<DecisionEntry>(in entry)));
    }
}
