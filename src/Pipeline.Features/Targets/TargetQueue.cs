using Pipeline.Events;

namespace Pipeline.Features.Targets;

/// <summary>Holds rows until what they are to predict has happened, and gives them back in the same order with their targets.</summary>
/// <remarks>
/// Single writer. It is told the log of all instruments in order. Memory is the rows of the longest horizon, five minutes, and is used
/// again: 0 bytes a row in steady state. A silent instrument holds nobody up for longer: <see cref="OnTime"/>.
/// </remarks>
public sealed class TargetQueue
{
    private readonly TargetPass[] _passes;
    private readonly int[] _taken;
    private FeatureRow[] _rows = new FeatureRow[64];
    private int _first;

    /// <summary>An empty queue.</summary>
    /// <param name="instruments">Number of instruments: a row says which is its own.</param>
    /// <param name="parameters">The sheet's parameters.</param>
    public TargetQueue(int instruments, FeatureParameters parameters)
    {
        _passes = [.. Enumerable.Range(0, instruments).Select(_ => new TargetPass(parameters))];
        _taken = new int[instruments];
    }

    /// <summary>Rows that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>The book of an instrument became Synced.</summary>
    public void OnSync(int instrument, long nanos) => _passes[instrument].OnSync(nanos);

    /// <summary>The book of an instrument left Synced.</summary>
    public void OnInvalid(int instrument, long nanos) => _passes[instrument].OnInvalid(nanos);

    /// <summary>Records of any kind were received up to <paramref name="nanos"/>.</summary>
    public void OnTime(long nanos)
    {
        foreach (var pass in _passes)
        {
            pass.OnTime(nanos);
        }
    }

    /// <summary>A row was cut; it is copied.</summary>
    public void OnRow(in FeatureRow row)
    {
        if (Waiting == _rows.Length)
        {
            Grow();
        }

        _rows[(_first + Waiting++) & (_rows.Length - 1)] = row;
        _passes[row.Book.Instrument].OnRow(row.Book.ReceiveNanos, row.Book.BidTicks[0], row.Book.AskTicks[0]);
    }

    /// <summary>The log ends; its last message of any kind was received at <paramref name="lastNanos"/>. Every row is decided now.</summary>
    public void Complete(long lastNanos)
    {
        foreach (var pass in _passes)
        {
            pass.Complete(lastNanos);
        }
    }

    /// <summary>The oldest row and its targets; false where there is none or its targets may still change.</summary>
    public bool TryTake(out FeatureRow row, out TargetValues targets)
    {
        if (Waiting == 0 || !IsDecided(_rows[_first].Book.Instrument))
        {
            (row, targets) = (default, default);
            return false;
        }

        row = _rows[_first];
        _first = (_first + 1) & (_rows.Length - 1);
        Waiting--;
        targets = Take(in row);
        return true;
    }

    private bool IsDecided(int instrument) => _passes[instrument].IsDecided(_taken[instrument]);

    private TargetValues Take(in FeatureRow row)
    {
        var instrument = row.Book.Instrument;
        _passes[instrument].Forget(_taken[instrument]);
        return _passes[instrument].At(_taken[instrument]++);
    }

    private void Grow()
    {
        var larger = new FeatureRow[_rows.Length * 2];
        for (var i = 0; i < Waiting; i++)
        {
            larger[i] = _rows[(_first + i) & (_rows.Length - 1)];
        }

        (_rows, _first) = (larger, 0);
    }
}
