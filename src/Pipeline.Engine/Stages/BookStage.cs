using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Joins the books to the ring: one result a record, a row for every diff that a synced book took.</summary>
internal sealed class BookStage(PipelineSections sections, LevelArena[] arenas, InstrumentBook[] books, SnapshotNeeds? needs)
{
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<ulong> _inputHashes = sections.InputHashes;
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private RunningHash _inputHash;
    private readonly PipelineTime _time = new();

    public ArenaCursor RowCursor { get; } = new(sections.Rows.Size);

    public RecordCounters Counters { get; } = new();

    public ulong InputHash => _inputHash.Value;

    public PipelineTime Time => _time;

    public void OnEvent(long sequence)
    {
        ref readonly var record = ref _input[sequence];
        ref var result = ref _results[sequence];
        var levels = record.HasLevels ? arenas[record.Lane].Read(in record.Depth) : [];
        Hash(in record, levels);
        _inputHashes[sequence] = _inputHash.Value;
        var isFollowed = (uint)record.Instrument < (uint)books.Length;
        var stamp = Stamp(sequence, in record, isFollowed && books[record.Instrument].IsRepeat(in record));
        if (!isFollowed)
        {
            Invalidate(in record);
            Counters.Count(in record, TradeNews.None);
            result = new BookResult { PipelineNanos = _time.Nanos, AppliedUpdateId = InputRecord.Absent, Row = BookResult.NoRow, Stamp = stamp };
            return;
        }

        var book = books[record.Instrument];
        if (Breaks(in record) is var reason and not BookReason.None)
        {
            book.MarkInvalid(reason, _time.Nanos);
        }

        if (book.Process(in record, levels, _time.Nanos, ref result, stamp))
        {
            result.Row = ClaimRow(sequence);
            book.CutRow(in record, ref _rows[result.Row].Book);
        }
        else
        {
            KeepState(sequence, book, in record, ref result);
        }

        Counters.Count(in record, result.Trade);
        needs?.Look(record.Instrument, book, in record, in result);
    }

    private StampNews Stamp(long sequence, in InputRecord record, bool isRepeat)
    {
        if (record.Kind == RecordKind.SessionStart)
        {
            _time.Start(record.Session.FirstOffsetNanos);
        }

        return _time.Take(in record, sequence, isRepeat);
    }

    // The state after a sync and a state with one side cut no row, but the next row's order flow starts from them.
    private void KeepState(long sequence, InstrumentBook book, in InputRecord record, ref BookResult result)
    {
        if (result.Action == BookAction.Applied)
        {
            result.Action = BookAction.AppliedOneSided;
        }

        if (result.Action is BookAction.SyncedNow or BookAction.AppliedOneSided)
        {
            result.Row = ClaimRow(sequence);
            book.CopyState(in record, ref _rows[result.Row].Book);
        }
    }

    private static BookReason Breaks(in InputRecord record) => record.Kind switch
    {
        RecordKind.InstrumentUpdate => BookReason.GridChanged,
        RecordKind.FeedAlarm when record.Status is { Code: 1, Reason: (int)FeedAlarmReason.BookDoubted } => BookReason.Doubted,
        _ => BookReason.None,
    };

    // Records are missing from the log: no book knows what it missed.
    private void Invalidate(in InputRecord record)
    {
        for (var i = 0; record.Kind == RecordKind.Hole && i < books.Length; i++)
        {
            books[i].MarkInvalid(BookReason.Hole, _time.Nanos);
        }
    }

    private int ClaimRow(long sequence)
    {
        var row = (int)(RowCursor.Claim(sequence) & (_rows.Size - 1));
        _rows[row] = default;
        return row;
    }

    // A place in memory is no fact of the market: the hash sees the record as a tape would hold it.
    private void Hash(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        if (!record.HasLevels)
        {
            _inputHash.Add(in record);
            return;
        }

        var canonical = record;
        canonical.Depth.LevelOffset = 0;
        _inputHash.Add(in canonical);
        _inputHash.Add(levels);
    }
}
