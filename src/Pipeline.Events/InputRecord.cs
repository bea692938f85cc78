using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>One record of the ordered input log: 128 bytes, the same in the ring, in the hashes and on tape.</summary>
/// <remarks>
/// <code>
///   0 Kind | 1 Flags | 2 Lane | 3 zero | 4 Instrument (4) | 8 Epoch (4) | 12 zero (4)
///  16 ReceiveNanos (8) | 24 EventNanos (8) | 32 TransactionNanos (8)
///  40 body, 88 bytes, by Kind
/// </code>
/// Prices are ticks, sizes lots, times nanoseconds since 1970 UTC. A field that the kind does not use is zero, so equal
/// records have equal bytes. A time that the venue did not give is <see cref="Absent"/>, an id that it did not give likewise:
/// never zero, which is a value.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct InputRecord
{
    /// <summary>Bytes of a record.</summary>
    public const int Bytes = 128;

    /// <summary>Where the body starts.</summary>
    public const int BodyOffset = 40;

    /// <summary>Marks a time or id that the message did not carry.</summary>
    public const long Absent = long.MinValue;

    /// <summary>The instrument of a record that is about none.</summary>
    public const int NoInstrument = -1;

    /// <summary>What the record says.</summary>
    [FieldOffset(0)]
    public RecordKind Kind;

    /// <summary>One-bit facts.</summary>
    [FieldOffset(1)]
    public RecordFlags Flags;

    /// <summary>The lane that wrote it; its level arena holds the levels.</summary>
    [FieldOffset(2)]
    public byte Lane;

    /// <summary>Index in the run's instrument table, or <see cref="NoInstrument"/>.</summary>
    [FieldOffset(4)]
    public int Instrument;

    /// <summary>Connection or snapshot attempt that it belongs to.</summary>
    [FieldOffset(8)]
    public int Epoch;

    /// <summary>When the bytes reached us, UTC nanoseconds.</summary>
    [FieldOffset(16)]
    public long ReceiveNanos;

    /// <summary>`E`: when the venue's gateway made the message, UTC nanoseconds, or <see cref="Absent"/>.</summary>
    [FieldOffset(24)]
    public long EventNanos;

    /// <summary>`T`: when the matching engine acted, UTC nanoseconds, or <see cref="Absent"/>.</summary>
    [FieldOffset(32)]
    public long TransactionNanos;

    /// <summary>Body of DepthUpdate and DepthSnapshot.</summary>
    [FieldOffset(BodyOffset)]
    public DepthBody Depth;

    /// <summary>Body of BookTicker.</summary>
    [FieldOffset(BodyOffset)]
    public TickerBody Ticker;

    /// <summary>Body of Trade and AggTrade.</summary>
    [FieldOffset(BodyOffset)]
    public TradeBody Trade;

    /// <summary>Body of MarkPrice.</summary>
    [FieldOffset(BodyOffset)]
    public MarkPriceBody MarkPrice;

    /// <summary>Body of Liquidation.</summary>
    [FieldOffset(BodyOffset)]
    public LiquidationBody Liquidation;

    /// <summary>Body of InstrumentUpdate.</summary>
    [FieldOffset(BodyOffset)]
    public InstrumentBody InstrumentUpdate;

    /// <summary>Body of Other and DeadLetter.</summary>
    [FieldOffset(BodyOffset)]
    public MessageBody Message;

    /// <summary>Body of SessionStart.</summary>
    [FieldOffset(BodyOffset)]
    public SessionBody Session;

    /// <summary>Body of ClockSample.</summary>
    [FieldOffset(BodyOffset)]
    public ClockBody Clock;

    /// <summary>Body of ConnectionState, FeedAlarm, JournalHealth and Control.</summary>
    [FieldOffset(BodyOffset)]
    public StatusBody Status;

    /// <summary>Body of ModelScore.</summary>
    [FieldOffset(BodyOffset)]
    public ScoreBody Score;

    /// <summary>Body of Hole.</summary>
    [FieldOffset(BodyOffset)]
    public HoleBody Hole;

    /// <summary>Body of the order kinds.</summary>
    [FieldOffset(BodyOffset)]
    public OrderBody Order;

    /// <summary>Body of AccountPosition, AccountBalance and ReconcileEnd.</summary>
    [FieldOffset(BodyOffset)]
    public AccountBody Account;

    /// <summary>Whether levels in the lane's arena belong to this record.</summary>
    public readonly bool HasLevels => Kind is RecordKind.DepthUpdate or RecordKind.DepthSnapshot;
}
