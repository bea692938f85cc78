using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Holds the book's best prices against the venue's own ticker, by update id.</summary>
/// <remarks>
/// A diff that ends at u is compared with the last ticker of an id up to u. Which one that is stands fixed only when a ticker
/// of a higher id is seen: many tickers arrive after their diff. Tickers before that diff may be the ones needed, so those
/// that a later diff may still ask for are kept. Both queues are bounded; what they had to give up is counted. Single writer.
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

    /// <summary>Comparisons decided.</summary>
    public long Checks { get; private set; }

    /// <summary>Of those, the ones that disagreed.</summary>
    public long Mismatches { get; private set; }

    /// <summary>Comparisons that could not be kept open, or whose ticker could not be kept.</summary>
    public long Overflows { get; private set; }

    /// <summary>Whether the last comparison decided disagreed.</summary>
    public bool Disagrees { get; private set; }

    /// <summary>A ticker arrived: decides the diffs that end before it.</summary>
    public void OnTicker(in TickerBody ticker)
    {
        var top = TopOfBook.Of(in ticker);
        if (_endTicker > _firstTicker && top.UpdateId <= Newest.UpdateId)
        {
            return;
        }

        for (; _firstPending < _endPending && _pending[_firstPending].UpdateId < top.UpdateId; _firstPending++)
        {
            DecideOldest();
        }

        Remember(top);
    }

    /// <summary>A diff was applied to a Synced book, which now shows <paramref name="top"/>.</summary>
    internal void OnDiff(in TopOfBook top)
    {
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
        Disagrees = !book.Agrees(ticker);
        Mismatches += Disagrees ? 1 : 0;
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
