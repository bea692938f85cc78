using System.Threading.Channels;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Live market data: sockets and REST into the lanes of the ring, as the feed's logic wants it.</summary>
/// <remarks>
/// One task owns the logic and the control lane; each socket has a task that writes its own lane. The Book stage is the
/// judge of every book: it asks for snapshots with <see cref="RequestSnapshot"/>.
/// </remarks>
public sealed class BinanceFeed
{
    private const long TickNanos = 10_000_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly FeedSetup _setup;
    private readonly FeedMachine _machine;
    private readonly FeedLane[] _lanes;
    private readonly FeedControl _control;
    private readonly FeedConnections _connections;
    private readonly long[] _wanted;
    private readonly bool[] _doubts;
    private readonly Channel<FeedEvent> _events = Channel.CreateUnbounded<FeedEvent>(new UnboundedChannelOptions { SingleReader = true });
    private long _nextTimeNanos = InputRecord.Absent;
    private long _lastTickNanos;

    /// <summary>A feed that has not begun.</summary>
    public BinanceFeed(FeedSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _setup = setup;
        _lanes = [.. setup.Lanes.Select((lane, i) => new FeedLane(
            lane, new MarketDataDecoder(setup.Instruments, setup.Market), setup.DeadLetters.ElementAtOrDefault(i), setup.Options, setup.Clock, setup.IsSynthetic ? RecordFlags.Synthetic : RecordFlags.None))];
        _control = new FeedControl(setup);
        _connections = new FeedConnections(setup, _lanes, _control, Report);
        _machine = new FeedMachine(setup.Options, _connections, new Random(setup.Seed));
        _wanted = new long[setup.Options.Symbols.Count];
        _doubts = new bool[setup.Options.Symbols.Count];
    }

    /// <summary>The venue's clock against ours. The feed's task writes it.</summary>
    public ClockModel Clock => _control.Clock;

    /// <summary>Asks for a snapshot of one book; it comes as a DepthSnapshot record with this epoch. Never waits, allocates nothing.</summary>
    /// <remarks>
    /// The Book stage's thread only. Epochs of an instrument begin at 1 and grow: one for each time that a book which is not
    /// Synced has no attempt outstanding, so after a break, and after each snapshot that could not be used; the same for one that is
    /// doubted, after each that disagreed with it.
    /// </remarks>
    public void RequestSnapshot(int instrument, int epoch, bool isDoubted) => Volatile.Write(ref _wanted[instrument], ((long)epoch << 1) | (isDoubted ? 1L : 0));

    /// <summary>Has a record say that one book is wrong though its chain holds. Never waits, allocates nothing. The Book stage's thread only.</summary>
    public void ReportDoubt(int instrument) => Volatile.Write(ref _doubts[instrument], true);

    /// <summary>Runs until cancelled; then every socket is closed.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pace);
        using var stop = new CancellationTokenSource();
        _connections.Stop = stop.Token;
        try
        {
            do
            {
                Turn(_setup.Clock.MonotonicNanos);
            }
            while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await _connections.CloseAllAsync().ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await _connections.CompletionAsync().ConfigureAwait(false);
        }
    }

    private void Report(FeedEvent feedEvent) => _events.Writer.TryWrite(feedEvent);

    private void Turn(long now)
    {
        while (_events.Reader.TryRead(out var feedEvent))
        {
            Handle(in feedEvent, now);
        }

        for (var i = 0; i < _wanted.Length; i++)
        {
            TakeRequest(i, now);
        }

        _machine.Step(now);
        AskTime(now);
        Tick(now);
    }

    private void Handle(in FeedEvent feedEvent, long now)
    {
        switch (feedEvent.Kind)
        {
            case FeedEventKind.Opened:
                _machine.OnOpened(feedEvent.Link!, now);
                break;
            case FeedEventKind.Ended:
                _connections.Forget(feedEvent.Link!);
                _machine.OnEnded(feedEvent.Link!, now, feedEvent.RetryAfterNanos);
                break;
            case FeedEventKind.Snapshot:
                TakeSnapshot(in feedEvent, now);
                break;
            default:
                _control.OnTime(feedEvent.Reply, _lanes);
                break;
        }
    }

    private void TakeRequest(int instrument, long now)
    {
        if (Interlocked.Exchange(ref _doubts[instrument], false))
        {
            _machine.OnBookDoubted(instrument);
        }

        var wanted = Volatile.Read(ref _wanted[instrument]);
        if (wanted > 0)
        {
            _machine.OnSnapshotWanted(instrument, (int)(wanted >> 1), now, isDoubted: (wanted & 1) != 0);
        }
    }

    private void TakeSnapshot(in FeedEvent feedEvent, long now)
    {
        var reply = feedEvent.Reply;
        var isGood = reply.IsGood && _control.TryDecode(feedEvent.Instrument, feedEvent.Epoch, reply);
        if (_machine.OnSnapshot(feedEvent.Instrument, feedEvent.Epoch, isGood, reply.RetryAfterNanos, now))
        {
            _control.PublishDecoded();
        }
    }

    private void AskTime(long now)
    {
        if (now >= _nextTimeNanos)
        {
            _nextTimeNanos = now + _setup.TimeSampleNanos;
            _connections.AskTime();
        }
    }

    // Time passes in the log though nothing arrives.
    private void Tick(long now)
    {
        var last = _lastTickNanos;
        foreach (var lane in _lanes)
        {
            last = Math.Max(last, lane.LastInputNanos);
        }

        if (now - last >= TickNanos)
        {
            _lastTickNanos = now;
            _control.Publish(new InputRecord
            {
                Kind = RecordKind.Tick,
                Instrument = InputRecord.NoInstrument,
                EventNanos = InputRecord.Absent,
                TransactionNanos = InputRecord.Absent,
            });
        }
    }
}
