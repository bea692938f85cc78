using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The values of `e` that become records of their own.</summary>
internal static class EventNames
{
    /// <summary>The kind, or Other for every other event.</summary>
    public static RecordKind Find(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("depthUpdate"u8))
        {
            return RecordKind.DepthUpdate;
        }

        if (name.SequenceEqual("bookTicker"u8))
        {
            return RecordKind.BookTicker;
        }

        if (name.SequenceEqual("trade"u8))
        {
            return RecordKind.Trade;
        }

        if (name.SequenceEqual("aggTrade"u8))
        {
            return RecordKind.AggTrade;
        }

        if (name.SequenceEqual("markPriceUpdate"u8))
        {
            return RecordKind.MarkPrice;
        }

        return name.SequenceEqual("forceOrder"u8) ? RecordKind.Liquidation : RecordKind.Other;
    }
}
