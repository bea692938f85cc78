using Pipeline.Book;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>One symbol's book, compared with the exchange's at every id that the exchange remembers, and the snapshots that it asks for.</summary>
/// <remarks>The reader's thread; the counts may be glanced at from outside.</remarks>
internal sealed class WatchedBook(ExchangeServer server, Instrument instrument, int index, long holdNanos) : IDisposable
{
    private readonly InstrumentBook _book = new(index, InstrumentBookOptions.Default with { HoldNanos = holdNanos }, instrument);
    private readonly GapWatch _gapWatch = new(holdNanos);
    private bool _isOutstanding;
    private int _epoch;

    public string Symbol => instrument.Symbol;

    public long Compared { get; private set; }

    public long Rows { get; private set; }

    public BookCounters Counters => _book.Counters;

    public BookState State => _book.State;

    /// <summary>Last id in the book, Absent unless Synced.</summary>
    public long AppliedUpdateId => _book.AppliedUpdateId;

    /// <summary>Breaks of the chain that were seen, by a count of their own.</summary>
    public long GapsSeen => _gapWatch.Seen;

    /// <summary>Hash of the book's frame at every id that a sync or diff ended at. To be read once the feed has stopped.</summary>
    public Dictionary<long, ulong> Frames { get; } = [];

    /// <summary>Hash of the whole book. To be read once the feed has stopped.</summary>
    public ulong WholeBookHash() => _book.WholeBookHash();

    public void Dispose() => _book.Dispose();

    public void Take(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, long pipelineNanos, Action<int, int> request)
    {
        var result = default(BookResult);
        _gapWatch.Before(in record, _book.AppliedUpdateId, pipelineNanos);
        var cutsRow = _book.Process(record, levels, pipelineNanos, ref result);
        Invariant.Always(!cutsRow || _book.State == BookState.Synced, "only a synced book cuts rows");
        Rows += cutsRow ? 1 : 0;
        _gapWatch.After(_book.AppliedUpdateId);
        if (result.Action is BookAction.Applied or BookAction.SyncedNow)
        {
            Frames[_book.AppliedUpdateId] = _book.FrameHash;
            Compare();
        }

        Request(in record, request);
    }

    private void Request(in InputRecord record, Action<int, int> request)
    {
        _isOutstanding &= record.Kind != RecordKind.DepthSnapshot || record.Epoch != _epoch;
        if (!_isOutstanding && _book.State is BookState.Buffering or BookState.Invalid)
        {
            _isOutstanding = true;
            request(index, ++_epoch);
        }
    }

    private void Compare()
    {
        if (!server.TryBookAt(Symbol, _book.AppliedUpdateId, out var engine))
        {
            return;
        }

        Compared++;
        Check(engine!.Bids, _book.Book.Bids);
        Check(engine.Asks, _book.Book.Asks);
    }

    private void Check(IReadOnlyList<LevelUpdate> expected, BookSide side)
    {
        var rank = 0;
        foreach (var level in side)
        {
            var isEqual = rank < expected.Count && instrument.PriceOfTicks(expected[rank].PriceTicks) == level.PriceTicks
                && instrument.SizeOfLots(expected[rank].SizeLots) == level.SizeLots;
            Invariant.Always(isEqual, $"the book of {Symbol} is the exchange's at id {_book.AppliedUpdateId}, rank {rank}");
            rank++;
        }

        Invariant.Always(rank == expected.Count, $"the book of {Symbol} has every level at id {_book.AppliedUpdateId}");
    }
}
