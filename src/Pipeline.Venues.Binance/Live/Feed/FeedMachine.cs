using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The feed's logic: which connections, which commands, which snapshots, which alarms, and when.</summary>
/// <remarks>
/// Pure: events come in with their times, actions go out, randomness is seeded; it owns no socket, timer or clock, so whole
/// days of faults run in virtual time. It never judges a book: the Book stage does, from the log. Single writer.
/// </remarks>
public sealed class FeedMachine
{
    private readonly FeedOptions _options;
    private readonly Random _random;
    private readonly List<FeedSlot> _slots = [];
    private readonly StreamSentinel _sentinel;
    private readonly SnapshotAttempts[] _snapshots;
    private readonly Func<int, long> _seenNanos;
    private long _restAllowedNanos = InputRecord.Absent;
    private int _links;

    /// <summary>Logic that has not begun; the first <see cref="Step"/> connects.</summary>
    public FeedMachine(FeedOptions options, IFeedActions actions, Random random)
    {
        _options = options;
        Actions = actions;
        _random = random;
        for (var lane = 0; lane < options.Lanes; lane++)
        {
            AddSlot(lane, FeedRoute.Public);
            AddSlot(lane, FeedRoute.Market);
        }

        _sentinel = new StreamSentinel(options);
        _seenNanos = SeenNanos;
        _snapshots = [.. Enumerable.Range(0, options.Symbols.Count).Select(i => new SnapshotAttempts(i, options, random))];
    }

    internal IFeedActions Actions { get; }

    /// <summary>Until then no connection is opened: the venue counts what the address does, whichever connection it refused.</summary>
    internal long ConnectAllowedNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Does what is due. Call it every few milliseconds and after events.</summary>
    public void Step(long nowNanos)
    {
        foreach (var slot in _slots)
        {
            slot.Step(nowNanos);
        }

        foreach (var stream in _sentinel.Check(nowNanos, _seenNanos))
        {
            PublishMute(stream);
        }

        foreach (var snapshots in _snapshots)
        {
            if (nowNanos >= _restAllowedNanos && snapshots.TryBegin(nowNanos, out var epoch))
            {
                Actions.Fetch(snapshots.Instrument, epoch, _options.SnapshotLimit);
            }
        }
    }

    /// <summary>A connection is open.</summary>
    public void OnOpened(FeedLink link, long nowNanos) => SlotOf(link)?.OnOpened(link, nowNanos);

    /// <summary>A connection could not be opened, or has ended. One that the logic closed itself is known to have.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="nowNanos">When.</param>
    /// <param name="retryAfterNanos">What the venue asked to wait, or 0.</param>
    public void OnEnded(FeedLink link, long nowNanos, long retryAfterNanos = 0)
    {
        var reason = link.IsOpen ? FeedEndReason.Lost : FeedEndReason.Refused;
        if (retryAfterNanos > 0)
        {
            ConnectAllowedNanos = Math.Max(ConnectAllowedNanos, nowNanos + retryAfterNanos);
        }

        SlotOf(link)?.OnEnded(link, reason, nowNanos, close: false);
    }

    /// <summary>The Book stage needs a snapshot; a later epoch makes an earlier one's reply worthless.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="epoch">Which attempt.</param>
    /// <param name="nowNanos">When.</param>
    /// <param name="isDoubted">Whether the book is Synced and doubted: it goes on meanwhile, so that later attempts can wait ever longer.</param>
    public void OnSnapshotWanted(int instrument, int epoch, long nowNanos, bool isDoubted = false) =>
        _snapshots[instrument].Want(epoch, nowNanos, isDoubted);

    /// <summary>The Book stage found that a book is wrong though its chain holds.</summary>
    public void OnBookDoubted(int instrument) => PublishAlarm(instrument, 0, FeedAlarmReason.BookDoubted, true, 0, 0);

    /// <summary>A snapshot came, or did not.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="epoch">Which attempt.</param>
    /// <param name="isGood">Whether there is a snapshot.</param>
    /// <param name="retryAfterNanos">What the venue asked every REST user to wait, or 0.</param>
    /// <param name="nowNanos">When.</param>
    /// <returns>Whether it is to be published: false for a failure and for a late reply to an older attempt.</returns>
    public bool OnSnapshot(int instrument, int epoch, bool isGood, long retryAfterNanos, long nowNanos)
    {
        if (retryAfterNanos > 0)
        {
            _restAllowedNanos = Math.Max(_restAllowedNanos, nowNanos + retryAfterNanos);
            PublishAlarm(InputRecord.NoInstrument, 0, FeedAlarmReason.RestRefused, true, retryAfterNanos, 0);
        }

        return _snapshots[instrument].TryEnd(epoch, isGood, nowNanos);
    }

    internal FeedLink NewLink(int lane, FeedRoute route) => new(++_links, lane, route, _options.Streams.Count);

    // Between 95 and 100 per cent: what is due together is not done together.
    internal long Jitter(long nanos) => nanos - _random.NextInt64((nanos / 20) + 1);

    internal void PublishState(FeedLink link, FeedConnectionState state, FeedEndReason reason)
    {
        var record = Session(RecordKind.ConnectionState, InputRecord.NoInstrument, link.Number);
        record.Status = new StatusBody { Code = (int)state, Reason = (int)reason, Value = link.Lane, Limit = (long)link.Route };
        Actions.Publish(in record);
    }

    private void AddSlot(int lane, FeedRoute route)
    {
        var slot = new FeedSlot(_options, this, lane, route, _random);
        if (slot.IsNeeded)
        {
            _slots.Add(slot);
        }
    }

    private FeedSlot? SlotOf(FeedLink link) => _slots.Find(slot => slot.Owns(link));

    private long SeenNanos(int stream)
    {
        var seen = InputRecord.Absent;
        foreach (var slot in _slots)
        {
            seen = Math.Max(seen, slot.SeenNanos(stream));
        }

        return seen;
    }

    private void PublishMute(in StreamSentinel.Change change)
    {
        var contract = _options.Streams[change.Stream];
        PublishAlarm(contract.Instrument, (int)contract.Kind, FeedAlarmReason.Mute, change.IsMute, change.SilenceNanos, contract.SilenceNanos);
    }

    private void PublishAlarm(int instrument, int epoch, FeedAlarmReason reason, bool isRaised, long value, long limit)
    {
        var record = Session(RecordKind.FeedAlarm, instrument, epoch);
        record.Status = new StatusBody { Code = isRaised ? 1 : 0, Reason = (int)reason, Value = value, Limit = limit };
        Actions.Publish(in record);
    }

    private static InputRecord Session(RecordKind kind, int instrument, int epoch) => new()
    {
        Kind = kind,
        Instrument = instrument,
        Epoch = epoch,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
    };
}
