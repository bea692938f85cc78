namespace Pipeline.Features.Targets;

/// <summary>Time and mid of the rows that may still be asked for, by their index from the first row of all.</summary>
/// <remarks>Single writer. A ring that grows to its longest stretch and stays.</remarks>
internal sealed class RowTimes
{
    private (long Nanos, long TwiceMidTicks)[] _rows = new (long, long)[1024];

    /// <summary>Index of the first row that is remembered.</summary>
    public int First { get; private set; }

    /// <summary>Rows added in all.</summary>
    public int Count { get; private set; }

    public long Nanos(int index) => _rows[index & (_rows.Length - 1)].Nanos;

    public long TwiceMidTicks(int index) => _rows[index & (_rows.Length - 1)].TwiceMidTicks;

    public void Add(long nanos, long twiceMidTicks)
    {
        if (Count - First == _rows.Length)
        {
            Grow();
        }

        _rows[Count++ & (_rows.Length - 1)] = (nanos, twiceMidTicks);
    }

    /// <summary>Rows before <paramref name="index"/> are not asked for again.</summary>
    public void Forget(int index) => First = Math.Max(First, index);

    private void Grow()
    {
        var larger = new (long, long)[_rows.Length * 2];
        for (var index = First; index < Count; index++)
        {
            larger[index & (larger.Length - 1)] = _rows[index & (_rows.Length - 1)];
        }

        _rows = larger;
    }
}
