using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Whether a Synced book is believed.</summary>
/// <remarks>
/// It is doubted when a snapshot disagrees, when three comparisons in a row with the venue's ticker do, or when it has been crossed
/// for a second; an audit that agrees, or three comparisons in a row, end it. It knows no clock: pipeline time comes with the
/// record, so that a replay doubts at the same record. Mutable struct.
/// </remarks>
internal struct BookDoubts
{
    private const int Confirmations = 3;
    private const long CrossedNanos = 1_000_000_000;

    private bool _isCrossed;
    private long _crossedSinceNanos;
    private long _checksBefore;

    /// <summary>Why it is doubted, or None.</summary>
    public BookDoubt Doubt { get; private set; }

    /// <summary>A new book, or none: nothing is held against it.</summary>
    public void Clear() => this = default;

    /// <summary>A snapshot was compared.</summary>
    public void OnAudit(bool agrees, TickerCheck ticker)
    {
        if (!agrees)
        {
            Raise(BookDoubt.Audit, ticker);
        }
        else
        {
            Lift(ticker);
        }
    }

    /// <summary>A record of a Synced book was handled.</summary>
    public void OnRecord(bool isCrossed, long pipelineNanos, TickerCheck ticker)
    {
        var checks = ticker.Checks - _checksBefore;
        if (Doubt == BookDoubt.None && Math.Min(ticker.DisagreementsInARow, checks) >= Confirmations)
        {
            Raise(BookDoubt.Ticker, ticker);
        }
        else if (Doubt != BookDoubt.None && Math.Min(ticker.AgreementsInARow, checks) >= Confirmations)
        {
            Lift(ticker);
        }

        if (!isCrossed || !_isCrossed)
        {
            (_isCrossed, _crossedSinceNanos) = (isCrossed, pipelineNanos);
        }
        else if (Doubt == BookDoubt.None && pipelineNanos - _crossedSinceNanos >= CrossedNanos)
        {
            Raise(BookDoubt.Crossed, ticker);
        }
    }

    private void Raise(BookDoubt doubt, TickerCheck ticker) => (Doubt, _checksBefore) = (doubt, ticker.Checks);

    // What is to speak against it again must happen again: three comparisons, or a second crossed.
    private void Lift(TickerCheck ticker) => (Doubt, _isCrossed, _checksBefore) = (BookDoubt.None, false, ticker.Checks);
}
