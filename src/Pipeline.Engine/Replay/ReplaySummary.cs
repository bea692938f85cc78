using System.Text.Json.Serialization;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Engine.Replay;

/// <summary>What a replay did. Each figure means what the contract of the command line says.</summary>
public sealed record ReplaySummary
{
    /// <summary>Messages of the input.</summary>
    public required long Messages { get; init; }

    /// <summary>Depth diffs.</summary>
    public required long DepthMessages { get; init; }

    /// <summary>Diffs applied after the book became Synced.</summary>
    public required long DepthUpdates { get; init; }

    /// <summary>Levels applied, those of buffered diffs included.</summary>
    public required long LevelUpdates { get; init; }

    /// <summary>Trades.</summary>
    public required long Trades { get; init; }

    /// <summary>The venue's aggregates of trades.</summary>
    public required long AggTrades { get; init; }

    /// <summary>Trades and aggregates that were here already.</summary>
    public required long Redelivered { get; init; }

    /// <summary>Best bid and ask messages.</summary>
    public required long BookTickers { get; init; }

    /// <summary>REST snapshots.</summary>
    public required long Snapshots { get; init; }

    /// <summary>Decoded but unused.</summary>
    public required long Other { get; init; }

    /// <summary>Trades whose `X` is not MARKET.</summary>
    public required long Filtered { get; init; }

    /// <summary>Messages that could not be decoded.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Those messages by reason.</summary>
    public required IReadOnlyDictionary<string, long> DeadLetterReasons { get; init; }

    /// <summary>Those of them that were about the book.</summary>
    [JsonIgnore]
    public long BookDeadLetters { get; init; }

    /// <summary>Where the first of each reason stands.</summary>
    [JsonIgnore]
    public IReadOnlyList<FirstDeadLetter> FirstDeadLetters { get; init; } = [];

    /// <summary>Where the input is damaged.</summary>
    public required IReadOnlyList<InputError> InputErrors { get; init; }

    /// <summary>Broken chains.</summary>
    public required long Gaps { get; init; }

    /// <summary>Syncs after a break.</summary>
    public required long Resyncs { get; init; }

    /// <summary>Diffs older than the book.</summary>
    public required long Stale { get; init; }

    /// <summary>Tickers older than the newest one.</summary>
    public required long StaleTickers { get; init; }

    /// <summary>What features and matching took for trades: trade, aggTrade or both; null where there were none.</summary>
    public required string? TradeSource { get; init; }

    /// <summary>Trades whose ids never came.</summary>
    public required TradeGapSummary TradeGaps { get; init; }

    /// <summary>Messages whose receive time is wrong: they were used and moved no time.</summary>
    public required long WrongStamps { get; init; }

    /// <summary>Times that the receiving clock stepped.</summary>
    public required long ClockSteps { get; init; }

    /// <summary>Snapshots that were compared with a Synced book.</summary>
    public required long Audits { get; init; }

    /// <summary>Levels that they compared.</summary>
    public required long AuditLevels { get; init; }

    /// <summary>Audits that did not agree.</summary>
    public required long AuditMismatches { get; init; }

    /// <summary>Diffs that were held against the venue's ticker.</summary>
    public required long BboChecks { get; init; }

    /// <summary>Those that did not agree.</summary>
    public required long BboMismatches { get; init; }

    /// <summary>The book at the end, null unless Synced; the first instrument's where several are followed.</summary>
    public required BookSummary? Book { get; init; }

    /// <summary>Each followed instrument's book at the end, by symbol; by `market:symbol` where two markets have the same.</summary>
    public required IReadOnlyDictionary<string, BookSummary?> Books { get; init; }

    /// <summary>Symbols whose grid was read off the snapshot.</summary>
    public required IReadOnlyList<string> Inferred { get; init; }

    /// <summary>Prices and sizes that are finer than the instrument's tick and lot; they are kept as they are.</summary>
    public required OffGridSummary OffGrid { get; init; }

    /// <summary>Rows cut.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows whose ten best reach beyond the snapshot that their book was built on: levels may be missing among them.</summary>
    public long RowsBeyondSnapshot { get; init; }

    /// <summary>Rows on which the strategy was asked.</summary>
    public required long Decisions { get; init; }

    /// <summary>Orders that passed risk.</summary>
    public required long Orders { get; init; }

    /// <summary>Fills.</summary>
    public required long Fills { get; init; }

    /// <summary>Refused intents by reason.</summary>
    public required IReadOnlyDictionary<string, long> Rejects { get; init; }

    /// <summary>Risk checks that have no input in this run.</summary>
    public required IReadOnlyList<string> ChecksOff { get; init; }

    /// <summary>All fields of all input records.</summary>
    public required string InputHash { get; init; }

    /// <summary>Book, row, orders and positions.</summary>
    public required string StateHash { get; init; }

    /// <summary>Intents and verdicts.</summary>
    public required string DecisionHash { get; init; }

    /// <summary>Books after every diff.</summary>
    public required string BookHash { get; init; }

    /// <summary>Streaming columns of every row.</summary>
    public required string RowHash { get; init; }

    /// <summary>Sources of different instruments that were merged by receive time, a line a stream; empty where all is one.</summary>
    public IReadOnlyList<string> Merged { get; init; } = [];

    /// <summary>How the run of a tape differs from what the tape was made with: its hashes are then its own. Empty for a recording.</summary>
    public IReadOnlyList<string> SessionDifferences { get; init; } = [];

    /// <summary>Wall time from the first message to the last result.</summary>
    public required double Seconds { get; init; }

    /// <summary>Messages by seconds.</summary>
    public required double MessagesPerSecond { get; init; }

    /// <summary>The worst pipeline thread's, after the first 10,000 messages; null where the input has no more than those.</summary>
    public required double? AllocatedBytesPerMessage { get; init; }

    /// <summary>What ran where.</summary>
    public required IReadOnlyList<ThreadSummary> Threads { get; init; }

    /// <summary>Nanoseconds a stage, null without telemetry.</summary>
    public required IReadOnlyDictionary<string, StageLatency>? StageNanos { get; init; }

    /// <summary>What of the result is not proved, in words; empty where all is.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unproved { get; init; } = [];

    /// <summary>Nanoseconds from the arrival of a message to the verdict on its row; null in a replay, whose messages arrived long ago.</summary>
    public StageLatency? VerdictNanos { get; init; }

    /// <summary>How long what was written waited for the medium; null where nothing is flushed before the end.</summary>
    public JournalLag? JournalLag { get; init; }
}

/// <summary>Stretches of missing trade ids, and the ids in them.</summary>
public sealed record TradeGapSummary(long Count, long MissingIds);

/// <summary>The first message that could not be decoded for a reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="File">Recording or tape.</param>
/// <param name="Line">Line of the recording, from 1, also where a tape is read.</param>
public sealed record FirstDeadLetter(DeadLetterReason Reason, string File, long Line);

/// <summary>The end of a book; prices and sizes are decimal strings with the instrument's own decimals.</summary>
public sealed record BookSummary(string BestBid, string BestBidSize, string BestAsk, string BestAskSize, int BidLevels, int AskLevels);

/// <summary>How many prices and sizes of levels, tickers and trades are finer than the tick and the lot.</summary>
public sealed record OffGridSummary(long Prices, long Sizes);

/// <summary>A stage and the thread that ran it, with the bytes which that thread allocated after its warm-up.</summary>
public sealed record ThreadSummary(string Stage, int Tid, int Cpu, [property: JsonIgnore] long AllocatedBytes);

/// <summary>Percentiles of one stage, nanoseconds.</summary>
public sealed record StageLatency(long Count, long P50, long P99, long P999, long Max);

/// <summary>Source-generated JSON of the summary: camel case, nulls written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplaySummary))]
public sealed partial class ReplayJson : JsonSerializerContext;
