namespace Pipeline.Events;

/// <summary>What an input record says. The numbers are on tape: append, never renumber.</summary>
public enum RecordKind : byte
{
    /// <summary>An empty slot; never published.</summary>
    None = 0,

    /// <summary>A diff of the book: <see cref="DepthBody"/>, levels in the lane's arena.</summary>
    DepthUpdate = 1,

    /// <summary>A whole book from REST: <see cref="DepthBody"/> with the snapshot's id in FinalUpdateId.</summary>
    DepthSnapshot = 2,

    /// <summary>Best bid and ask as the venue sees them: <see cref="TickerBody"/>.</summary>
    BookTicker = 3,

    /// <summary>A trade: <see cref="TradeBody"/>.</summary>
    Trade = 4,

    /// <summary>Trades of one price and taker, aggregated by the venue: <see cref="TradeBody"/>.</summary>
    AggTrade = 5,

    /// <summary>Mark price, index price and funding: <see cref="MarkPriceBody"/>.</summary>
    MarkPrice = 6,

    /// <summary>A forced order: <see cref="LiquidationBody"/>.</summary>
    Liquidation = 7,

    /// <summary>A new grid for an instrument: <see cref="InstrumentBody"/>.</summary>
    InstrumentUpdate = 8,

    /// <summary>A message that was decoded and that nothing here uses (kline, acknowledgement, partial depth): <see cref="MessageBody"/>.</summary>
    Other = 9,

    /// <summary>The first record of a log: <see cref="SessionBody"/>.</summary>
    SessionStart = 16,

    /// <summary>Time passes though nothing arrives (live only): no body.</summary>
    Tick = 17,

    /// <summary>One measurement of the venue's clock: <see cref="ClockBody"/>.</summary>
    ClockSample = 18,

    /// <summary>A connection changed state: <see cref="StatusBody"/>.</summary>
    ConnectionState = 19,

    /// <summary>A stream is mute, or a book is wrong: <see cref="StatusBody"/>, a <see cref="FeedAlarmReason"/>.</summary>
    FeedAlarm = 20,

    /// <summary>Room and backlog of the journal: <see cref="StatusBody"/>.</summary>
    JournalHealth = 21,

    /// <summary>An operator's command (halt, resume, limits): <see cref="StatusBody"/>.</summary>
    Control = 22,

    /// <summary>A score computed outside: <see cref="ScoreBody"/>.</summary>
    ModelScore = 23,

    /// <summary>A message that could not be decoded; its bytes are in the dead-letter sink: <see cref="MessageBody"/>.</summary>
    DeadLetter = 24,

    /// <summary>Records are missing here: <see cref="HoleBody"/>.</summary>
    Hole = 25,

    /// <summary>An order's bytes left: <see cref="OrderBody"/>.</summary>
    OrderSent = 32,

    /// <summary>The gateway's last look refused: <see cref="OrderBody"/>.</summary>
    OrderVetoed = 33,

    /// <summary>The venue accepted: <see cref="OrderBody"/>.</summary>
    OrderAck = 34,

    /// <summary>The venue refused: <see cref="OrderBody"/>.</summary>
    OrderReject = 35,

    /// <summary>Cancelled, by us or by the venue: <see cref="OrderBody"/>.</summary>
    OrderCanceled = 36,

    /// <summary>The rest of an immediate or dated order lapsed: <see cref="OrderBody"/>.</summary>
    OrderExpired = 37,

    /// <summary>A fill: <see cref="OrderBody"/> with the last fill's price, size and trade id.</summary>
    Fill = 38,

    /// <summary>Nobody knows whether the order lives: <see cref="OrderBody"/>.</summary>
    OrderUnknown = 39,

    /// <summary>The answer to a query by client order id: <see cref="OrderBody"/>.</summary>
    OrderQueryResult = 40,

    /// <summary>The venue's position: <see cref="AccountBody"/>.</summary>
    AccountPosition = 41,

    /// <summary>The venue's balance: <see cref="AccountBody"/>.</summary>
    AccountBalance = 42,

    /// <summary>A reconciliation round ended: <see cref="AccountBody"/>.</summary>
    ReconcileEnd = 43,
}
