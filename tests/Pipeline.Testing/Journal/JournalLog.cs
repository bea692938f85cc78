using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Testing.Journal;

/// <summary>A random log: what a test appends, and what it must read back.</summary>
/// <remarks>Fields take values from everywhere: zero, small, large, negative, absent, following the one before.</remarks>
public sealed class JournalLog
{
    private const int MaxLevels = 12;
    private const int MaxOutcomes = 6;
    private static readonly RecordKind[] Kinds = [.. Enum.GetValues<RecordKind>().Where(kind => kind != RecordKind.None)];

    private readonly Random _random;
    private long _nanos = 1_723_161_255_000_000_000;

    /// <summary>A log of <paramref name="entries"/> entries, the same for the same seed.</summary>
    public JournalLog(int seed, int entries)
    {
        _random = new Random(seed);
        for (var i = 0; i < entries; i++)
        {
            Entries.Add(Records.Count > 0 && _random.Next(3) == 0 ? AddDecision() : AddRecord());
        }
    }

    /// <summary>All entries in the order in which they are appended.</summary>
    public List<LogEntry> Entries { get; } = [];

    /// <summary>The record entries, by ordinal.</summary>
    public List<LogEntry> Records { get; } = [];

    /// <summary>The decision entries, by number.</summary>
    public List<LogEntry> Decisions { get; } = [];

    /// <summary>A header for it.</summary>
    public TapeHeader Header { get; init; } = new()
    {
        FileId = new Guid("6f2c1de8-8e0e-4a5b-9a55-1d0c8e0f7a31"),
        SessionId = 7,
        CreatedNanos = 1_723_161_255_000_000_000,
        Writer = "test",
        Instruments =
        [
            new Instrument { Market = Market.UsdM, Symbol = "BTCUSDT", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 3 },
            new Instrument
            {
                Market = Market.CoinM, Symbol = "BTCUSD_PERP", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 0,
                ContractSize = 100, MinLots = 1, MaxLots = 60_000, MinNotionalE8 = 5, Tradable = false, Inferred = true,
            },
        ],
    };

    /// <summary>Appends <paramref name="entry"/>.</summary>
    public static void Append(JournalWriter writer, LogEntry entry)
    {
        if (entry.IsRecord)
        {
            writer.AppendInput(in entry.Record, entry.Levels);
        }
        else
        {
            writer.AppendDecision(entry.Decision.RecordOrdinal, in entry.Decision, entry.Intents, entry.Verdicts, entry.Outcomes);
        }
    }

    private LogEntry AddRecord()
    {
        var record = default(InputRecord);
        FillWords(MemoryMarshal.AsBytes(new Span<InputRecord>(ref record)));
        record.Kind = Kinds[_random.Next(Kinds.Length)];
        record.Instrument = _random.Next(-1, 2);
        record.Epoch = _random.Next(2);
        record.Lane = (byte)_random.Next(2);
        record.Flags = (RecordFlags)_random.Next(4);
        _nanos += _random.Next(-1000, 100_000);
        record.ReceiveNanos = _nanos;
        var levels = Array.Empty<LevelUpdate>();
        if (record.HasLevels)
        {
            (record.Depth.BidCount, record.Depth.AskCount) = (_random.Next(MaxLevels), _random.Next(MaxLevels));
            levels = [.. Enumerable.Range(0, record.Depth.BidCount + record.Depth.AskCount).Select(_ => Level())];
        }

        var entry = new LogEntry { IsRecord = true, Record = record, Levels = levels };
        Records.Add(entry);
        return entry;
    }

    private LevelUpdate Level() => new() { PriceTicks = 600_000 + _random.Next(-500, 500), SizeLots = _random.Next(3) == 0 ? 0 : Word() };

    private LogEntry AddDecision()
    {
        var decision = default(DecisionEntry);
        FillWords(MemoryMarshal.AsBytes(new Span<DecisionEntry>(ref decision)));
        decision.RecordOrdinal = _random.Next(Records.Count);
        decision.Decision.IntentCount = _random.Next(Decision.MaxIntents + 1);
        decision.Verdict.VerdictCount = _random.Next(Decision.MaxIntents + 1);
        decision.Verdict.OutcomeCount = _random.Next(2) * _random.Next(MaxOutcomes);
        var intents = new OrderIntent[decision.Decision.IntentCount];
        var verdicts = new OrderVerdict[decision.Verdict.VerdictCount];
        FillWords(MemoryMarshal.AsBytes(intents.AsSpan()));
        FillWords(MemoryMarshal.AsBytes(verdicts.AsSpan()));
        var outcomes = new InputRecord[decision.Verdict.OutcomeCount];
        FillWords(MemoryMarshal.AsBytes(outcomes.AsSpan()));
        var entry = new LogEntry { Decision = decision, Intents = intents, Verdicts = verdicts, Outcomes = outcomes };
        Decisions.Add(entry);
        return entry;
    }

    private void FillWords(Span<byte> bytes)
    {
        foreach (ref var word in MemoryMarshal.Cast<byte, long>(bytes))
        {
            word = Word();
        }
    }

    private long Word() => _random.Next(8) switch
    {
        0 => _random.NextInt64(long.MinValue, long.MaxValue),
        1 => InputRecord.Absent,
        2 => -_random.Next(1000),
        3 => _nanos / 1_000_000 * 1_000_000,
        4 => _random.Next(100_000),
        _ => 0,
    };
}

/// <summary>A record with its levels, or a decision entry with its orders.</summary>
public sealed class LogEntry
{
    /// <summary>Which of the two.</summary>
    public bool IsRecord;

    /// <summary>The record.</summary>
    public InputRecord Record;

    /// <summary>Its levels.</summary>
    public LevelUpdate[] Levels = [];

    /// <summary>The decision entry.</summary>
    public DecisionEntry Decision;

    /// <summary>Its intents.</summary>
    public OrderIntent[] Intents = [];

    /// <summary>Its verdicts.</summary>
    public OrderVerdict[] Verdicts = [];

    /// <summary>What a simulated exchange said before its record.</summary>
    public InputRecord[] Outcomes = [];
}
