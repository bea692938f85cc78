using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>Seeded streams with what captures do not have: gaps, thin and empty sides, ties, silences, clocks that go back.</summary>
/// <remarks>Odd seeds are calm, so that long windows fill; even seeds are rough.</remarks>
public sealed class SyntheticStream
{
    private const long Start = 1_700_000_000_000_000_000;
    private const long Millisecond = 1_000_000;

    private readonly Instrument _instrument;
    private readonly Random _random;
    private readonly Random _words;
    private readonly PlainBook _book = new();
    private readonly List<FeatureEvent> _events = [];
    private readonly int _widestLevel;
    private readonly long _largestLots;
    private readonly bool _isRough;
    private readonly bool _goesBack;
    private readonly bool _tellsConnections;
    private long _now = Start + 123_456_789;
    private long _middle = 600_000;
    private bool _synced;
    private int _sessions;
    private int _rows;
    private int _connection;
    private long _aliveNanos;
    private long _updateId;

    private SyntheticStream(int seed, Instrument instrument, bool goesBack)
    {
        _instrument = instrument;
        _random = new Random(seed);
        _words = new Random(seed + 1_000);
        _tellsConnections = seed % 3 == 0;
        _goesBack = goesBack;
        _isRough = seed % 2 == 0;
        _widestLevel = _isRough ? 14 : 40;
        _largestLots = _random.Next(2) == 0 ? 400 : 20_000_000;
    }

    public static FeatureStream Create(int seed, Instrument instrument, int steps, bool goesBack = false)
    {
        var stream = new SyntheticStream(seed, instrument, goesBack);
        for (var step = 0; step < steps; step++)
        {
            stream.Step();
            stream.Word();
        }

        return new FeatureStream(instrument, stream._events, stream._now + stream._random.NextInt64(2_000 * Millisecond));
    }

    private void Step()
    {
        Wait();
        var choice = _random.Next(1_000);
        if (!_synced)
        {
            if (choice < 300)
            {
                Sync();
            }

            return;
        }

        switch (choice)
        {
            case < 2 when _isRough:
                _synced = false;
                _events.Add(new FeatureEvent { Step = FeatureStep.Invalid, ReceiveNanos = _now });
                break;
            case < 300:
                Trade();
                break;
            case < 304 when _isRough:
                Diff(() => Empty(_random.Next(2) == 0));
                break;
            default:
                Diff(Change);
                break;
        }
    }

    // What tells how long a mid stands, and other records, whose times may run ahead: drawn apart, so that books are the same without.
    private void Word()
    {
        if (_words.Next(4) == 0)
        {
            var ahead = _isRough && _words.Next(400) == 0 ? 1_000 : _words.Next(-2, _isRough ? 4 : 1);
            _events.Add(new FeatureEvent { Step = FeatureStep.Ticker, ReceiveNanos = _now, UpdateId = _updateId + ahead });
        }

        if (_words.Next(30) == 0)
        {
            _events.Add(new FeatureEvent { Step = FeatureStep.Other, ReceiveNanos = _now + (_goesBack ? _words.NextInt64(60 * Millisecond) : 0) });
        }

        if (_tellsConnections)
        {
            Connect();
        }
    }

    private void Connect()
    {
        if (_connection == 0 || _words.Next(1_000) == 0)
        {
            var rotates = _words.Next(2) == 0;
            Tell(rotates ? ConnectionPhase.Open : ConnectionPhase.Ended, rotates ? _connection + 1 : _connection);
            Tell(rotates ? ConnectionPhase.Ended : ConnectionPhase.Open, rotates ? _connection : _connection + 1);
            _connection++;
        }
        else if (_now - _aliveNanos > 1_000 * Millisecond && _words.Next(20) > 0)
        {
            Tell(ConnectionPhase.Delivering, _connection);
        }
    }

    private void Tell(ConnectionPhase phase, int connection)
    {
        _aliveNanos = _now;
        _events.Add(new FeatureEvent { Step = FeatureStep.Connection, ReceiveNanos = _now, Phase = phase, Connection = connection, Lane = 1 });
    }

    // Mostly a few tens of milliseconds; sometimes nothing, a silence, or a step to the very second.
    private void Wait()
    {
        _now += _random.Next(100) switch
        {
            < 10 => 0,
            < 12 when _isRough => _random.NextInt64(3_000 * Millisecond),
            < 14 => 1_000 * Millisecond - _now % (1_000 * Millisecond),
            < 15 => 1_000 * Millisecond,
            17 when _goesBack => -_random.NextInt64(50 * Millisecond),
            _ => _random.NextInt64(120 * Millisecond),
        };
    }

    private void Sync()
    {
        _synced = true;
        _sessions++;
        _book.Clear();
        for (var level = 0; level < _widestLevel; level++)
        {
            Change();
        }

        _events.Add(new FeatureEvent { Step = FeatureStep.Sync, ReceiveNanos = _now, Book = State() });
    }

    private void Trade() => _events.Add(new FeatureEvent
    {
        Step = FeatureStep.Trade,
        ReceiveNanos = _now,
        SizeLots = _random.Next(1, 5_000),
        BuyerIsMaker = _random.Next(2) == 0,
    });

    private void Diff(Action change)
    {
        var levels = _random.Next(1, 12);
        for (var level = 0; level < levels; level++)
        {
            change();
        }

        var book = State();
        book.EventNanos = _random.Next(200) == 0 ? InputRecord.Absent : _now - _random.NextInt64(_random.Next(2_000) == 0 ? -900 : -40, 300) * Millisecond;
        book.TransactionNanos = book.EventNanos;
        var cutsRow = book is { BidCount: > 0, AskCount: > 0 };
        book.Number = cutsRow ? ++_rows : 0;
        _events.Add(new FeatureEvent
        {
            Step = cutsRow ? FeatureStep.Row : FeatureStep.OneSided,
            ReceiveNanos = _now,
            Book = book,
            Levels = levels,
            Connection = _connection,
        });
    }

    private void Change()
    {
        _middle += _random.Next(3) - 1;
        if (_random.Next(5_000) == 0)
        {
            Jump();
        }

        var distance = _random.Next(_widestLevel);
        var lots = _random.Next(4) == 0 ? 0 : _random.NextInt64(1, _largestLots);
        var isBid = _random.Next(2) == 0;
        if (isBid)
        {
            _book.SetBid(_middle - distance, lots);
        }
        else
        {
            _book.SetAsk(_middle + 1 + distance, lots);
        }

        if (_random.Next(8) > 0)
        {
            ClearOther(isBid);
        }
    }

    // Levels on the wrong side of the middle go, as trades would take them; now and then they stay: crossed or locked.
    private void ClearOther(bool isBid)
    {
        for (var level = 0; level < 60; level++)
        {
            if (isBid)
            {
                _book.SetAsk(_middle - level, 0);
            }
            else
            {
                _book.SetBid(_middle + 1 + level, 0);
            }
        }
    }

    private void Jump()
    {
        Empty(bids: true);
        Empty(bids: false);
        _middle += 9_000;
        for (var level = 0; level < 12; level++)
        {
            _book.SetBid(_middle - level, 1 + level);
            _book.SetAsk(_middle + 1 + level, 1 + level);
        }
    }

    private void Empty(bool bids)
    {
        for (var level = _middle - 200; level < _middle + 200; level++)
        {
            if (bids)
            {
                _book.SetBid(level, 0);
            }
            else
            {
                _book.SetAsk(level, 0);
            }
        }
    }

    private RowBook State()
    {
        var book = _book.ToRow(_instrument);
        book.ReceiveNanos = _now;
        book.UpdateId = ++_updateId;
        book.SessionId = _sessions - 1;
        return book;
    }
}
