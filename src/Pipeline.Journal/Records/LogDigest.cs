using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>What a reader gave, as counts and a hash that does not depend on how it was cut into blocks.</summary>
internal sealed class LogDigest : IEquatable<LogDigest>
{
    private RunningHash _records;
    private RunningHash _levels;
    private RunningHash _decisions;
    private RunningHash _orders;

    /// <summary>Number of records, Holes of a reader not counted.</summary>
    public long Records { get; private set; }

    /// <summary>Number of decision entries.</summary>
    public long Decisions { get; private set; }

    /// <summary>Number of Holes.</summary>
    public long Holes { get; private set; }

    /// <summary>Number of records that they stand for.</summary>
    public long MissingRecords { get; private set; }

    /// <summary>When the last record came.</summary>
    public long LastReceiveNanos { get; private set; }

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
            Add(in reader.Records[0]);
        }
        else
        {
            AddRecords(reader.Records);
        }

        foreach (ref readonly var level in reader.Levels)
        {
            _levels.Add(in level);
        }

        foreach (var entry in reader.Decisions)
        {
            Add(entry);
        }

        Decisions += reader.Decisions.Length;
        AddOrders(reader);
    }

    /// <summary>Adds a Hole.</summary>
    public void Add(in InputRecord hole)
    {
        Holes++;
        MissingRecords += hole.Hole.ToRecord - hole.Hole.FromRecord + 1;
        AddBytes(hole);
    }

    /// <inheritdoc/>
    public bool Equals(LogDigest? other) =>
        other is not null && Records == other.Records && Decisions == other.Decisions && Holes == other.Holes
        && MissingRecords == other.MissingRecords
        && _records.Value == other._records.Value && _levels.Value == other._levels.Value
        && _decisions.Value == other._decisions.Value && _orders.Value == other._orders.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LogDigest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Records, Decisions, Holes);

    private void AddRecords(ReadOnlySpan<InputRecord> records)
    {
        Records += records.Length;
        foreach (ref readonly var record in records)
        {
            LastReceiveNanos = record.ReceiveNanos;
            AddBytes(record);
        }
    }

    // Places in memory are the reader's own.
    private void AddBytes(InputRecord record)
    {
        if (record.HasLevels)
        {
            record.Depth.LevelOffset = 0;
        }

        _records.Add(in record);
    }

    private void Add(DecisionEntry entry)
    {
        entry.Decision.FirstIntent = entry.Verdict.FirstVerdict = entry.Verdict.FirstOutcome = 0;
        _decisions.Add(in entry);
    }

    // Each entry's own, whatever block it stands in: intents, verdicts, outcomes.
    private void AddOrders(TapeReader reader)
    {
        foreach (ref readonly var entry in reader.Decisions)
        {
            AddAll(reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount));
            AddAll(reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount));
            AddAll(reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount));
        }
    }

    private void AddAll<T>(ReadOnlySpan<T> items)
        where T : unmanaged
    {
        foreach (ref readonly var item in items)
        {
            _orders.Add(in item);
        }
    }
}
