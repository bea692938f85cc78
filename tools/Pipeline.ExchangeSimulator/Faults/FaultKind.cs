namespace Pipeline.ExchangeSimulator;

/// <summary>What can go wrong at the exchange. The text form, as `/sim/fault` takes it, is the same name in any case.</summary>
public enum FaultKind
{
    /// <summary>Messages are not sent to whoever matches.</summary>
    Drop,

    /// <summary>Messages come twice.</summary>
    Duplicate,

    /// <summary>A message comes after the one that follows it.</summary>
    Reorder,

    /// <summary>Messages come <see cref="FaultRule.Millis"/> late, in order among themselves.</summary>
    Delay,

    /// <summary>Half a frame is written, then the connection is cut.</summary>
    CutFrame,

    /// <summary>The JSON is damaged, the frame is whole.</summary>
    CorruptJson,

    /// <summary>A message never reaches any subscriber: the chain of update ids breaks for all.</summary>
    Gap,

    /// <summary>A depth snapshot of <see cref="FaultRule.Millis"/> ago is served.</summary>
    StaleSnapshot,

    /// <summary>A depth snapshot is taken now and answered <see cref="FaultRule.Millis"/> later.</summary>
    LateSnapshot,

    /// <summary>The stream is silent while the connection lives, for <see cref="FaultRule.Millis"/>, or until cleared.</summary>
    Mute,

    /// <summary>The connection reads nothing for <see cref="FaultRule.Millis"/>: what is sent to it waits.</summary>
    SlowReader,

    /// <summary>A diff carries a bid far above the best ask, which nothing takes back: the client has to ask for a snapshot.</summary>
    CrossedBook,

    /// <summary>The connection is cut without a close frame.</summary>
    Disconnect,

    /// <summary>The connection is closed with <see cref="FaultRule.Code"/> (1008).</summary>
    Close,

    /// <summary>The connection stays open and nothing is sent any more, not even a pong.</summary>
    HalfOpen,

    /// <summary>The exchange's clock is <see cref="FaultRule.Millis"/> ahead (negative: behind).</summary>
    ClockSkew,

    /// <summary>REST answers 418 for <see cref="FaultRule.Millis"/>.</summary>
    Ban,

    /// <summary>REST answers 429 for <see cref="FaultRule.Millis"/>.</summary>
    TooManyRequests,

    /// <summary>An order request is answered 503, outcome unknown; <see cref="FaultRule.Placed"/> says whether it was carried out.</summary>
    OutcomeUnknown,

    /// <summary>An order request is answered 503, service unavailable; it was not carried out.</summary>
    Unavailable,

    /// <summary>An order request is answered 503 with an internal error; it was not carried out.</summary>
    InternalError,

    /// <summary>An order request is throttled with -1008; reduce-only orders and cancels are exempt.</summary>
    Overload,

    /// <summary>The connection is cut as after its 24 hours.</summary>
    DayCut,

    /// <summary>An order request is carried out and never answered.</summary>
    LostReply,

    /// <summary>An order request is carried out and answered <see cref="FaultRule.Millis"/> later, after its events.</summary>
    LateReply,

    /// <summary>Every listen key expires at once.</summary>
    ListenKeyDeath,

    /// <summary>TRADE_LITE comes after its ORDER_TRADE_UPDATE, not before.</summary>
    TradeLiteLast,
}
