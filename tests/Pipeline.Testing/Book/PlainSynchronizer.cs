using Pipeline.Events;

namespace Pipeline.Testing.Book;

/// <summary>The rules of synchronisation of one socket told a second time, over lists, sharing no code with the book.</summary>
public sealed class PlainSynchronizer
{
    private readonly List<(DepthBody Ids, bool Futures, LevelUpdate[] Levels)> _waiting = [];
    private (long Id, LevelUpdate[] Levels, int Bids)? _snapshot;

    public PlainBook Book { get; } = new();

    public bool Synced { get; private set; }

    public long LastId { get; private set; }

    public int Syncs { get; private set; }

    public int Gaps { get; private set; }

    public int DepthUpdates { get; private set; }

    public int Stale { get; private set; }

    public int Waiting => _waiting.Count;

    public void Diff(DepthBody ids, bool futures, LevelUpdate[] levels)
    {
        if (Synced)
        {
            WhileSynced(ids, futures, levels);
            return;
        }

        if (_snapshot is { } snapshot)
        {
            Awaited(snapshot.Id, ids, futures, levels);
            return;
        }

        Wait(ids, futures, levels);
    }

    public void Snapshot(long id, LevelUpdate[] levels, int bids)
    {
        if (Synced)
        {
            return;
        }

        _waiting.RemoveAll(diff => diff.Futures ? diff.Ids.FinalUpdateId < id : diff.Ids.FinalUpdateId <= id);
        if (_waiting.Count == 0)
        {
            _snapshot = (id, levels, bids);
        }
        else if (Fits(id, _waiting[0].Ids, _waiting[0].Futures))
        {
            _snapshot = (id, levels, bids);
            Start();
        }
    }

    private static bool Fits(long id, DepthBody diff, bool futures) => futures
        ? diff.PreviousFinalUpdateId == id || (diff.FirstUpdateId <= id && diff.FinalUpdateId >= id)
        : diff.FirstUpdateId <= id + 1 && diff.FinalUpdateId >= id + 1;

    private void WhileSynced(DepthBody ids, bool futures, LevelUpdate[] levels)
    {
        var missing = futures ? ids.PreviousFinalUpdateId != LastId : ids.FirstUpdateId != LastId + 1;
        if (ids.FinalUpdateId <= LastId)
        {
            Stale++;
        }
        else if (missing)
        {
            Gaps++;
            Synced = false;
            _waiting.Add((ids, futures, levels));
        }
        else
        {
            DepthUpdates++;
            Put(ids, levels);
        }
    }

    private void Awaited(long id, DepthBody ids, bool futures, LevelUpdate[] levels)
    {
        if (futures ? ids.FinalUpdateId < id : ids.FinalUpdateId <= id)
        {
            Stale++;
            return;
        }

        _waiting.Add((ids, futures, levels));
        if (Fits(id, ids, futures))
        {
            Start();
        }
        else
        {
            _snapshot = null;
        }
    }

    private void Wait(DepthBody ids, bool futures, LevelUpdate[] levels)
    {
        if (_waiting.Count > 0)
        {
            var last = _waiting[^1].Ids.FinalUpdateId;
            if (ids.FinalUpdateId <= last)
            {
                Stale++;
                return;
            }

            if (futures ? ids.PreviousFinalUpdateId != last : ids.FirstUpdateId != last + 1)
            {
                _waiting.Clear();
            }
        }

        _waiting.Add((ids, futures, levels));
    }

    private void Start()
    {
        var (_, levels, bids) = _snapshot!.Value;
        Book.Clear();
        Book.Apply(levels.AsSpan(0, bids), levels.AsSpan(bids));
        foreach (var (ids, _, waiting) in _waiting)
        {
            Put(ids, waiting);
        }

        _waiting.Clear();
        _snapshot = null;
        Synced = true;
        Syncs++;
    }

    private void Put(DepthBody ids, LevelUpdate[] levels)
    {
        Book.Apply(levels.AsSpan(0, ids.BidCount), levels.AsSpan(ids.BidCount));
        LastId = ids.FinalUpdateId;
    }
}
