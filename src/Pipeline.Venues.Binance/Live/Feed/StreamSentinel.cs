using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Watches that every subscribed stream speaks: the venue acknowledges names that it never delivers.</summary>
/// <remarks>Pure. Single writer.</remarks>
internal sealed class StreamSentinel(FeedOptions options)
{
    private readonly bool[] _isMute = new bool[options.Streams.Count];
    private readonly List<Change> _changes = [];
    private long _beganNanos = InputRecord.Absent;

    /// <summary>A stream fell silent for too long, or speaks again.</summary>
    internal readonly record struct Change(int Stream, bool IsMute, long SilenceNanos);

    /// <summary>The changes since the last check; the list is used again by the next.</summary>
    public List<Change> Check(long now, Func<int, long> seenNanos)
    {
        _beganNanos = _beganNanos == InputRecord.Absent ? now : _beganNanos;
        _changes.Clear();
        for (var stream = 0; stream < _isMute.Length; stream++)
        {
            var silence = now - Math.Max(_beganNanos, seenNanos(stream));
            var bound = options.Streams[stream].SilenceNanos;
            var isMute = bound > 0 && silence > bound;
            if (isMute != _isMute[stream])
            {
                _isMute[stream] = isMute;
                _changes.Add(new Change(stream, isMute, silence));
            }
        }

        return _changes;
    }
}
