using System.Text.Json.Serialization;

namespace Pipeline.Comparisons;

/// <summary>The envelope of a combined stream.</summary>
internal sealed record ReplayRivalStream<TData>(
    [property: JsonPropertyName("stream")] string Stream, [property: JsonPropertyName("data")] TData Data);

/// <summary>A depth diff.</summary>
internal sealed record ReplayRivalDepth(
    [property: JsonPropertyName("E")] long EventMillis,
    [property: JsonPropertyName("T")] long TransactionMillis,
    [property: JsonPropertyName("s")] string Symbol,
    [property: JsonPropertyName("U")] long First,
    [property: JsonPropertyName("u")] long Final,
    [property: JsonPropertyName("pu")] long Previous,
    [property: JsonPropertyName("b")] decimal[][] Bids,
    [property: JsonPropertyName("a")] decimal[][] Asks);

/// <summary>The REST snapshot.</summary>
internal sealed record ReplayRivalSnapshot(
    [property: JsonPropertyName("lastUpdateId")] long LastUpdateId,
    [property: JsonPropertyName("bids")] decimal[][] Bids,
    [property: JsonPropertyName("asks")] decimal[][] Asks);

/// <summary>A trade.</summary>
internal sealed record ReplayRivalTrade(
    [property: JsonPropertyName("E")] long EventMillis,
    [property: JsonPropertyName("T")] long TransactionMillis,
    [property: JsonPropertyName("s")] string Symbol,
    [property: JsonPropertyName("t")] long Id,
    [property: JsonPropertyName("p")] decimal Price,
    [property: JsonPropertyName("q")] decimal Size,
    [property: JsonPropertyName("X")] string Kind,
    [property: JsonPropertyName("m")] bool BuyerIsMaker);

/// <summary>The venue's best bid and ask.</summary>
internal sealed record ReplayRivalTicker(
    [property: JsonPropertyName("u")] long UpdateId,
    [property: JsonPropertyName("s")] string Symbol,
    [property: JsonPropertyName("b")] decimal Bid,
    [property: JsonPropertyName("B")] decimal BidSize,
    [property: JsonPropertyName("a")] decimal Ask,
    [property: JsonPropertyName("A")] decimal AskSize,
    [property: JsonPropertyName("T")] long TransactionMillis,
    [property: JsonPropertyName("E")] long EventMillis);

/// <summary>Source-generated readers of the messages above: the fastest that System.Text.Json's models are.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(ReplayRivalStream<ReplayRivalDepth>))]
[JsonSerializable(typeof(ReplayRivalStream<ReplayRivalTrade>))]
[JsonSerializable(typeof(ReplayRivalStream<ReplayRivalTicker>))]
[JsonSerializable(typeof(ReplayRivalSnapshot))]
internal sealed partial class ReplayRivalJson : JsonSerializerContext;
