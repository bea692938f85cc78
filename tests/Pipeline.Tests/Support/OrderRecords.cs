using Pipeline.Events;

namespace Pipeline.Tests.Support;

/// <summary>Short forms for instruments, intents and records of the order lane.</summary>
internal static class OrderRecords
{
    public const long Session = 1L << 32;

    public static Instrument Btc { get; } = new()
    {
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        TickMantissa = 1,
        PriceDecimals = 1,
        LotMantissa = 1,
        SizeDecimals = 3,
    };

    public static OrderIntent New(int number, Side side, long lots, long ticks, TimeInForce timeInForce = TimeInForce.ImmediateOrCancel) => new()
    {
        ClientOrderId = Session + number,
        Action = OrderAction.New,
        Side = side,
        SizeLots = lots,
        PriceTicks = ticks,
        TimeInForce = timeInForce,
    };

    public static OrderIntent Amend(int number, int target, Side side, long lots, long ticks) =>
        New(number, side, lots, ticks) with { Action = OrderAction.Amend, TargetClientOrderId = Session + target };

    public static OrderIntent Cancel(int number, int target) =>
        new() { ClientOrderId = Session + number, Action = OrderAction.Cancel, TargetClientOrderId = Session + target };

    public static InputRecord Record(RecordKind kind, int number, long filled = 0)
    {
        var record = new InputRecord { Kind = kind };
        record.Order.ClientOrderId = Session + number;
        record.Order.FilledLots = filled;
        record.Order.TradeId = InputRecord.Absent;
        return record;
    }

    public static InputRecord Fill(int number, Side side, long lots, long ticks, long tradeId, long cumulative = 0)
    {
        var record = Record(RecordKind.Fill, number, cumulative);
        record.Order.Side = side;
        record.Order.LastFillLots = lots;
        record.Order.LastFillTicks = ticks;
        record.Order.TradeId = tradeId;
        return record;
    }

    public static InputRecord Ack(int number, long lots, long ticks, long nanos)
    {
        var record = Record(RecordKind.OrderAck, number);
        record.TransactionNanos = nanos;
        record.Order.SizeLots = lots;
        record.Order.PriceTicks = ticks;
        return record;
    }
}
