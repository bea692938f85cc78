using Pipeline.Book;
using Pipeline.Engine.Stages;
using Pipeline.Events;

namespace Pipeline.Engine.Replay;

/// <summary>What the stages found an input to lack or to contradict: the one list of reasons for which a result is not proved.</summary>
internal static class Doubts
{
    /// <summary>The reasons that hold once all records have gone through, a line each.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Instrument> instruments, RecordCounters records, IReadOnlyList<InstrumentBook> books) =>
        [.. OfLog(records), .. instruments.Zip(books).SelectMany(pair => OfBook(pair.First, pair.Second))];

    private static IEnumerable<string> OfLog(RecordCounters records) => Holding(
    [
        (records.Holes > 0, $"records are missing from the tape, in {records.Holes} places"),
        (records.BookDeadLetters > 0, $"diffs or snapshots that could not be decoded: {records.BookDeadLetters}; the book lacks them"),
    ]);

    private static IEnumerable<string> OfBook(Instrument instrument, InstrumentBook book)
    {
        var missing = book.Trades.Missing;
        return Holding(
        [
            (book.State != BookState.Synced && book.Counters.SnapshotsUsed == 0, "the book was never Synced: a snapshot that the diffs fit is missing"),
            (book.State != BookState.Synced && book.Counters.SnapshotsUsed > 0, $"the book is not Synced at the end ({book.Reason})"),
            (book.Counters.IdsWentBack > 0, $"the venue's ids went back {book.Counters.IdsWentBack} times: there are several books in this input"),
            (book.Counters.RowsBeyondShallowSnapshot > 0, $"{book.Counters.RowsBeyondShallowSnapshot} of {book.Counters.Rows} rows reach beyond a snapshot of few levels: some of their ten best may be missing (flag 19); record /depth?limit=1000"),
            (book.Trades.BeganAnew > 0, $"the ids of trades began anew {book.Trades.BeganAnew} times while the book's went on: some trades there were taken for redelivered"),
            (missing.Holes > 0, $"{missing.Ids} trades are missing, in {missing.Holes} places"),
            (book.Ticker.EndsInMismatch, "the last comparison with the venue's ticker disagreed"),
            (book.Counters.AuditMismatches > 0, $"{book.Counters.AuditMismatches} of {book.Counters.Audits} snapshots did not agree with the book"),
            (book.Doubt != BookDoubt.None, $"the book is doubted at the end ({book.Doubt})"),
        ]).Select(doubt => $"{instrument.Symbol}: {doubt}");
    }

    private static IEnumerable<string> Holding((bool Holds, string What)[] doubts) => doubts.Where(doubt => doubt.Holds).Select(doubt => doubt.What);
}
