namespace Pipeline.Research.Quality;

/// <summary>Stretches in which the last row was too old or there was none, oldest first; those that nobody can reach any more are forgotten.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class StaleStretches
{
    private (long From, long To)[] _ring = new (long, long)[64];
    private int _first;
    private int _count;

    public void Add(long from, long to)
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[Slot(_count++)] = (from, to);
    }

    /// <summary>Whether any of them has a moment in common with [<paramref name="from"/>, <paramref name="to"/>].</summary>
    public bool Touch(long from, long to)
    {
        var low = 0;
        for (var high = _count; low < high;)
        {
            var middle = (low + high) / 2;
            if (_ring[Slot(middle)].To > from)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low < _count && _ring[Slot(low)].From < to;
    }

    /// <summary>Nobody asks for a time before <paramref name="nanos"/> again.</summary>
    public void Forget(long nanos)
    {
        while (_count > 0 && _ring[_first].To <= nanos)
        {
            _first = Slot(1);
            _count--;
        }
    }

    public void Clear() => (_first, _count) = (0, 0);

    private int Slot(int at) => (_first + at) & (_ring.Length - 1);

    private void Grow()
    {
        var larger = new (long, long)[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[Slot(i)];
        }

        (_ring, _first) = (larger, 0);
    }
}
