using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Feed;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>Exchange, network with faults, the real feed logic and the real books, all in virtual time from one seed.</summary>
internal sealed class FeedWorld : IFeedActions, IDisposable
{
    public const long Millisecond = 1_000_000;
    private const long StepNanos = 10 * Millisecond;
    private const long EventNanos = 50 * Millisecond;
    private const long FaultyNanos = 3_000 * Millisecond;
    private const long EndNanos = 8_000 * Millisecond;
    private const long SilenceNanos = 300 * Millisecond;
    private const int Symbols = 2;

    private readonly Random _random;
    private readonly int _lanes;
    private readonly FeedMachine _machine;
    private readonly FeedExchange[] _exchanges;
    private readonly FeedBook[] _books;
    private readonly PriorityQueue<Action, (long, long)> _agenda = new();
    private readonly Dictionary<FeedLink, Socket> _sockets = [];
    private readonly double _faultRate;
    private long _now = Millisecond;
    private long _order;

    private sealed class Socket
    {
        public bool IsSubscribed { get; set; }

        public bool IsMute { get; set; }

        public long[] Previous { get; } = new long[Symbols];

        public bool MarketIsMute { get; set; }
    }

    public FeedWorld(int seed)
    {
        _random = new Random(seed);
        _lanes = _random.Next(1, 3);
        _faultRate = _random.Next(0, 4) * 0.03;
        var rotates = _random.Next(3) == 0;
        var hold = _lanes > 1 || rotates ? InstrumentBookOptions.TwoLaneHoldNanos : 0;
        var options = new FeedOptions
        {
            Symbols = ["AAA", "BBB"],
            Streams = [.. Enumerable.Range(0, Symbols).Select(i => new StreamContract($"s{i}@depth", FeedRoute.Public, RecordKind.DepthUpdate, i, SilenceNanos)),
                new StreamContract("s0@markPrice", FeedRoute.Market, RecordKind.MarkPrice, 0, SilenceNanos)],
            Lanes = _lanes,
            RotateAfterNanos = rotates ? 1_000 * Millisecond : 3_600_000 * Millisecond,
            CommandSpacingNanos = 10 * Millisecond,
            BackoffNanos = 20 * Millisecond,
            MaxBackoffNanos = 200 * Millisecond,
            StableNanos = 500 * Millisecond,
            AuditNanos = 400 * Millisecond,
        };
        _machine = new FeedMachine(options, this, new Random(seed + 1));
        _exchanges = [.. Enumerable.Range(0, Symbols).Select(_ => new FeedExchange(_random))];
        _books = [.. _exchanges.Select(exchange => new FeedBook(exchange, hold))];
    }

    public long Gaps => _books.Sum(book => book.Counters.Gaps);

    public long Rows => _books.Sum(book => book.Rows);

    public int Rotations { get; private set; }

    public int Alarms { get; private set; }

    public int LateSnapshots { get; private set; }

    private bool IsFaulty => _now < FaultyNanos;

    public void Run()
    {
        for (var nextEvent = 0L; _now < EndNanos; _now += StepNanos)
        {
            if (_now >= nextEvent)
            {
                nextEvent = _now + EventNanos;
                Emit();
            }

            while (_agenda.TryPeek(out _, out var due) && due.Item1 <= _now)
            {
                _agenda.Dequeue()();
            }

            _machine.Step(_now);
        }

        for (var i = 0; i < Symbols; i++)
        {
            if (_books[i].State != BookState.Synced || _exchanges[i].LastId - _books[i].AppliedId > 200)
            {
                throw new InvalidOperationException($"after {(EndNanos - FaultyNanos) / Millisecond} calm ms book {i} is {_books[i].State} at {_books[i].AppliedId} of {_exchanges[i].LastId}");
            }
        }
    }

    public void Dispose() => Array.ForEach(_books, book => book.Dispose());

    public void Connect(FeedLink link)
    {
        var fails = Fault();
        After(Delay(40), () =>
        {
            if (fails)
            {
                _machine.OnEnded(link, _now);
                return;
            }

            _sockets.Add(link, new Socket { MarketIsMute = Fault() });
            _machine.OnOpened(link, _now);
        });
    }

    public void Send(FeedLink link, ReadOnlyMemory<byte> command) => After(Delay(10), () =>
    {
        if (_sockets.TryGetValue(link, out var socket))
        {
            socket.IsSubscribed = true;
            Array.Fill(socket.Previous, -1);
        }
    });

    public void Close(FeedLink link) => _sockets.Remove(link);

    public void Fetch(int instrument, int epoch, int limit)
    {
        var fails = Fault();
        var retryAfter = fails && _random.Next(3) == 0 ? 100 * Millisecond : 0;
        var lag = Fault() ? _random.Next(1, 60) : 0;
        var snapshot = _exchanges[instrument].SnapshotAt(Math.Max(1_000, _exchanges[instrument].LastId - lag));
        snapshot.Record.Epoch = epoch;
        After(Fault() ? Delay(600) : Delay(60), () =>
        {
            LateSnapshots += epoch != _books[instrument].Epoch ? 1 : 0;
            if (_machine.OnSnapshot(instrument, epoch, !fails, retryAfter, _now))
            {
                Invariant(epoch == _books[instrument].Epoch, "a late snapshot of an older attempt");
                Take(instrument, snapshot.Record, snapshot.Levels);
            }
        });
    }

    public void Publish(in InputRecord record)
    {
        Alarms += record.Kind == RecordKind.FeedAlarm && record.Status.Code == 1 ? 1 : 0;
        Rotations += record.Kind == RecordKind.ConnectionState && record.Status.Reason == (int)FeedEndReason.Rotated ? 1 : 0;
    }

    private static void Invariant(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    private bool Fault() => IsFaulty && _random.NextDouble() < _faultRate;

    private long Delay(int millis) => _random.Next(1, millis) * Millisecond;

    private void After(long nanos, Action action) => _agenda.Enqueue(action, (_now + nanos, _order++));

    // Each socket carves the market's changes on its own: it sends what has gathered since it last sent.
    private void Emit()
    {
        for (var i = 0; i < Symbols; i++)
        {
            var previousId = _exchanges[i].LastId;
            var diff = _exchanges[i].Move(previousId);
            foreach (var (link, socket) in _sockets.ToArray())
            {
                EmitTo(link, socket, i, previousId, diff);
            }
        }
    }

    private void EmitTo(FeedLink link, Socket socket, int symbol, long previousId, in (long First, long Final, long Previous, LevelUpdate[] Bids, LevelUpdate[] Asks) diff)
    {
        if (Fault() && _random.Next(5) == 0)
        {
            _sockets.Remove(link);
            _machine.OnEnded(link, _now);
            return;
        }

        socket.IsMute |= Fault() && _random.Next(8) == 0;
        if (!socket.IsSubscribed || socket.IsMute)
        {
            return;
        }

        if (link.Route == FeedRoute.Market)
        {
            Deliver(link, () => link.See(2, _now), allowed: !socket.MarketIsMute);
            return;
        }

        var record = FuturesDiff(diff.First, diff.Final, previousId, diff.Bids.Length, diff.Asks.Length);
        LevelUpdate[] levels = [.. diff.Bids, .. diff.Asks];
        void Receive()
        {
            link.See(symbol, _now);
            Take(symbol, record, levels);
        }

        Deliver(link, Receive, allowed: !Fault());
        Deliver(link, Receive, allowed: Fault());
    }

    private void Deliver(FeedLink link, Action receive, bool allowed)
    {
        if (!allowed)
        {
            return;
        }

        After(Fault() ? Delay(150) : Millisecond, () =>
        {
            if (_sockets.ContainsKey(link))
            {
                receive();
            }
        });
    }

    private void Take(int symbol, InputRecord record, LevelUpdate[] levels)
    {
        record.ReceiveNanos = _now;
        if (_books[symbol].Take(in record, levels, _now))
        {
            _machine.OnSnapshotWanted(symbol, _books[symbol].Epoch, _now);
        }
    }
}
