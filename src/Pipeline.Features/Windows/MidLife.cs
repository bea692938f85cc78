namespace Pipeline.Features.Windows;

/// <summary>Until when the mid of an instrument's last row stands: a quiet market is not a dead one.</summary>
/// <remarks>
/// A mid stands for holdMs after its row, and as long as a lane that carries the instrument's depth is alive; whatever lives, it ends
/// when a ticker's id has waited 1 s for its diff, or 5 s after a trade without any diff. What was told until a moment decides
/// whether a mid stands then: one that has ended stays so until the next row. Single writer. 0 B a record once the busiest second
/// of tickers was seen.
/// </remarks>
internal sealed class MidLife(long holdNanos, LaneLives? lanes)
{
    /// <summary>A ticker's id waits this long for its diff.</summary>
    public const long TickerNanos = Nanos.Second;

    /// <summary>A trade waits this long for a diff.</summary>
    public const long TradeNanos = 5 * Nanos.Second;

    private const long Never = long.MaxValue;
    private const long None = long.MinValue;

    private readonly TimeRing<Waiting> _tickers = new(1024);
    private long _rowNanos = None;
    private long _endedNanos = Never;
    private long _tradeNanos = Never;
    private long _newestTicker = None;

    // Tickers since the book left Synced: where the venue's ids went back meanwhile, those before are of another count.
    private long _newestUnsynced = None;
    private long _lastUpdateId = None;
    private long _updateId = Never;
    private ulong _lanes;

    /// <summary>Last moment at which the mid of the last row stands, by what was told so far; long.MinValue where no row was.</summary>
    public long EndNanos => _rowNanos == None ? None : Math.Min(_endedNanos, Math.Min(Lives(), Waits()));

    /// <summary>The book became Synced at <paramref name="updateId"/>: no row stands. A ticker that came before and is ahead waits from here.</summary>
    /// <remarks>An id below the last that was applied says that the venue's ids went back: tickers of the old ids say nothing then.</remarks>
    public void OnSync(long nowNanos, long updateId)
    {
        (_rowNanos, _endedNanos, _tradeNanos, _updateId, _lanes) = (None, Never, Never, updateId, 0);
        _tickers.Clear();
        _newestTicker = updateId < _lastUpdateId ? _newestUnsynced : _newestTicker;
        (_newestUnsynced, _lastUpdateId) = (None, updateId);
        if (_newestTicker > updateId)
        {
            _tickers.Push() = new Waiting { Id = _newestTicker, Nanos = nowNanos };
        }
    }

    /// <summary>The book left Synced: nothing waits, no row stands.</summary>
    public void OnInvalid()
    {
        (_rowNanos, _updateId) = (None, Never);
        _tickers.Clear();
    }

    /// <summary>Windows are empty: the last row stands for none of them.</summary>
    public void Forget() => _rowNanos = None;

    /// <summary>A diff was applied and cut a row.</summary>
    /// <param name="nowNanos">Pipeline time.</param>
    /// <param name="updateId">Last id that it covers.</param>
    /// <param name="connection">Number of the connection that brought it.</param>
    public void OnRow(long nowNanos, long updateId, int connection)
    {
        Take(nowNanos, updateId, connection);
        (_rowNanos, _endedNanos) = (nowNanos, Never);
    }

    /// <summary>A diff was applied that cut no row: the mid before it stands on, and what waited for a diff waits no longer.</summary>
    public void OnDiff(long nowNanos, long updateId, int connection)
    {
        Settle(nowNanos);
        Take(nowNanos, updateId, connection);
    }

    /// <summary>A ticker was received.</summary>
    public void OnTicker(long nowNanos, long id)
    {
        _newestUnsynced = _updateId == Never ? Math.Max(_newestUnsynced, id) : _newestUnsynced;
        if (id <= _newestTicker)
        {
            return;
        }

        _newestTicker = id;
        if (_updateId == Never || id <= _updateId)
        {
            return;
        }

        // Of those that have waited too long the newest tells as much as all.
        while (_tickers.Tail + 1 < _tickers.Head && nowNanos - _tickers[_tickers.Tail + 1].Nanos > TickerNanos)
        {
            _endedNanos = Math.Min(_endedNanos, _tickers[_tickers.Tail].Nanos + TickerNanos);
            _tickers.DropBefore(_tickers.Tail + 1);
        }

        _tickers.Push() = new Waiting { Id = id, Nanos = nowNanos };
    }

    /// <summary>A trade was received.</summary>
    public void OnTrade(long nowNanos) => _tradeNanos = Math.Min(_tradeNanos, nowNanos);

    /// <summary>Settles what was told before <paramref name="nowNanos"/>, as something that may lengthen a life is about to be told.</summary>
    public void Settle(long nowNanos)
    {
        if (EndNanos is var end && nowNanos > end)
        {
            _endedNanos = end;
        }
    }

    private long Lives() => Math.Max(_rowNanos + holdNanos, lanes is null || _lanes == 0 ? None : lanes.Until(_lanes));

    private long Waits() => Math.Min(
        _tickers.Head > _tickers.Tail ? _tickers[_tickers.Tail].Nanos + TickerNanos : Never,
        _tradeNanos == Never ? Never : _tradeNanos + TradeNanos);

    private void Take(long nowNanos, long updateId, int connection)
    {
        (_updateId, _lastUpdateId) = (updateId, updateId);
        _tradeNanos = Never;
        _lanes |= lanes?.LaneOf(connection) ?? 0;

        // A ticker that a diff passed over after more than its wait has a wrong id: no diff will ever reach it.
        var isWrong = false;
        while (_tickers.Head > _tickers.Tail && (_tickers[_tickers.Tail].Id <= updateId || nowNanos - _tickers[_tickers.Tail].Nanos > TickerNanos))
        {
            isWrong |= _tickers[_tickers.Tail].Id > updateId;
            _tickers.DropBefore(_tickers.Tail + 1);
        }

        if (isWrong && _tickers.Head == _tickers.Tail)
        {
            _newestTicker = updateId;
        }
    }

    private struct Waiting
    {
        public long Id;
        public long Nanos;
    }
}
