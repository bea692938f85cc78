namespace Pipeline.Warehouse.Reading;

/// <summary>Trade ids as runs without a hole: a market's ids count up by one, so a day of them is a few runs.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class TradeRuns
{
    private readonly List<(long First, long Last)> _runs = [];

    /// <summary>Whether an id is there.</summary>
    public bool Contains(long id) => RunUpTo(id) is var at and >= 0 && id <= _runs[at].Last;

    /// <summary>Adds the ids of a run.</summary>
    public void Add(long first, long last)
    {
        var at = RunUpTo(first);
        if (at >= 0 && first <= _runs[at].Last + 1)
        {
            _runs[at] = (_runs[at].First, Math.Max(_runs[at].Last, last));
        }
        else
        {
            _runs.Insert(++at, (first, last));
        }

        while (at + 1 < _runs.Count && _runs[at + 1].First <= _runs[at].Last + 1)
        {
            _runs[at] = (_runs[at].First, Math.Max(_runs[at].Last, _runs[at + 1].Last));
            _runs.RemoveAt(at + 1);
        }
    }

    // The last run that begins at or before the id, or -1. Ids mostly come in order.
    private int RunUpTo(long id)
    {
        var (low, high) = (0, _runs.Count - 1);
        if (high >= 0 && _runs[high].First <= id)
        {
            return high;
        }

        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            if (_runs[middle].First <= id)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }
}
