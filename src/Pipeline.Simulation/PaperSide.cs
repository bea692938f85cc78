using Pipeline.Events;

namespace Pipeline.Simulation;

/// <summary>Visible levels of one side, best first, and what was taken from each.</summary>
internal sealed class PaperSide
{
    private Level[] _levels = new Level[FeatureRow.Levels];
    private Level[] _previous = new Level[FeatureRow.Levels];
    private bool _hasTaken;

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Takes over the levels of a row; what was taken from a level stays taken where price and size are as before.</summary>
    public void Set(in TenLongs ticks, in TenLongs lots, int count)
    {
        (_levels, _previous) = (_previous, _levels);
        for (var i = 0; i < count; i++)
        {
            _levels[i] = new Level { Ticks = ticks[i], Lots = lots[i] };
        }

        if (_hasTaken)
        {
            KeepTaken(count);
        }

        Count = count;
    }

    public long Ticks(int rank) => _levels[rank].Ticks;

    /// <summary>What can still be had at a rank, lots.</summary>
    public long Available(int rank) => _levels[rank].Lots - _levels[rank].Taken;

    public void Take(int rank, long lots)
    {
        _levels[rank].Taken += lots;
        _hasTaken = true;
    }

    /// <summary>Size shown at a price, lots; 0 within the ten levels where there is none, -1 beyond them.</summary>
    public long Shown(long ticks, Side side)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_levels[i].Ticks == ticks)
            {
                return _levels[i].Lots;
            }
        }

        var isBeyond = Count == 0 || (side == Side.Buy ? ticks < _levels[Count - 1].Ticks : ticks > _levels[Count - 1].Ticks);
        return isBeyond ? -1 : 0;
    }

    private void KeepTaken(int count)
    {
        _hasTaken = false;
        foreach (ref var level in _levels.AsSpan(0, count))
        {
            foreach (ref readonly var before in _previous.AsSpan(0, Count))
            {
                if (before.Ticks == level.Ticks && before.Lots == level.Lots)
                {
                    level.Taken = before.Taken;
                    _hasTaken |= level.Taken != 0;
                }
            }
        }
    }

    private struct Level
    {
        public long Ticks;
        public long Lots;
        public long Taken;
    }
}
