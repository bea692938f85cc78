using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>What one block holds, as records: filled by appends before it is written, or by the decoder after it is read.</summary>
/// <remarks>
/// Single thread; memory is allocated once. Places in memory (LevelOffset, FirstIntent, FirstVerdict, FirstOutcome) are zero while
/// a block is being written and set by <see cref="Place"/> once it is read.
/// </remarks>
internal sealed class BlockContent : IDisposable
{
    /// <summary>64-bit words of an <see cref="InputRecord"/>.</summary>
    public const int RecordWords = InputRecord.Bytes / sizeof(long);

    // About what each comes to before LZ4, from real traffic. The largest block still fits TapeFormat.RawBytesMax when
    // every value in it needs all its bytes.
    private const int RecordCost = 24;
    private const int LevelCost = 3;
    private const int DecisionCost = 48;
    private const int OrderCost = 32;

    private readonly NativeArray<InputRecord> _records = new(TapeFormat.MaxRecords);
    private readonly NativeArray<LevelUpdate> _levels = new(TapeFormat.MaxLevels);
    private readonly NativeArray<DecisionEntry> _decisions = new(TapeFormat.MaxDecisions);
    private readonly NativeArray<OrderIntent> _intents = new(TapeFormat.MaxIntents);
    private readonly NativeArray<OrderVerdict> _verdicts = new(TapeFormat.MaxIntents);
    private readonly NativeArray<InputRecord> _outcomes = new(TapeFormat.MaxOutcomes);

    /// <summary>Number of records.</summary>
    public int RecordCount { get; private set; }

    /// <summary>Number of levels.</summary>
    public int LevelCount { get; private set; }

    /// <summary>Number of decision entries.</summary>
    public int DecisionCount { get; private set; }

    /// <summary>Number of intents.</summary>
    public int IntentCount { get; private set; }

    /// <summary>Number of verdicts.</summary>
    public int VerdictCount { get; private set; }

    /// <summary>Number of simulated outcomes.</summary>
    public int OutcomeCount { get; private set; }

    /// <summary>How far the log is decided with this content. Not a part of it: it stands as it is when the rest is cleared.</summary>
    public DecisionMark Decided { get; set; }

    /// <summary>Distinct heads among the records.</summary>
    public HeadTable Heads { get; } = new();

    /// <summary>About how many bytes a block of this content takes before LZ4.</summary>
    public int Cost =>
        (RecordCount * RecordCost) + (LevelCount * LevelCost) + (DecisionCount * DecisionCost)
        + ((IntentCount + VerdictCount + OutcomeCount) * OrderCost);

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => RecordCount + DecisionCount == 0;

    /// <summary>The records.</summary>
    public Span<InputRecord> Records => _records.Slice(0, RecordCount);

    /// <summary>The levels of all records, in their order.</summary>
    public Span<LevelUpdate> Levels => _levels.Slice(0, LevelCount);

    /// <summary>The decision entries.</summary>
    public Span<DecisionEntry> Decisions => _decisions.Slice(0, DecisionCount);

    /// <summary>The intents of all entries, in their order.</summary>
    public Span<OrderIntent> Intents => _intents.Slice(0, IntentCount);

    /// <summary>The verdicts of all entries, in their order.</summary>
    public Span<OrderVerdict> Verdicts => _verdicts.Slice(0, VerdictCount);

    /// <summary>The simulated outcomes of all entries, in their order.</summary>
    public Span<InputRecord> Outcomes => _outcomes.Slice(0, OutcomeCount);

    // SAFETY: these six views read and write plain structs as 64-bit words: sizes are multiples of 8, memory is aligned
    // to 128, no padding is left out, and no pattern of bits is invalid in any field. Layout tests hold the sizes.
    /// <summary>The records as words.</summary>
    public Span<long> RecordWordsView => MemoryMarshal.Cast<InputRecord, long>(Records);

    /// <summary>The decision entries as words.</summary>
    public Span<long> DecisionWords => MemoryMarshal.Cast<DecisionEntry, long>(Decisions);

    /// <summary>The intents as words.</summary>
    public Span<long> IntentWords => MemoryMarshal.Cast<OrderIntent, long>(Intents);

    /// <summary>The verdicts as words.</summary>
    public Span<long> VerdictWords => MemoryMarshal.Cast<OrderVerdict, long>(Verdicts);

    /// <summary>The outcomes as words.</summary>
    public Span<long> OutcomeWords => MemoryMarshal.Cast<InputRecord, long>(Outcomes);

    /// <summary>
    /// Whether one more record, or an entry with <paramref name="outcomes"/> outcomes, may be added, for blocks of about
    /// <paramref name="blockBytes"/>.
    /// </summary>
    public bool HasRoom(int blockBytes, int outcomes = 0) =>
        Cost < blockBytes
        && RecordCount < TapeFormat.MaxRecords && DecisionCount < TapeFormat.MaxDecisions && Heads.Count < TapeFormat.MaxHeads
        && LevelCount <= TapeFormat.MaxLevels - LevelArena.MaxRun
        && Math.Max(IntentCount, VerdictCount) <= TapeFormat.MaxIntents - Decision.MaxIntents
        && OutcomeCount <= TapeFormat.MaxOutcomes - outcomes;

    /// <summary>Appends a record.</summary>
    public void Add(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        Heads.Add(in record, RecordCount);
        ref var copy = ref _records[RecordCount++];
        copy = record;
        if (record.HasLevels)
        {
            copy.Depth.LevelOffset = 0;
            levels.CopyTo(_levels.Span[LevelCount..]);
            LevelCount += levels.Length;
        }
    }

    /// <summary>Appends a decision entry.</summary>
    public void Add(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        ref var copy = ref _decisions[DecisionCount++];
        copy = entry;
        copy.Decision.FirstIntent = 0;
        copy.Verdict.FirstVerdict = 0;
        copy.Verdict.FirstOutcome = 0;
        intents.CopyTo(_intents.Span[IntentCount..]);
        verdicts.CopyTo(_verdicts.Span[VerdictCount..]);
        IntentCount += intents.Length;
        VerdictCount += verdicts.Length;
        outcomes.CopyTo(_outcomes.Span[OutcomeCount..]);
        OutcomeCount += outcomes.Length;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        (RecordCount, LevelCount) = (0, 0);
        (DecisionCount, IntentCount, VerdictCount, OutcomeCount) = (0, 0, 0, 0);
        Heads.Clear();
    }

    /// <summary>Makes room for what a block says it holds, zeroed where columns may leave words out.</summary>
    public void Resize(int records, int levels, int decisions, int intents, int verdicts, int outcomes)
    {
        (RecordCount, LevelCount) = (records, levels);
        (DecisionCount, IntentCount, VerdictCount, OutcomeCount) = (decisions, intents, verdicts, outcomes);
        Records.Clear();
        Decisions.Clear();
        Intents.Clear();
        Verdicts.Clear();
        Outcomes.Clear();
    }

    /// <summary>Sets places in memory, and says whether counts in the records add up to what is there.</summary>
    public bool Place() => PlaceLevels() && PlaceOrders();

    /// <inheritdoc/>
    public void Dispose()
    {
        _records.Dispose();
        _levels.Dispose();
        _decisions.Dispose();
        _intents.Dispose();
        _verdicts.Dispose();
        _outcomes.Dispose();
    }

    private bool PlaceLevels()
    {
        var offset = 0L;
        foreach (ref var record in Records)
        {
            if (record.HasLevels)
            {
                record.Depth.LevelOffset = offset;
                offset += (long)record.Depth.BidCount + record.Depth.AskCount;
            }
        }

        return offset == LevelCount;
    }

    private bool PlaceOrders()
    {
        var (intents, verdicts, outcomes) = (0L, 0L, 0L);
        foreach (ref var entry in Decisions)
        {
            if (entry.Decision.IntentCount is < 0 or > Decision.MaxIntents || entry.Verdict.VerdictCount is < 0 or > Decision.MaxIntents
                || entry.Verdict.OutcomeCount < 0)
            {
                return false;
            }

            entry.Decision.FirstIntent = intents;
            entry.Verdict.FirstVerdict = verdicts;
            entry.Verdict.FirstOutcome = outcomes;
            intents += entry.Decision.IntentCount;
            verdicts += entry.Verdict.VerdictCount;
            outcomes += entry.Verdict.OutcomeCount;
        }

        return intents == IntentCount && verdicts == VerdictCount && outcomes == OutcomeCount;
    }
}
