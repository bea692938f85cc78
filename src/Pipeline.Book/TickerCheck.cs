using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Holds the book's best prices against the venue's own ticker, by update id.</summary>
/// <remarks>
/// A diff that ends at u is compared with the last ticker of an id up to u. Which one that is stands fixed only when a ticker
/// of a higher id is seen: many tickers arrive after their diff. Tickers before that diff may be the ones needed, so those
/// that a later diff may still ask for are kept. Both queues are bounded; what they had to give up is counted. Single writer.
/// <para>
/// On futures one disagreement speaks against the book. On spot the venue's ticker itself skips a change now and then, so there
/// it takes three in a row.
/// </para>
/// </remarks>
public sealed class TickerCheck : IDisposable
{
    /// <summary>Most diffs whose comparison is open: half an hour of diffs every 100 ms without a ticker.</summary>
    public const int MaxPending = 16_384;

    /// <summary>Most tickers kept for diffs that are still to come.</summary>
    public const int MaxTickers = 4_096;

    private readonly Section<TopOfBook> _pending = new(MaxPending);
    private readonly Section<TopOfBook> _tickers = new(MaxTickers);
    private long _firstPending;
    private long _endPending;
    private long _firstTicker;
    private long _endTicker;
    private bool _tickersLost;
    private long _disagreements;
    private long _patience = 1;
    private long _bookFrom = InputRecord.Absent;

    /// <summary>Comparisons decided.</summary>
    public long Checks { get; private set; }

    /// <summary>Of those, the ones that disagreed.</summary>
    public long Mismatches { get; private set; }

    /// <summary>Comparisons that could not be kept open, or whose ticker could not be kept.</summary>
    public long Overflows { get; private set; }

    /// <summary>Tickers whose id was not above the newest one's: redelivered or late, and without effect.</summary>
    public long Stale { get; private set; }

    /// <summary>Whether the comparisons speak against the book, until one agrees.</summary>
    public bool Disagrees => _disagreements >= _patience;

    /// <summary>Whether the last comparison decided disagreed.</summary>
    public bool EndsInMismatch => _disagreements > 0;

    /// <summary>Comparisons of the present book that disagreed, one after the other and none since.</summary>
    public long DisagreementsInARow { get; private set; }

    /// <summary>Those that agreed, one after the other and none else since.</summary>
    public long AgreementsInARow { get; private set; }

    /// <summary>Whether a ticker is not newer than the newest one.</summary>
    public bool IsStale(in TickerBody ticker) => _endTicker > _firstTicker && ticker.UpdateId <= Newest.UpdateId;

    /// <summary>A ticker arrived: decides the diffs that end before it.</summary>
    public void OnTicker(in TickerBody ticker)
    {
        var top = TopOfBook.Of(in ticker);
        if (IsStale(in ticker))
        {
            Stale++;
            return;
        }

        for (; _firstPending < _endPending && _pending[_firstPending].UpdateId < top.UpdateId; _firstPending++)
        {
            DecideOldest();
        }

        Remember(top);
    }

    /// <summary>A book begins at an id: comparisons of the one before say nothing of it.</summary>
    public void OnSync(long updateId)
    {
        _bookFrom = updateId;
        DisagreementsInARow = 0;
        AgreementsInARow = 0;
    }

    /// <summary>The venue's ids begin anew: decides what is open, as no ticker of its ids will come, and forgets all tickers.</summary>
    public void Restart()
    {
        Finish();
        _firstTicker = _endTicker;
        _tickersLost = false;
    }

    /// <summary>A diff was applied to a Synced book, which now shows <paramref name="top"/>.</summary>
    /// <param name="top">The best prices.</param>
    /// <param name="isSpot">Whether the venue's ticker is one that skips changes.</param>
    internal void OnDiff(in TopOfBook top, bool isSpot)
    {
        _patience = isSpot ? 3 : 1;
        ForgetBefore(top.UpdateId);
        if (_firstPending == _endPending && _endTicker > _firstTicker && Newest.UpdateId > top.UpdateId)
        {
            Decide(top, _tickers[_firstTicker]);
            return;
        }

        if (_endPending - _firstPending == MaxPending)
        {
            _firstPending++;
            Overflows++;
        }

        _pending[_endPending++] = top;
    }

    /// <summary>No ticker will come any more: decides what is open.</summary>
    public void Finish()
    {
        for (; _firstPending < _endPending; _firstPending++)
        {
            DecideOldest();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pending.Dispose();
        _tickers.Dispose();
    }

    private ref TopOfBook Newest => ref _tickers[_endTicker - 1];

    // While a diff is open no ticker above its id was seen, so the newest one is the last up to its id.
    private void DecideOldest()
    {
        if (_endTicker > _firstTicker)
        {
            Decide(_pending[_firstPending], Newest);
        }
    }

    private void Decide(in TopOfBook book, in TopOfBook ticker)
    {
        if (ticker.UpdateId > book.UpdateId)
        {
            Overflows += _tickersLost ? 1 : 0;
            return;
        }

        Checks++;
        var agrees = book.Agrees(ticker);
        Mismatches += agrees ? 0 : 1;
        _disagreements = agrees ? 0 : _disagreements + 1;
        if (book.UpdateId > _bookFrom)
        {
            DisagreementsInARow = agrees ? 0 : DisagreementsInARow + 1;
            AgreementsInARow = agrees ? AgreementsInARow + 1 : 0;
        }
    }

    private void Remember(in TopOfBook ticker)
    {
        if (_endTicker - _firstTicker == MaxTickers)
        {
            _firstTicker++;
            _tickersLost = true;
        }

        _tickers[_endTicker++] = ticker;
    }

    // Of the tickers up to an id only the last can still be asked for: ids of diffs grow.
    private void ForgetBefore(long updateId)
    {
        while (_endTicker - _firstTicker > 1 && _tickers[_firstTicker + 1].UpdateId <= updateId)
        {
            _firstTicker++;
            _tickersLost = false;
        }
    }
}
