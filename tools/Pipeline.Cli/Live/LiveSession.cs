using System.Globalization;
using System.Net;
using Pipeline.Book;
using Pipeline.Cli.Output;
using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Engine.Live;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Risk;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Feed;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Cli.Live;

/// <summary>Composes a session on live market data: instruments, feed, stages, tape. The venue is named here and nowhere below.</summary>
internal sealed class LiveSession(LiveRequest request, LiveConfig config)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RestTimeout = TimeSpan.FromSeconds(10);

    // The venue's own number for an address that went on asking after 429.
    private const HttpStatusCode Banned = (HttpStatusCode)418;

    private readonly LiveConfig _config = config;
    private readonly MarketCalls _calls = MarketCalls.Of(config.Market);
    private readonly FeedResyncs _resyncs = new();

    // The venue counts what this machine's address asks: feed and orders share it.
    private readonly WeightBudget _budget = new(MarketCalls.Of(config.Market).WeightPerMinute);

    // Receive times never step: a correction of the machine's clock is no event of the market.
    private readonly SessionClock _clock = new(SystemClock.Instance);

    public LiveSession(LiveRequest request)
        : this(request, LiveConfig.Load(request.Config))
    {
    }

    /// <summary>Where the tape is, once there is one.</summary>
    public string TapePath { get; private set; } = "";

    /// <summary>Runs until its time is over or it is interrupted; the tape is sealed either way.</summary>
    public async Task<LiveOutcome> RunAsync(CancellationToken cancellation)
    {
        var addresses = _config.Resolve();
        using var http = new HttpClient { Timeout = RestTimeout };
        var trading = _config.Trading is null ? ConfigFile.Demo() : ConfigFile.Load(_config.Trading);
        var instruments = await FetchInstrumentsAsync(http, addresses, cancellation);
        using var orders = request.Trades && _config.Orders == OrderDestination.Venue ? new VenueOrders(_config) : null;
        var setup = Setup(trading, instruments, orders);
        using var journal = CreateJournal(setup);
        using var deadLetters = new DeadLetterFile($"{TapePath}.deadletters", source => $"connection {source}");
        using var run = new LiveRun(setup with { Journal = journal }, _clock);
        var table = TableOf(instruments);
        _resyncs.Feed = Feed(run, addresses, table, http, deadLetters);
        run.Start();
        orders?.Start(_config, addresses, table, _budget, setup.SessionId, run.Pipeline.OrderLane);
        await FeedAsync(run, orders, cancellation);
        if (orders is not null)
        {
            await orders.TakeBackAsync(() => run.Pipeline.OpenOrderCount);
            orders.Dispose();
        }

        var summary = run.Finish();
        TapeEnd.Seal(journal);
        summary = summary with { JournalLag = journal.Lag };
        return new LiveOutcome(summary, orders?.Counts, [.. instruments.Select((instrument, index) => run.Pipeline.PositionLots(index) / instrument.LotMantissa)], orders?.Refusal);
    }

    private async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(HttpClient http, BinanceAddresses addresses, CancellationToken cancellation)
    {
        try
        {
            var json = await http.GetByteArrayAsync(new Uri(addresses.Rest, _calls.ExchangeInfo(_config.Symbols)), cancellation);
            var known = ExchangeInfo.Parse(json, _config.Market, _config.Symbols).ToDictionary(each => each.Symbol);
            return [.. _config.Symbols.Select(symbol => known.TryGetValue(symbol, out var instrument)
                ? instrument
                : throw new ConfigException($"{request.Config}: the venue has no symbol {symbol}"))];
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new ConfigException($"{request.Config}: the venue does not know one of the symbols {string.Join(", ", _config.Symbols)}", e);
        }
        catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.TooManyRequests or Banned)
        {
            throw new RunFailedException(
                $"{addresses.Rest}: the venue answers {(int)e.StatusCode}: this address has asked too much{(e.StatusCode == Banned ? " and is shut out for minutes to days" : "")}; stop whatever else asks from here, wait {(e.StatusCode == Banned ? "until it is let in again" : "a minute or two")}, and start again");
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new InputUnusableException($"{addresses.Rest}: the venue does not tell its instruments ({e.Message}); check the profile and the addresses");
        }
    }

    private PipelineSetup Setup(ConfigFile trading, IReadOnlyList<Instrument> instruments, VenueOrders? orders) => new()
    {
        Instruments = instruments,
        SessionId = (int)(SystemClock.Instance.UtcNanos / 1_000_000_000 & int.MaxValue),
        Mode = _config.Mode,
        MarketLanes = _config.Lanes,
        Resyncs = _resyncs,
        ConfigHash = trading.Hash,
        Model = trading.LoadModel(),
        CreateStrategy = _ => trading.CreateStrategy(StrategyName),
        StrategyName = trading.StrategyNameOf(StrategyName),
        StrategyHash = trading.StrategyHashOf(StrategyName),
        Limits = trading.Config.Risk,
        Latch = new KillLatch(LatchState.Active),
        Exchange = request.Trades && orders is null ? trading.Config.Exchange with { Lane = 1 } : null,
        Gateway = orders,
        NewOrders = _config.Journal.NewOrders,
        ClockIsMeasured = true,
        Telemetry = true,
        Failed = FailureLine.Tell,

        // What one socket loses nobody else brings, so there is nothing to wait for.
        BookOptions = InstrumentBookOptions.Default with { HoldNanos = _config.Lanes > 1 ? InstrumentBookOptions.TwoLaneHoldNanos : 0 },
        FeatureOptions = new FeatureOptions { Parameters = trading.Config.Features },
    };

    // A session that only records asks no strategy.
    private string? StrategyName => request.Trades ? null : "idle";

    private JournalWriter CreateJournal(PipelineSetup setup)
    {
        var now = DateTimeOffset.UtcNow;
        var isNew = !Directory.Exists(request.Folder);
        TapePath = Path.Combine(
            OutputFile.Folder(request.Folder), now.ToString("'session-'yyyyMMdd'T'HHmmss'.tape'", CultureInfo.InvariantCulture));
        try
        {
            var journal = JournalWriter.Create(TapePath, ReplaySession.HeaderOf(setup), _config.Journal.ToOptions());
            KeepTrading(journal);
            return journal;
        }
        catch (IOException) when (isNew)
        {
            Directory.Delete(request.Folder, recursive: true);
            throw;
        }
    }

    private void KeepTrading(JournalWriter journal)
    {
        if (_config.Trading is null)
        {
            return;
        }

        try
        {
            File.Copy(_config.Trading, VerifySession.TradingFileOf(TapePath), overwrite: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            journal.Discard();
            throw;
        }
    }

    private BinanceFeed Feed(
        LiveRun run, BinanceAddresses addresses, InstrumentTable instruments, HttpClient http, IDeadLetterSink deadLetters) =>
        new(new FeedSetup
        {
            Options = new FeedOptions
            {
                Symbols = _config.Symbols,
                Streams = [.. _config.Symbols.SelectMany((symbol, i) => StreamContract.Usual(symbol, i, _config.Market))],
                Lanes = _config.Lanes,
            },
            Addresses = addresses,
            Instruments = instruments,
            Market = _config.Market,
            Lanes = run.Pipeline.MarketLanes,
            Control = run.Pipeline.ControlLane,
            DeadLetters = [deadLetters],
            Clock = _clock,
            Snapshots = new HttpDepthSnapshots(http, addresses.Rest, _budget, SystemClock.Instance, _config.Market),
            Seed = Environment.ProcessId,
            AllowPlain = _config.Profile == LiveProfile.Simulator,
            IsSynthetic = _config.Profile == LiveProfile.Simulator,
        });

    private static InstrumentTable TableOf(IReadOnlyList<Instrument> instruments)
    {
        var table = new InstrumentTable();
        foreach (var instrument in instruments)
        {
            table.Add(instrument);
        }

        return table;
    }

    private async Task FeedAsync(LiveRun run, VenueOrders? orders, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (request.Length is { } length)
        {
            stop.CancelAfter(length);
        }

        using var progress = new ProgressLine(request.Trades ? "run" : "record", () => (run.Pipeline.Counters.Messages, 0));
        var feed = _resyncs.Feed!.RunAsync(stop.Token);
        await WatchAsync(run, orders, feed, stop);
        await feed;
    }

    // A stage that failed stops everything: nobody goes on feeding it. So do refused keys: the run cannot do what was asked.
    private static async Task WatchAsync(LiveRun run, VenueOrders? orders, Task feed, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(Look);
        while (!feed.IsCompleted && !run.Pipeline.HasFailed && orders?.Refusal is null)
        {
            orders?.Look();
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        orders?.Look();
        if (run.Pipeline.HasFailed)
        {
            orders?.Close("a stage failed");
        }

        await stop.CancelAsync();
    }
}
