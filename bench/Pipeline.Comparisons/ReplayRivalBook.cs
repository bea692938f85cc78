namespace Pipeline.Comparisons;

/// <summary>What a message did to the rival's book.</summary>
internal enum ReplayRivalStep
{
    /// <summary>Nothing that a row needs.</summary>
    None,

    /// <summary>It became whole.</summary>
    Synced,

    /// <summary>A whole book took a diff.</summary>
    Applied,
}

/// <summary>The rival's book: two sorted dictionaries, and the venue's rule for joining a snapshot and its diffs.</summary>
internal sealed class ReplayRivalBook
{
    private static readonly Comparer<decimal> Falling = Comparer<decimal>.Create((left, right) => right.CompareTo(left));

    private readonly List<ReplayRivalDepth> _waiting = [];
    private long _last;
    private bool _hasSnapshot;

    public SortedDictionary<decimal, decimal> Bids { get; } = new(Falling);

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public bool IsSynced { get; private set; }

    public long Updates { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>Takes a snapshot, unless the book is whole.</summary>
    public ReplayRivalStep OnSnapshot(ReplayRivalSnapshot snapshot)
    {
        if (IsSynced)
        {
            return ReplayRivalStep.None;
        }

        _waiting.RemoveAll(diff => diff.Final < snapshot.LastUpdateId);
        if (_waiting.Count > 0 && !Bridges(_waiting[0], snapshot.LastUpdateId))
        {
            return ReplayRivalStep.None;
        }

        Bids.Clear();
        Asks.Clear();
        Apply(snapshot.Bids, snapshot.Asks);
        _last = snapshot.LastUpdateId;
        _hasSnapshot = true;
        if (_waiting.Count == 0)
        {
            return ReplayRivalStep.None;
        }

        _waiting.ForEach(Apply);
        return Enter();
    }

    /// <summary>Takes a diff.</summary>
    public ReplayRivalStep OnDiff(ReplayRivalDepth diff)
    {
        if (IsSynced)
        {
            return diff.Final <= _last ? ReplayRivalStep.None : diff.Previous > _last ? Break(diff) : Follow(diff);
        }

        if (!_hasSnapshot)
        {
            return Wait(diff);
        }

        if (diff.Final < _last)
        {
            return ReplayRivalStep.None;
        }

        if (!Bridges(diff, _last))
        {
            _hasSnapshot = false;
            return Wait(diff);
        }

        Apply(diff);
        return Enter();
    }

    private static bool Bridges(ReplayRivalDepth diff, long id) => diff.Previous == id || (diff.First <= id && id <= diff.Final);

    private ReplayRivalStep Enter()
    {
        IsSynced = true;
        _waiting.Clear();
        return ReplayRivalStep.Synced;
    }

    private ReplayRivalStep Follow(ReplayRivalDepth diff)
    {
        Apply(diff);
        Updates++;
        return ReplayRivalStep.Applied;
    }

    private ReplayRivalStep Break(ReplayRivalDepth diff)
    {
        Gaps++;
        IsSynced = _hasSnapshot = false;
        return Wait(diff);
    }

    private ReplayRivalStep Wait(ReplayRivalDepth diff)
    {
        if (_waiting.Count > 0 && diff.Final <= _waiting[^1].Final)
        {
            return ReplayRivalStep.None;
        }

        if (_waiting.Count > 0 && diff.Previous > _waiting[^1].Final)
        {
            _waiting.Clear();
        }

        _waiting.Add(diff);
        return ReplayRivalStep.None;
    }

    private void Apply(ReplayRivalDepth diff)
    {
        Apply(diff.Bids, diff.Asks);
        _last = diff.Final;
    }

    private void Apply(decimal[][] bids, decimal[][] asks)
    {
        Apply(Bids, bids);
        Apply(Asks, asks);
    }

    private static void Apply(SortedDictionary<decimal, decimal> side, decimal[][] levels)
    {
        foreach (var level in levels)
        {
            if (level[1] == 0)
            {
                side.Remove(level[0]);
            }
            else
            {
                side[level[0]] = level[1];
            }
        }
    }
}
