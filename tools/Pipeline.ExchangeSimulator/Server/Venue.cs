namespace Pipeline.ExchangeSimulator;

/// <summary>The exchange's state: markets, accounts, streams, faults, clock. One lock for all.</summary>
internal sealed class Venue
{
    private const long MilliNanos = 1_000_000;

    private readonly Dictionary<string, SymbolMarket> _markets = new(StringComparer.Ordinal);
    private readonly Agenda _agenda = new();
    private readonly HashSet<ClientSocket> _sockets = [];
    private long _skewNanos;

    public Venue(ExchangeServerOptions options)
    {
        Options = options;
        var recording = options.Capture is { } path ? RecordedMessages.Load(path) : null;
        Rules = MarketRules.Of(recording?.Market ?? options.Instruments[0].Market);
        Faults = new FaultDesk(new SeededRandom(options.Seed + 1), _agenda, () => SystemNanos);
        Hub = new StreamHub(Faults);
        Desk = new TradingDesk(this, options);
        Keys = options.Keys.Count > 0 ? options.Keys : [ExchangeKey.Create()];
        Accounts = Keys.ToDictionary(key => key.ApiKey, key => new Account(key, (Int128)options.StartingBalance * 100_000_000));
        Budget = new RequestBudget(options.WeightPerMinute ?? Rules.WeightPerMinute, () => NowMillis);
        AddMarkets(options, recording);
        options.Faults.ToList().ForEach(Inject);
        new FaultDraws(options, this).Plan(_agenda, SystemNanos);
    }

    public Lock Gate { get; } = new();

    public ExchangeServerOptions Options { get; }

    /// <summary>The market's own rules.</summary>
    public MarketRules Rules { get; }

    public StreamHub Hub { get; }

    public FaultDesk Faults { get; }

    public TradingDesk Desk { get; }

    public RequestBudget Budget { get; }

    public IReadOnlyList<ExchangeKey> Keys { get; }

    public IReadOnlyDictionary<string, Account> Accounts { get; }

    public IReadOnlyDictionary<string, SymbolMarket> Markets => _markets;

    /// <summary>The exchange's own clock, skew included.</summary>
    public long NowNanos => SystemNanos + _skewNanos;

    public long NowMillis => NowNanos / MilliNanos;

    public bool CaptureEnded
    {
        get
        {
            lock (Gate)
            {
                return _markets.Values.All(market => market.Ended);
            }
        }
    }

    private static long SystemNanos => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;

    public SymbolMarket MarketOf(string symbol) =>
        _markets.TryGetValue(symbol.ToUpperInvariant(), out var market) ? market : throw VenueError.BadSymbol();

    /// <summary>Does everything that is due.</summary>
    public void Advance()
    {
        lock (Gate)
        {
            _agenda.Advance(SystemNanos);
            foreach (var market in _markets.Values)
            {
                market.Advance(NowNanos);
            }

            foreach (var account in Accounts.Values)
            {
                Desk.Sweep(account);
                ExpireListenKey(account);
            }
        }
    }

    /// <summary>Sends an event to an account's user stream.</summary>
    public void Tell(Account account, string text)
    {
        if (account.ListenKey is { } key)
        {
            Hub.Publish(key, text);
        }
    }

    public bool LiteComesLast() => Faults.Strike(FaultKind.TradeLiteLast) is not null;

    public void Later(long millis, Action what) => _agenda.At(SystemNanos + millis * MilliNanos, _ => what());

    /// <summary>Follows a socket from its handshake to its end: pings, life, faults that cut.</summary>
    public void Watch(ClientSocket socket)
    {
        _sockets.Add(socket);
        PlanPing(socket);
        Later((long)Options.ConnectionLife.TotalMilliseconds, socket.Abort);
    }

    public void Forget(ClientSocket socket) => _sockets.Remove(socket);

    public void Inject(FaultRule rule)
    {
        lock (Gate)
        {
            new FaultActions(this).Apply(rule);
        }
    }

    public void ClearFaults()
    {
        lock (Gate)
        {
            Faults.Clear();
            _skewNanos = 0;
            Budget.Lift();
        }
    }

    public void Skew(long millis) => _skewNanos = millis * MilliNanos;

    public IReadOnlyDictionary<FaultKind, long> FaultsStruck()
    {
        lock (Gate)
        {
            return new Dictionary<FaultKind, long>(Faults.Struck);
        }
    }

    public ExchangeBook Book(string symbol)
    {
        lock (Gate)
        {
            return MarketOf(symbol).Book();
        }
    }

    public bool TryBookAt(string symbol, long updateId, out ExchangeBook? book)
    {
        lock (Gate)
        {
            book = MarketOf(symbol).BookAt(updateId);
        }

        return book is not null;
    }

    public IReadOnlyList<ExchangeOrder> OpenOrders(string apiKey) => Look(apiKey, order => order.IsLive);

    public IReadOnlyList<ExchangeOrder> Orders(string apiKey) => Look(apiKey, _ => true);

    public long PositionLots(string apiKey, string symbol)
    {
        lock (Gate)
        {
            return Accounts[apiKey].PositionIn(MarketOf(symbol).Instrument).Lots;
        }
    }

    public void CloseAll()
    {
        lock (Gate)
        {
            foreach (var socket in _sockets.ToArray())
            {
                socket.Abort();
            }
        }
    }

    public void KillListenKey(Account account)
    {
        if (account.ListenKey is { } key)
        {
            Hub.Publish(key, $"{{\"e\":\"listenKeyExpired\",\"E\":{NowMillis},\"listenKey\":\"{key}\"}}");
            account.ListenKey = null;
        }
    }

    private void AddMarkets(ExchangeServerOptions options, RecordedMessages? recording)
    {
        if (recording is not null)
        {
            Hub.KeyOf = recording.KeyOf;
            foreach (var symbol in recording.Symbols)
            {
                _markets.Add(symbol, new RecordedMarket(recording.InstrumentOf(symbol), recording.Of(symbol), options, Hub, Desk));
            }

            return;
        }

        foreach (var instrument in options.Instruments)
        {
            _markets.Add(instrument.Symbol, new LiveMarket(instrument, options, options.Seed + (ulong)_markets.Count * 1_000_003, Hub, Desk));
        }
    }

    private void PlanPing(ClientSocket socket) => Later((long)Options.PingEvery.TotalMilliseconds, () =>
    {
        if (socket.Ended)
        {
            return;
        }

        if (Environment.TickCount64 - socket.LastHeardMillis > Options.PongWithin.TotalMilliseconds)
        {
            socket.Abort();
            return;
        }

        socket.Ping(VenueJson.Number(NowMillis));
        PlanPing(socket);
    });

    private void ExpireListenKey(Account account)
    {
        if (account.ListenKey is not null && account.ListenKeyDueMillis <= NowMillis)
        {
            KillListenKey(account);
        }
    }

    private ExchangeOrder[] Look(string apiKey, Func<VenueOrder, bool> which)
    {
        lock (Gate)
        {
            return [.. Accounts[apiKey].Orders.Values.Where(which).Select(order => new ExchangeOrder(
                order.Id, order.ClientId, order.Instrument.Symbol, order.Side, OrderText.State(order), order.Ticks, order.Lots, order.Filled))];
        }
    }
}
