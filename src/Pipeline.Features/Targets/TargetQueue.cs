using Pipeline.Events;
using Pipeline.Features.Windows;

namespace Pipeline.Features.Targets;

/// <summary>Holds finished rows of a log back until their targets are decided, and gives them on in the order they came in.</summary>
/// <remarks>
/// Rows of all instruments keep one order. Memory: 1,040 bytes a row of the last five minutes (<see cref="Waiting"/>) and
/// <see cref="TargetPass.LatenessNanos"/>, used again and again: nothing is allocated once the busiest stretch was seen. Like the
/// pass, no live stage may hold one. Single writer.
/// <code>
/// queue.OnRow(in row, nanos);
/// while (queue.TryTake(out var targets)) { Write(in queue.Row, in targets); }
/// </code>
/// </remarks>
public sealed class TargetQueue
{
    private readonly TargetPass[] _passes;
    private readonly int[] _taken;
    private readonly TimeRing<FeatureRow> _rows = new(1024);
    private long _nowNanos;

    /// <summary>An empty queue for the instruments 0 to <paramref name="instruments"/> - 1.</summary>
    public TargetQueue(int instruments, FeatureParameters parameters)
    {
        _passes = [.. Enumerable.Range(0, instruments).Select(_ => new TargetPass(parameters))];
        _taken = new int[instruments];
    }

    /// <summary>Rows that are held.</summary>
    public int Waiting => (int)(_rows.Head - _rows.Tail);

    /// <summary>The row that was taken last; valid until the next call of <see cref="OnRow"/>.</summary>
    public ref readonly FeatureRow Row => ref _rows[_rows.Tail - 1];

    /// <summary>A row was cut at <paramref name="nanos"/> of pipeline time and is finished; it is copied.</summary>
    public void OnRow(in FeatureRow row, long nanos)
    {
        ref readonly var book = ref row.Book;
        At(book.Instrument, nanos).OnRow(nanos, book.BidTicks[0], book.AskTicks[0]);
        _rows.Push() = row;
    }

    /// <summary>An instrument's book became Synced.</summary>
    public void OnSync(int instrument, long nanos) => At(instrument, nanos).OnSync(nanos);

    /// <summary>An instrument's book left Synced.</summary>
    public void OnInvalid(int instrument, long nanos) => At(instrument, nanos).OnInvalid(nanos);

    /// <summary>Any record was received: rows of silent books are decided by it. Rows, syncs and breaks tell their time themselves.</summary>
    public void OnTime(long nanos) => _nowNanos = Math.Max(_nowNanos, nanos);

    /// <summary>The log has ended, its last message received at <paramref name="lastNanos"/>: every row can be taken.</summary>
    public void Complete(long lastNanos)
    {
        for (var instrument = 0; instrument < _passes.Length; instrument++)
        {
            At(instrument, lastNanos).Complete(lastNanos);
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
        var pass = At(row.Book.Instrument, _nowNanos);
        var index = _taken[row.Book.Instrument];
        if (!pass.IsDecided(index))
        {
            return false;
        }

        targets = pass.At(index, in row.Features);
        _taken[row.Book.Instrument] = index + 1;
        pass.Forget(index + 1);
        _rows.DropBefore(_rows.Tail + 1);
        return true;
    }

    private TargetPass At(int instrument, long nanos)
    {
        OnTime(nanos);
        _passes[instrument].OnTime(_nowNanos);
        return _passes[instrument];
    }
}
