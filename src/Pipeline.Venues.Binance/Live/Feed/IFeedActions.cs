using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>What the feed's logic wants done. Nothing here may call back into the logic.</summary>
public interface IFeedActions
{
    /// <summary>Open a connection; its messages are marked with <see cref="FeedLink.See"/>.</summary>
    void Connect(FeedLink link);

    /// <summary>Send a command.</summary>
    void Send(FeedLink link, ReadOnlyMemory<byte> command);

    /// <summary>End a connection; nothing more is heard of it.</summary>
    void Close(FeedLink link);

    /// <summary>Fetch a snapshot and hand the outcome to the logic.</summary>
    void Fetch(int instrument, int epoch, int limit);

    /// <summary>Put a session record into the log; the receive time is set by who does it.</summary>
    void Publish(in InputRecord record);
}
