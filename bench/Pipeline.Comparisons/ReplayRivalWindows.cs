namespace Pipeline.Comparisons;

/// <summary>Taker volume of one window: a queue and running sums.</summary>
internal sealed class ReplayRivalTrades(long width)
{
    private readonly Queue<(long Time, decimal Size, bool IsSell)> _trades = [];

    public decimal Bought { get; private set; }

    public decimal Sold { get; private set; }

    public int Count => _trades.Count;

    public long Width => width;

    public void Clear()
    {
        _trades.Clear();
        Bought = Sold = 0;
    }

    public void Add(long now, decimal size, bool isSell)
    {
        _trades.Enqueue((now, size, isSell));
        Change(size, isSell);
        Drop(now);
    }

    public void Drop(long now)
    {
        while (_trades.TryPeek(out var oldest) && oldest.Time <= now - width)
        {
            Change(-oldest.Size, oldest.IsSell);
            _trades.Dequeue();
        }
    }

    private void Change(decimal size, bool isSell)
    {
        Bought += isSell ? 0 : size;
        Sold += isSell ? size : 0;
    }
}

/// <summary>The mid one window ago: a queue of mids that is emptied up to there.</summary>
internal sealed class ReplayRivalMids(long width)
{
    private const long Second = 1_000_000_000;

    private readonly Queue<(long Time, decimal Mid)> _mids = [];
    private (long Time, decimal Mid)? _then;

    public void Clear()
    {
        _mids.Clear();
        _then = null;
    }

    /// <summary>Adds the row's mid and returns the return since the window's start, in bps, or null.</summary>
    public double? Add(long now, decimal mid)
    {
        _mids.Enqueue((now, mid));
        while (_mids.TryPeek(out var oldest) && oldest.Time <= now - width)
        {
            _then = _mids.Dequeue();
        }

        return _then is { } then && now - width - then.Time <= Second ? 1e4 * Math.Log((double)(mid / then.Mid)) : null;
    }
}

/// <summary>The mid of every whole second, and the volatility over the last of them.</summary>
internal sealed class ReplayRivalSeconds
{
    private const long Second = 1_000_000_000;

    private readonly List<double> _mids = [];
    private long _last;
    private long _lastTime;
    private double _lastMid;

    public void Clear() => _mids.Clear();

    public void Add(long now, double mid)
    {
        if (_mids.Count == 0)
        {
            _last = (now - 1) / Second;
            _mids.Add(double.NaN);
            _lastTime = long.MinValue / 2;
        }

        while (_last < now / Second)
        {
            _last++;
            _mids.Add((_last * Second) - _lastTime <= Second ? _lastMid : double.NaN);
        }

        if (now == _last * Second)
        {
            _mids[^1] = mid;
        }

        (_lastTime, _lastMid) = (now, mid);
    }

    /// <summary>1e4 sqrt of the squared returns of the last <paramref name="seconds"/>, or null where one is missing.</summary>
    public double? Volatility(int seconds)
    {
        if (_mids.Count <= seconds)
        {
            return null;
        }

        var sum = 0.0;
        for (var i = _mids.Count - seconds; i < _mids.Count; i++)
        {
            var r = Math.Log(_mids[i] / _mids[i - 1]);
            sum += r * r;
        }

        return double.IsNaN(sum) ? null : 1e4 * Math.Sqrt(sum);
    }
}

/// <summary>The least receive - event since the sync, and whether it moved within a minute.</summary>
internal sealed class ReplayRivalClock
{
    private const long Minute = 60_000_000_000;
    private const long Limit = 500_000_000;

    private readonly List<(long Time, long Least)> _steps = [];

    public long Least => _steps[^1].Least;

    public void Clear() => _steps.Clear();

    public void Add(long now, long raw)
    {
        if (_steps.Count == 0 || raw < Least)
        {
            _steps.Add((now, raw));
        }
    }

    public bool Moved(long now)
    {
        while (_steps.Count > 1 && _steps[1].Time <= now - Minute)
        {
            _steps.RemoveAt(0);
        }

        return _steps[0].Least - Least > Limit;
    }
}
