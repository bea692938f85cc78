using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One diff stream: what changed since its last event, and its own chain of `pu`.</summary>
internal sealed class DiffChain(string name, long periodNanos, long lastId)
{
    private readonly SortedSet<long> _bids = [];
    private readonly SortedSet<long> _asks = [];
    private long _firstId;
    private long _previousId = lastId;
    private long _dueNanos;

    public string Name => name;

    public void Touch(Side side, long ticks, long id)
    {
        _firstId = _firstId == 0 ? id : _firstId;
        (side == Side.Buy ? _bids : _asks).Add(ticks);
    }

    /// <summary>Cuts an event when its time has come and something changed.</summary>
    public bool TryCut(long nowNanos, MatchingEngine engine, out CutDiff diff)
    {
        diff = default;
        if (nowNanos < _dueNanos || _firstId == 0)
        {
            return false;
        }

        diff = new CutDiff(_firstId, engine.UpdateId, _previousId, Levels(engine.SideOf(Side.Buy), _bids), Levels(engine.SideOf(Side.Sell), _asks));
        _previousId = engine.UpdateId;
        _firstId = 0;
        _dueNanos = nowNanos + periodNanos;
        return true;
    }

    private static LevelUpdate[] Levels(BookSide side, SortedSet<long> touched)
    {
        var levels = touched.Select(ticks => new LevelUpdate { PriceTicks = ticks, SizeLots = side.LotsAt(ticks) }).ToArray();
        touched.Clear();
        return levels;
    }
}

/// <summary>An event of a diff stream.</summary>
internal readonly record struct CutDiff(long First, long Last, long Previous, IEnumerable<LevelUpdate> Bids, IEnumerable<LevelUpdate> Asks);
