using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Tests.Properties;

/// <summary>The real book of one instrument behind the log, checked against the market after every record.</summary>
internal sealed class FeedBook(FeedExchange exchange, long holdNanos) : IDisposable
{
    private readonly InstrumentBook _book = new(0, new InstrumentBookOptions { WindowTicks = 256, HoldNanos = holdNanos });
    private (long Previous, long SinceNanos)? _hole;
    private bool _isOutstanding;
    private long _pipelineNanos;

    public int Epoch { get; private set; }

    public long Rows { get; private set; }

    public BookState State => _book.State;

    public long AppliedId => _book.AppliedUpdateId;

    public BookCounters Counters => _book.Counters;

    /// <summary>Takes a record; true where a snapshot is wanted with the new <see cref="Epoch"/>.</summary>
    public bool Take(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, long nowNanos)
    {
        _pipelineNanos = Math.Max(_pipelineNanos, nowNanos);
        NoteHole(in record);
        var result = default(BookResult);
        var cutsRow = _book.Process(record, levels, _pipelineNanos, ref result);
        Rows += cutsRow ? 1 : 0;
        Check(!cutsRow || (_book.State == BookState.Synced && result.Action == BookAction.Applied), "a row from a book that is not synced");
        CheckHole();
        CheckBook();
        return WantsSnapshot(in record);
    }

    public void Dispose() => _book.Dispose();

    private void NoteHole(in InputRecord record)
    {
        var isAhead = record.Kind == RecordKind.DepthUpdate && _book.State == BookState.Synced
            && record.Depth.PreviousFinalUpdateId > _book.AppliedUpdateId;
        _hole = isAhead && _hole is null ? (record.Depth.PreviousFinalUpdateId, _pipelineNanos) : _hole;
    }

    private void CheckHole()
    {
        if (_book.State != BookState.Synced || (_hole is { } filled && _book.AppliedUpdateId >= filled.Previous))
        {
            _hole = null;
        }

        Check(_hole is not { } hole || (holdNanos > 0 && _pipelineNanos - hole.SinceNanos <= holdNanos), "a gap that nobody caught");
    }

    private void CheckBook()
    {
        if (_book.State != BookState.Synced)
        {
            return;
        }

        var market = exchange.At(_book.AppliedUpdateId);
        for (var i = 0; i < market.Length; i++)
        {
            var side = i < FeedExchange.Prices ? _book.Book.Bids : _book.Book.Asks;
            Check(side.LotsAt(FeedExchange.Ticks(i)) == market[i], $"another book at id {_book.AppliedUpdateId}, price {FeedExchange.Ticks(i)}");
        }
    }

    private bool WantsSnapshot(in InputRecord record)
    {
        _isOutstanding &= record.Kind != RecordKind.DepthSnapshot || record.Epoch != Epoch;
        if (_isOutstanding || _book.State is not (BookState.Buffering or BookState.Invalid))
        {
            return false;
        }

        _isOutstanding = true;
        Epoch++;
        return true;
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
