using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Best prices and sizes at an update id, as the book or as the venue's ticker says them. A side without orders is 0 and 0.</summary>
internal readonly record struct TopOfBook(long UpdateId, long BidTicks, long BidLots, long AskTicks, long AskLots)
{
    /// <summary>The venue's word. A side is empty where it names no price or no size.</summary>
    public static TopOfBook Of(in TickerBody ticker)
    {
        var hasBid = ticker.BidTicks > 0 && ticker.BidLots > 0;
        var hasAsk = ticker.AskTicks > 0 && ticker.AskLots > 0;
        return new TopOfBook(
            ticker.UpdateId,
            hasBid ? ticker.BidTicks : 0,
            hasBid ? ticker.BidLots : 0,
            hasAsk ? ticker.AskTicks : 0,
            hasAsk ? ticker.AskLots : 0);
    }

    /// <summary>Whether prices and sizes are the same, whatever the ids.</summary>
    public bool Agrees(in TopOfBook other) =>
        BidTicks == other.BidTicks && BidLots == other.BidLots && AskTicks == other.AskTicks && AskLots == other.AskLots;
}
