using Pipeline.Book;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Feeds.Lanes;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Feed;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>The real feed before a ring, and behind it one thread that keeps the book and compares it with the exchange's at every id.</summary>
internal sealed class LiveBook : IAsyncDisposable, IBackpressure
{
    private const int RingSize = 8192;

    private readonly ExchangeServer _server;
    private readonly LiveBookSetup _setup;
    private readonly CancellationTokenSource _stop = new();
    private readonly MultiProducerSequencer _sequencer = new(RingSize, new BlockingWaitStrategy());
    private readonly Section<InputRecord> _input = new(RingSize);
    private readonly LevelArena[] _arenas;
    private readonly Sequence _reader = new();
    private readonly InstrumentBook _book;
    private readonly GapWatch _gapWatch;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly BinanceFeed _feed;
    private readonly Task _feeding;
    private readonly Task _reading;
    private long _pipelineNanos;
    private bool _isOutstanding;
    private int _epoch;

    public LiveBook(ExchangeServer server, int lanes, Func<FeedOptions, FeedOptions> change)
        : this(server, new LiveBookSetup { Lanes = lanes, Change = change })
    {
    }

    public LiveBook(ExchangeServer server, LiveBookSetup setup)
    {
        _server = server;
        _setup = setup;
        var lanes = setup.Lanes;
        _book = new InstrumentBook(0, InstrumentBookOptions.Default with { HoldNanos = setup.HoldNanos });
        _gapWatch = new GapWatch(setup.HoldNanos);
        _sequencer.AddGatingSequences(_reader);
        _arenas = [.. Enumerable.Range(0, lanes + 1).Select(_ => new LevelArena(1 << 17, RingSize))];
        var instruments = new InstrumentTable();
        instruments.Add(setup.Instrument);
        var addresses = server.Addresses;
        _feed = new BinanceFeed(new FeedSetup
        {
            Options = setup.Change(new FeedOptions { Symbols = [setup.Instrument.Symbol], Streams = setup.Streams, Lanes = lanes }),
            Addresses = BinanceAddresses.Simulator(new(addresses.Rest), new(addresses.Public), new(addresses.Market), new(addresses.Private), new(addresses.WsApi)),
            Instruments = instruments,
            Lanes = [.. Enumerable.Range(0, lanes).Select(LaneOf)],
            Control = LaneOf(lanes),
            Snapshots = new HttpDepthSnapshots(_http, new Uri(addresses.Rest), new WeightBudget(), SystemClock.Instance),
            Seed = setup.Seed,
            AllowPlain = true,
            TimeSampleNanos = 200_000_000,
        });
        _feeding = _feed.RunAsync(_stop.Token);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public long Compared { get; private set; }

    public long Rows { get; private set; }

    public BookCounters Counters => _book.Counters;

    public BookState State => _book.State;

    /// <summary>Last id in the book, Absent unless Synced. A glance from outside.</summary>
    public long AppliedUpdateId => _book.AppliedUpdateId;

    /// <summary>Breaks of the chain that were seen, by a count of their own.</summary>
    public long GapsSeen => _gapWatch.Seen;

    /// <summary>Hash of the book's frame at every id that a sync or diff ended at. To be read once the feed has stopped.</summary>
    public Dictionary<long, ulong> Frames { get; } = [];

    /// <summary>Hash of the whole book. To be read once the feed has stopped.</summary>
    public ulong WholeBookHash() => _book.WholeBookHash();

    /// <summary>Stops the feed and its reader, so that what they hold may be read.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _feeding;
        await _reading;
    }

    public List<InputRecord> Session { get; } = [];

    /// <summary>Waits until <paramref name="condition"/> holds; a failed comparison or a failed feed ends it at once.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var begin = SystemClock.Instance.MonotonicNanos;
        while (!condition())
        {
            if (_reading.IsFaulted || _feeding.IsFaulted)
            {
                await Task.WhenAll(_reading, _feeding);
            }

            if (SystemClock.Instance.MonotonicNanos - begin > _setup.PatienceNanos)
            {
                throw new TimeoutException($"{what}: {_book.State} {_book.Reason}, {Compared} compared, {Counters.Gaps} gaps, {Counters.Resyncs} resyncs");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public void MakeRoom() => Thread.Yield();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _book.Dispose();
        Array.ForEach(_arenas, arena => arena.Dispose());
        _input.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private Lane LaneOf(int number) => new((byte)number, _sequencer, _input, _arenas[number], this);

    private void Read()
    {
        for (var next = 0L; !_feeding.IsCompleted;)
        {
            var highest = _sequencer.HighestPublished(next, _sequencer.Cursor);
            if (highest < next)
            {
                Thread.Yield();
            }

            for (; next <= highest; next++)
            {
                Take(in _input[next]);
                _reader.SetValue(next);
            }
        }
    }

    private void Take(in InputRecord record)
    {
        _pipelineNanos = Math.Max(_pipelineNanos, record.ReceiveNanos);
        if (record.Instrument != 0 || record.Kind == RecordKind.FeedAlarm)
        {
            Keep(in record);
            return;
        }

        var result = default(BookResult);
        _gapWatch.Before(in record, _book.AppliedUpdateId, _pipelineNanos);
        var cutsRow = _book.Process(record, record.HasLevels ? _arenas[record.Lane].Read(in record.Depth) : [], _pipelineNanos, ref result);
        Invariant.Always(!cutsRow || _book.State == BookState.Synced, "only a synced book cuts rows");
        Rows += cutsRow ? 1 : 0;
        _gapWatch.After(_book.AppliedUpdateId);
        if (result.Action is BookAction.Applied or BookAction.SyncedNow)
        {
            Frames[_book.AppliedUpdateId] = _book.FrameHash;
            Compare();
        }

        Request(in record);
    }

    private void Keep(in InputRecord record)
    {
        if (record.Kind != RecordKind.Tick)
        {
            lock (Session)
            {
                Session.Add(record);
            }
        }
    }

    private void Request(in InputRecord record)
    {
        _isOutstanding &= record.Kind != RecordKind.DepthSnapshot || record.Epoch != _epoch;
        if (!_isOutstanding && _book.State is BookState.Buffering or BookState.Invalid)
        {
            _isOutstanding = true;
            _feed.RequestSnapshot(0, ++_epoch);
        }
    }

    private void Compare()
    {
        if (!_server.TryBookAt(_setup.Instrument.Symbol, _book.AppliedUpdateId, out var engine))
        {
            return;
        }

        Compared++;
        Check(engine!.Bids, _book.Book.Bids);
        Check(engine.Asks, _book.Book.Asks);
    }

    private void Check(IReadOnlyList<LevelUpdate> expected, BookSide side)
    {
        var index = 0;
        foreach (var level in side)
        {
            var isEqual = index < expected.Count && expected[index].PriceTicks == level.PriceTicks && expected[index].SizeLots == level.SizeLots;
            Invariant.Always(isEqual, $"the book is the exchange's at id {_book.AppliedUpdateId}, rank {index}");
            index++;
        }

        Invariant.Always(index == expected.Count, $"the book has every level at id {_book.AppliedUpdateId}");
    }
}
