namespace Pipeline.Book;

/// <summary>Best prices and sizes at an update id, as the book or as the venue's ticker says them.</summary>
internal readonly record struct TopOfBook(long UpdateId, long BidTicks, long BidLots, long AskTicks, long AskLots)
{
    /// <summary>Whether prices and sizes are the same, whatever the ids.</summary>
    public bool Agrees(in TopOfBook other) =>
        BidTicks == other.BidTicks && BidLots == other.BidLots && AskTicks == other.AskTicks && AskLots == other.AskLots;
}
