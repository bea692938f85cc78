using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Risk;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Risk;

/// <summary>A gate over one instrument with a calm market of 100,000 by 100,001 ticks, two seconds old and fresh.</summary>
internal sealed class RiskFixture
{
    public const long Second = 1_000_000_000;
    public const long Bid = 100_000;
    public const long Ask = 100_001;

    public static readonly RiskLimits Limits = new()
    {
        StaleMaxNanos = Second / 2,
        SpreadMaxTicks = 20,
        MidMoveMaxBps = 100,
        ClockMaxNanos = Second / 2,
        CollarRefBps = 50,
        CollarCrossBps = 10,
        MaxOrderLots = 100,
        MaxOrderNotionalE8 = 200_000_000_000_000,
        MaxPositionLots = 250,
        MaxPositionNotionalE8 = 500_000_000_000_000,
        MessagesPer10s = 50,
        MessagesPer60s = 200,
        ReserveMessages = 5,
        DuplicateMax = 3,
        DuplicateWindowNanos = Second,
        MaxOpenOrders = 4,
    };

    private int _number;

    public RiskFixture(RiskLimits? limits = null, Instrument? instrument = null, LatchState latch = LatchState.Active, bool hasClock = false)
    {
        Instruments = [instrument ?? OrderRecords.Btc];
        Ledger = new OrderLedger(Instruments, capacity: 64);
        Latch = new KillLatch(latch);
        Gate = new RiskGate(limits ?? Limits, Instruments, Ledger, Latch, hasClock: hasClock);
        for (Now = 0; Now <= 2 * Second; Now += Second / 10)
        {
            Market();
        }

        Now = 2 * Second;
    }

    public Instrument[] Instruments { get; }

    public OrderLedger Ledger { get; }

    public KillLatch Latch { get; }

    public RiskGate Gate { get; }

    public long Now { get; set; }

    public void Market(
        long bid = Bid, long ask = Ask, BookState state = BookState.Synced, DqFlags flags = DqFlags.None, BookAction action = BookAction.Applied) =>
        Gate.OnMarket(
            new InputRecord { Kind = RecordKind.DepthUpdate },
            new BookResult { PipelineNanos = Now, BidTicks = bid, AskTicks = ask, State = state, Action = action, DqFlags = flags });

    /// <summary>The feed's alarm about a mute stream, or its end.</summary>
    public void Alarm(RecordKind stream, bool isRaised) => Gate.OnMarket(
        new InputRecord { Kind = RecordKind.FeedAlarm, Epoch = (int)stream, Status = new StatusBody { Code = isRaised ? 1 : 0, Reason = (int)FeedAlarmReason.Mute } },
        new BookResult { PipelineNanos = Now, State = BookState.Synced });

    /// <summary>A measurement of the clock.</summary>
    public void Clock(long offsetNanos, long uncertaintyNanos) => Gate.OnMarket(
        new InputRecord { Kind = RecordKind.ClockSample, Instrument = InputRecord.NoInstrument, Clock = new ClockBody { OffsetNanos = offsetNanos, UncertaintyNanos = uncertaintyNanos } },
        new BookResult { PipelineNanos = Now });

    public OrderIntent Buy(long lots = 10, long ticks = Ask) => OrderRecords.New(++_number, Side.Buy, lots, ticks);

    public OrderIntent Sell(long lots = 10, long ticks = Bid) => OrderRecords.New(++_number, Side.Sell, lots, ticks);

    /// <summary>The verdict; an accepted intent counts as in flight.</summary>
    public RejectReason Check(in OrderIntent intent) => Verdict(intent).Reason;

    public OrderVerdict Verdict(in OrderIntent intent)
    {
        var verdict = Gate.Check(intent, Now);
        if (verdict.Reason == RejectReason.None)
        {
            Ledger.OnIntentAccepted(intent);
        }

        return verdict;
    }

    /// <summary>Accepts and fills an order at once.</summary>
    public void Trade(Side side, long lots)
    {
        var intent = side == Side.Buy ? Buy(lots) : Sell(lots);
        Ledger.OnIntentAccepted(intent);
        var number = (int)(intent.ClientOrderId - OrderRecords.Session);
        Ledger.OnRecord(OrderRecords.Fill(number, side, lots, intent.PriceTicks, number, lots));
    }
}
