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

/// <summary>The real feed before a ring, and behind it one thread that keeps the books and compares them with the exchange's.</summary>
internal sealed class LiveBook : IAsyncDisposable, IBackpressure
{
    private const int RingSize = 8192;

    private readonly LiveBookSetup _setup;
    private readonly CancellationTokenSource _stop = new();
    private readonly MultiProducerSequencer _sequencer = new(RingSize, new BlockingWaitStrategy());
    private readonly Section<InputRecord> _input = new(RingSize);
    private readonly LevelArena[] _arenas;
    private readonly Sequence _reader = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly BinanceFeed _feed;
    private readonly Task _feeding;
    private readonly Task _reading;
    private long _pipelineNanos;

    public LiveBook(ExchangeServer server, int lanes, Func<FeedOptions, FeedOptions> change)
        : this(server, new LiveBookSetup { Lanes = lanes, Change = change })
    {
    }

    public LiveBook(ExchangeServer server, LiveBookSetup setup)
    {
        _setup = setup;
        var lanes = setup.Lanes;
        Books = [.. setup.Instruments.Select((instrument, index) => new WatchedBook(server, instrument, index, setup.HoldNanos))];
        _sequencer.AddGatingSequences(_reader);
        _arenas = [.. Enumerable.Range(0, lanes + 1).Select(_ => new LevelArena(1 << 17, RingSize))];
        var instruments = new InstrumentTable();
        foreach (var instrument in setup.Instruments)
        {
            instruments.Add(instrument);
        }

        var addresses = server.Addresses;
        _feed = new BinanceFeed(new FeedSetup
        {
            Options = setup.Change(new FeedOptions { Symbols = [.. setup.Instruments.Select(instrument => instrument.Symbol)], Streams = setup.Streams, Lanes = lanes }),
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

    /// <summary>The books, in the order of the instruments.</summary>
    public IReadOnlyList<WatchedBook> Books { get; }

    /// <summary>The first of them.</summary>
    public WatchedBook Book => Books[0];

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
                throw new TimeoutException($"{what}: {string.Join("; ", Books.Select(book => $"{book.Symbol} {book.State}, {book.Compared} compared, {book.Counters.Gaps} gaps, {book.Counters.Resyncs} resyncs"))}");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public void MakeRoom(long passed) => Thread.Yield();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var book in Books)
        {
            book.Dispose();
        }

        Array.ForEach(_arenas, arena => arena.Dispose());
        _input.Dispose();
        _http.Dispose();
        _stop.Dispose();
    }

    private Lane LaneOf(int number) => new((byte)number, _sequencer, _input, _arenas[number], this);

    // A reader that failed holds nobody up: the feed has to end before the test can tell why.
    private void Read()
    {
        try
        {
            ReadAll();
        }
        finally
        {
            _reader.SetValue(long.MaxValue);
        }
    }

    private void ReadAll()
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
        if ((uint)record.Instrument >= (uint)Books.Count || record.Kind == RecordKind.FeedAlarm)
        {
            Keep(in record);
            return;
        }

        var levels = record.HasLevels ? _arenas[record.Lane].Read(in record.Depth) : [];
        Books[record.Instrument].Take(in record, levels, _pipelineNanos, (instrument, epoch) => _feed.RequestSnapshot(instrument, epoch, isDoubted: false));
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
}
