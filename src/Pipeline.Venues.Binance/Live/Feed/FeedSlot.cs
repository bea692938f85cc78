using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>One route of one lane: the connection that is there, and the one that is about to replace it.</summary>
/// <remarks>Pure: time comes with the call. Single writer.</remarks>
internal sealed class FeedSlot
{
    private readonly FeedOptions _options;
    private readonly FeedMachine _machine;
    private readonly int[] _streams;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _commands;
    private readonly Backoff _backoff;
    private readonly int _lane;
    private readonly FeedRoute _route;
    private FeedLink? _current;
    private FeedLink? _successor;
    private long _nextTryNanos = InputRecord.Absent;
    private bool _isFirst = true;

    public FeedSlot(FeedOptions options, FeedMachine machine, int lane, FeedRoute route, Random random)
    {
        _options = options;
        _machine = machine;
        _lane = lane;
        _route = route;
        _backoff = new Backoff(options.BackoffNanos, options.MaxBackoffNanos, random);
        _streams = [.. Enumerable.Range(0, options.Streams.Count).Where(i => options.Streams[i].Route == route)];
        _commands = SubscribeFrames.For(_streams.Select(i => options.Streams[i].Name));
    }

    public bool IsNeeded => _streams.Length > 0;

    public void Step(long now)
    {
        if (_current is null || (_current.IsOpen && _successor is null && (now >= _current.RotateNanos || HasMuteStream(_current, now))))
        {
            TryConnect(now);
        }

        Tend(_current, now);
        Tend(_successor, now);
        if (_successor is { IsDelivering: true })
        {
            End(_current!, HasMuteStream(_current!, now) ? FeedEndReason.Mute : FeedEndReason.Rotated, close: true);
            Promote();
        }
    }

    public bool Owns(FeedLink link) => link == _current || link == _successor;

    public void OnOpened(FeedLink link, long now)
    {
        link.IsOpen = true;
        link.OpenedNanos = now;
        link.NextCommandNanos = now;
        link.RotateNanos = now + _machine.Jitter(RotateAfter());
        _isFirst = false;
        _machine.PublishState(link, FeedConnectionState.Open, FeedEndReason.None);
    }

    public void OnEnded(FeedLink link, FeedEndReason reason, long now, bool close)
    {
        if (link.IsDelivering && now - link.OpenedNanos >= _options.StableNanos)
        {
            _backoff.Reset();
        }

        _nextTryNanos = now + _backoff.Next();
        End(link, reason, close);
        if (link == _successor)
        {
            _successor = null;
        }
        else
        {
            Promote();
        }
    }

    public long SeenNanos(int stream) => Math.Max(
        _current?.SeenNanos(stream) ?? InputRecord.Absent, _successor?.SeenNanos(stream) ?? InputRecord.Absent);

    // Lanes that began together would be cut together.
    private long RotateAfter() => _isFirst && _lane > 0 ? _options.RotateAfterNanos / 2 : _options.RotateAfterNanos;

    private void Promote()
    {
        _current = _successor;
        _successor = null;
    }

    private void TryConnect(long now)
    {
        if (now < Math.Max(_nextTryNanos, _machine.ConnectAllowedNanos))
        {
            return;
        }

        var link = _machine.NewLink(_lane, _route);
        if (_current is null)
        {
            _current = link;
        }
        else
        {
            _successor = link;
            _nextTryNanos = now + _backoff.Next();
        }

        _machine.PublishState(link, FeedConnectionState.Connecting, FeedEndReason.None);
        _machine.Actions.Connect(link);
    }

    private void End(FeedLink link, FeedEndReason reason, bool close)
    {
        link.IsOpen = false;
        _machine.PublishState(link, FeedConnectionState.Ended, reason);
        if (close)
        {
            _machine.Actions.Close(link);
        }
    }

    private void Tend(FeedLink? link, long now)
    {
        if (link is not { IsOpen: true })
        {
            return;
        }

        Subscribe(link, now);
        if (!link.IsDelivering && link.SubscribedNanos != InputRecord.Absent && Delivers(link, now))
        {
            link.IsDelivering = true;
            _machine.PublishState(link, FeedConnectionState.Delivering, FeedEndReason.None);
        }

        if (IsDead(link, now) || (link == _successor && !link.IsDelivering && HasMuteStream(link, now)))
        {
            OnEnded(link, FeedEndReason.Mute, now, close: true);
        }
    }

    private void Subscribe(FeedLink link, long now)
    {
        if (link.CommandsSent == _commands.Count || now < link.NextCommandNanos)
        {
            return;
        }

        _machine.Actions.Send(link, _commands[link.CommandsSent++]);
        link.NextCommandNanos = now + _options.CommandSpacingNanos;
        if (link.CommandsSent == _commands.Count)
        {
            link.SubscribedNanos = now;
        }
    }

    private bool Delivers(FeedLink link, long now)
    {
        foreach (var stream in _streams)
        {
            if (MustSpeak(link, stream, now) && link.SeenNanos(stream) == InputRecord.Absent)
            {
                return false;
            }
        }

        return true;
    }

    // A stream that may be silent says nothing about a successor; neither does one that is mute, or never spoke, on the connection before.
    private bool MustSpeak(FeedLink link, int stream, long now) => _options.Streams[stream].SilenceNanos > 0
        && (link == _current || (_current!.SeenNanos(stream) != InputRecord.Absent && !IsMute(_current, stream, now)));

    // Others may still speak here, of other symbols too: what replaces this connection has to be there before it goes.
    private bool HasMuteStream(FeedLink link, long now)
    {
        foreach (var stream in _streams)
        {
            if (MustSpeak(link, stream, now) && IsMute(link, stream, now))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMute(FeedLink link, int stream, long now) =>
        IsOver(_options.Streams[stream].SilenceNanos, Math.Max(link.SeenNanos(stream), link.SubscribedNanos), now);

    // No stream speaks, for longer than the liveliest of them may be silent.
    private bool IsDead(FeedLink link, long now)
    {
        var (shortest, last) = (long.MaxValue / _options.MuteFactor, link.SubscribedNanos);
        foreach (var stream in _streams)
        {
            var bound = _options.Streams[stream].SilenceNanos;
            shortest = bound > 0 ? Math.Min(shortest, bound) : shortest;
            last = Math.Max(last, link.SeenNanos(stream));
        }

        return IsOver(shortest, last, now);
    }

    private bool IsOver(long boundNanos, long since, long now) =>
        boundNanos > 0 && since != InputRecord.Absent && now - since > boundNanos * _options.MuteFactor;
}
