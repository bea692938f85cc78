using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>One connection, from the wish for it to its end.</summary>
/// <remarks><see cref="See"/> belongs to the receiving task, the rest to the logic.</remarks>
public sealed class FeedLink
{
    private readonly long[] _seenNanos;

    internal FeedLink(int number, int lane, FeedRoute route, int streams)
    {
        Number = number;
        Lane = lane;
        Route = route;
        _seenNanos = new long[streams];
        Array.Fill(_seenNanos, InputRecord.Absent);
    }

    /// <summary>Number of the connection in this run, from 1: the epoch of its records.</summary>
    public int Number { get; }

    /// <summary>Which of the redundant sockets.</summary>
    public int Lane { get; }

    /// <summary>Where it connects to.</summary>
    public FeedRoute Route { get; }

    internal bool IsOpen { get; set; }

    internal bool IsDelivering { get; set; }

    internal long OpenedNanos { get; set; }

    internal long SubscribedNanos { get; set; } = InputRecord.Absent;

    internal long RotateNanos { get; set; }

    internal long NextCommandNanos { get; set; }

    internal int CommandsSent { get; set; }

    /// <summary>A message of the contract's stream number <paramref name="stream"/> came. 0 B; the receiving task's.</summary>
    public void See(int stream, long nowNanos) => Volatile.Write(ref _seenNanos[stream], nowNanos);

    /// <summary>When the stream was last seen here, or <see cref="InputRecord.Absent"/>. Any thread.</summary>
    public long SeenNanos(int stream) => Volatile.Read(ref _seenNanos[stream]);
}
