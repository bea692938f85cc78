namespace Pipeline.Features.Windows;

/// <summary>Trades that are missing so far, and since when: a window that holds such a place tells nothing of its trades.</summary>
/// <remarks>
/// A hole stands at the trade that showed it. The last <see cref="MaxHoles"/> are kept: more of them within a minute leave no window
/// whole in any case. Single writer, 0 B a trade.
/// </remarks>
internal sealed class TradeHoles
{
    /// <summary>Most holes kept, a power of two.</summary>
    public const int MaxHoles = 1_024;

    private readonly Hole[] _holes = new Hole[MaxHoles];
    private long _end;
    private long _missing;

    /// <summary>Forgets every hole.</summary>
    public void Clear()
    {
        if (_end > 0)
        {
            _holes.AsSpan().Clear();
            (_end, _missing) = (0, 0);
        }
    }

    /// <summary>Ids from <paramref name="first"/> to <paramref name="last"/> are missing.</summary>
    public void Add(long first, long last, long nowNanos)
    {
        ref var hole = ref _holes[_end++ & (MaxHoles - 1)];
        _missing -= hole.Missing;
        hole = new Hole { First = first, Last = last, Missing = last - first + 1, Nanos = nowNanos };
        _missing += hole.Missing;
    }

    /// <summary>A missing id came after all.</summary>
    public void Fill(long id)
    {
        for (var number = _end - 1; number >= Math.Max(0, _end - MaxHoles); number--)
        {
            ref var hole = ref _holes[number & (MaxHoles - 1)];
            if (id >= hole.First && id <= hole.Last)
            {
                hole.Missing--;
                _missing--;
                return;
            }
        }
    }

    /// <summary>Whether ids are missing from what came after <paramref name="nanos"/>.</summary>
    public bool HasAfter(long nanos)
    {
        for (var number = _end - 1; _missing > 0 && number >= Math.Max(0, _end - MaxHoles); number--)
        {
            ref readonly var hole = ref _holes[number & (MaxHoles - 1)];
            if (hole.Nanos <= nanos)
            {
                return false;
            }

            if (hole.Missing > 0)
            {
                return true;
            }
        }

        return false;
    }

    private struct Hole
    {
        public long First;
        public long Last;
        public long Missing;
        public long Nanos;
    }
}
