using Pipeline.Events;
using Pipeline.Features.Windows;

namespace Pipeline.Features.Targets;

/// <summary>Holds finished rows of a log back until their targets are decided, and gives them on in the order they came in.</summary>
/// <remarks>
/// Rows of all instruments keep one order. Memory: 1,040 bytes a row of the last five minutes (<see cref="Waiting"/>), longer where a
/// book is silent (<see cref="TargetPass.SilenceNanos"/>), used again and again: nothing is allocated once the busiest stretch was
/// seen. Like the pass, no live stage may hold one. Single writer.
/// <code>
/// queue.OnBook(in record, in result); // every record
/// queue.OnRow(in row, nanos);         // after the record that cut it
/// while (queue.TryTake(out var targets)) { Write(in queue.Row, in targets); }
/// </code>
/// </remarks>
public sealed class TargetQueue
{
    private readonly TargetPass[] _passes;
    private readonly int[] _taken;
    private readonly TimeRing<FeatureRow> _rows = new(1024);
    private readonly LaneLives _lanes = new();
    private long _nowNanos;
    private int _connection;

    /// <summary>An empty queue for the instruments 0 to <paramref name="instruments"/> - 1.</summary>
    public TargetQueue(int instruments, FeatureParameters parameters)
    {
        _passes = [.. Enumerable.Range(0, instruments).Select(_ => new TargetPass(parameters, _lanes))];
        _taken = new int[instruments];
    }

    /// <summary>Rows that are held.</summary>
    public int Waiting => (int)(_rows.Head - _rows.Tail);

    /// <summary>The row that was taken last; valid until the next call of <see cref="OnRow"/>.</summary>
    public ref readonly FeatureRow Row => ref _rows[_rows.Tail - 1];

    /// <summary>Pipeline time at which that row was cut.</summary>
    public long RowNanos { get; private set; }

    /// <summary>A record of the log, and what it did to its book.</summary>
    public void OnBook(in InputRecord record, in BookResult result)
    {
        _nowNanos = result.PipelineNanos;
        _connection = record.Epoch;
        if ((uint)record.Instrument < (uint)_passes.Length)
        {
            OnBook(_passes[record.Instrument], in record, in result);
        }
        else
        {
            OnSession(in record);
        }
    }

    /// <summary>The last record cut a row at <paramref name="nanos"/> of pipeline time, which is finished; it is copied.</summary>
    public void OnRow(in FeatureRow row, long nanos)
    {
        ref readonly var book = ref row.Book;
        _passes[book.Instrument].OnRow(nanos, book.BidTicks[0], book.AskTicks[0], book.UpdateId, _connection);
        _rows.Push() = row;
    }

    /// <summary>The log has ended: every row can be taken.</summary>
    public void Complete()
    {
        foreach (var pass in _passes)
        {
            pass.OnTime(_nowNanos);
            pass.Complete(_nowNanos);
        }
    }

    /// <summary>Takes the oldest row if its targets are decided; it is then <see cref="Row"/>. False: tell more of the log first.</summary>
    public bool TryTake(out TargetValues targets)
    {
        targets = default;
        if (_rows.Tail == _rows.Head)
        {
            return false;
        }

        ref readonly var row = ref _rows[_rows.Tail];
        var pass = _passes[row.Book.Instrument];
        var index = _taken[row.Book.Instrument];
        pass.OnTime(_nowNanos);
        if (!pass.IsDecided(index))
        {
            return false;
        }

        targets = pass.At(index, in row.Features);
        RowNanos = pass.NanosOf(index);
        _taken[row.Book.Instrument] = index + 1;
        pass.Forget(index + 1);
        _rows.DropBefore(_rows.Tail + 1);
        return true;
    }

    private void OnBook(TargetPass pass, in InputRecord record, in BookResult result)
    {
        if (result.Action == BookAction.SyncedNow)
        {
            pass.OnSync(_nowNanos, result.AppliedUpdateId);
        }
        else if (result.Action == BookAction.AppliedOneSided)
        {
            pass.OnOneSided(_nowNanos, result.AppliedUpdateId, _connection);
        }
        else if (result.State != BookState.Synced)
        {
            pass.OnTime(_nowNanos);
            pass.OnInvalid();
        }

        if ((record.Flags & (RecordFlags.Filtered | RecordFlags.Foreign)) == 0)
        {
            OnWord(pass, in record, in result);
        }
    }

    private void OnWord(TargetPass pass, in InputRecord record, in BookResult result)
    {
        if (record.Kind == RecordKind.BookTicker)
        {
            pass.OnTicker(_nowNanos, record.Ticker.UpdateId);
        }
        else if (record.Kind is RecordKind.Trade or RecordKind.AggTrade && result.State == BookState.Synced && result.Trade != TradeNews.Redelivered)
        {
            pass.OnTrade(_nowNanos);
        }
    }

    private void OnSession(in InputRecord record)
    {
        if (record.Kind == RecordKind.Hole)
        {
            Array.ForEach(_passes, pass => pass.OnInvalid());
        }
        else if (record.Kind == RecordKind.ConnectionState)
        {
            foreach (var pass in _passes)
            {
                pass.OnConnection(_nowNanos);
            }

            _lanes.On(in record, _nowNanos);
        }
    }
}
