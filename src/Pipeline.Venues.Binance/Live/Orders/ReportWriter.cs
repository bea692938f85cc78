using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Builds the records of the order lane and publishes them.</summary>
internal sealed class ReportWriter(IOrderReports reports)
{
    private const int NoReason = 0;

    /// <summary>Records published.</summary>
    public long Count { get; private set; }

    /// <summary>Of an intent itself: sent, vetoed.</summary>
    public void Intent(RecordKind kind, in OrderIntent intent, int reason, DeskTime now)
    {
        var record = Start(kind, intent.Instrument, now);
        record.Order.ClientOrderId = intent.ClientOrderId;
        record.Order.OrderId = InputRecord.Absent;
        record.Order.PriceTicks = intent.PriceTicks;
        record.Order.SizeLots = intent.SizeLots;
        record.Order.TradeId = InputRecord.Absent;
        record.Order.Reason = reason;
        record.Order.Side = intent.Side;
        record.Order.TimeInForce = intent.TimeInForce;
        Publish(ref record);
    }

    /// <summary>Of an order as the desk knows it, under the id of the order or of the request about it.</summary>
    public void Order(RecordKind kind, TrackedOrder order, long id, int reason, DeskTime now)
    {
        var record = Start(kind, order.Instrument, now);
        record.Order.ClientOrderId = id;
        record.Order.OrderId = order.OrderId > 0 ? order.OrderId : InputRecord.Absent;
        record.Order.PriceTicks = order.PriceTicks;
        record.Order.SizeLots = order.SizeLots;
        record.Order.FilledLots = order.FilledLots;
        record.Order.TradeId = InputRecord.Absent;
        record.Order.Reason = reason;
        record.Order.Side = order.Side;
        record.Order.TimeInForce = order.TimeInForce;
        Publish(ref record);
    }

    /// <summary>Of an order as the venue tells it.</summary>
    public void Facts(RecordKind kind, in OrderFacts facts, long id, int reason, long eventNanos, DeskTime now)
    {
        var record = Start(kind, facts.Instrument, now);
        record.EventNanos = eventNanos;
        record.TransactionNanos = facts.UpdateNanos;
        Describe(ref record, facts, id, reason);
        Publish(ref record);
    }

    /// <summary>Of a fill.</summary>
    public void Fill(in ExecutionReport report, long id, bool isFeeOnly, DeskTime now)
    {
        var record = Start(RecordKind.Fill, report.Order.Instrument, now);
        record.EventNanos = report.EventNanos;
        record.TransactionNanos = report.TransactionNanos;
        Describe(ref record, report.Order, id, NoReason);
        record.Order.LastFillTicks = isFeeOnly ? 0 : report.Fill.Ticks;
        record.Order.LastFillLots = isFeeOnly ? 0 : report.Fill.Lots;
        record.Order.TradeId = report.Fill.TradeId;
        record.Order.FeeE8 = report.Fill.FeeE8;
        record.Order.IsMaker = report.Fill.IsMaker ? (byte)1 : (byte)0;
        Publish(ref record);
    }

    /// <summary>Of a position.</summary>
    public void Position(in PositionFacts position, long round, DeskTime now)
    {
        var record = Start(RecordKind.AccountPosition, position.Instrument, now);
        record.Account.PositionLots = position.Lots;
        record.Account.EntryPriceE8 = position.EntryPriceE8;
        record.Account.Round = round;
        Publish(ref record);
    }

    /// <summary>Of the settlement asset's balance.</summary>
    public void Balance(long balanceE8, long round, DeskTime now)
    {
        var record = Start(RecordKind.AccountBalance, InputRecord.NoInstrument, now);
        record.Account.BalanceE8 = balanceE8;
        record.Account.Round = round;
        Publish(ref record);
    }

    /// <summary>Of a round's end.</summary>
    public void RoundEnd(long round, int differences, DeskTime now)
    {
        var record = Start(RecordKind.ReconcileEnd, InputRecord.NoInstrument, now);
        record.Account.Round = round;
        record.Account.Differences = differences;
        Publish(ref record);
    }

    private static InputRecord Start(RecordKind kind, int instrument, DeskTime now) => new()
    {
        Kind = kind,
        Instrument = instrument,
        ReceiveNanos = now.UtcNanos,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
    };

    private static void Describe(ref InputRecord record, in OrderFacts facts, long id, int reason)
    {
        record.Order.ClientOrderId = id;
        record.Order.OrderId = facts.OrderId;
        record.Order.PriceTicks = facts.PriceTicks;
        record.Order.SizeLots = facts.SizeLots;
        record.Order.FilledLots = facts.FilledLots;
        record.Order.TradeId = InputRecord.Absent;
        record.Order.Reason = reason;
        record.Order.Side = facts.Side;
        record.Order.TimeInForce = facts.TimeInForce;
    }

    private void Publish(ref InputRecord record)
    {
        Count++;
        reports.Publish(ref record);
    }
}
