using Pipeline.Events;

namespace Pipeline.Testing.Book;

/// <summary>Builds the records that a book takes.</summary>
public static class BookRecords
{
    public static LevelUpdate Level(long ticks, long lots) => new() { PriceTicks = ticks, SizeLots = lots };

    public static InputRecord FuturesDiff(long first, long final, long previous, int bids = 1, int asks = 1)
    {
        var record = SpotDiff(first, final, bids, asks);
        record.Flags = RecordFlags.ChainedByPrevious;
        record.Depth.PreviousFinalUpdateId = previous;
        return record;
    }

    public static InputRecord SpotDiff(long first, long final, int bids = 1, int asks = 1) => new()
    {
        Kind = RecordKind.DepthUpdate,
        ReceiveNanos = final,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
        Depth = new DepthBody
        {
            FirstUpdateId = first,
            FinalUpdateId = final,
            PreviousFinalUpdateId = InputRecord.Absent,
            BidCount = bids,
            AskCount = asks,
        },
    };

    public static InputRecord Snapshot(long id, int bids = 1, int asks = 1) => new()
    {
        Kind = RecordKind.DepthSnapshot,
        ReceiveNanos = id,
        Depth = new DepthBody
        {
            FirstUpdateId = InputRecord.Absent,
            FinalUpdateId = id,
            PreviousFinalUpdateId = InputRecord.Absent,
            BidCount = bids,
            AskCount = asks,
        },
    };

    public static InputRecord Ticker(long id, long bidTicks, long bidLots, long askTicks, long askLots) => new()
    {
        Kind = RecordKind.BookTicker,
        ReceiveNanos = id,
        Ticker = new TickerBody { UpdateId = id, BidTicks = bidTicks, BidLots = bidLots, AskTicks = askTicks, AskLots = askLots },
    };
}
