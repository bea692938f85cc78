using Pipeline.Events;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features.Targets;

/// <summary>The second pass over the rows of one instrument: what came after each. It looks ahead by design, so no live stage may hold one.</summary>
/// <remarks>
/// The log is told in order (<see cref="OnSync"/>, <see cref="OnRow"/>, <see cref="OnInvalid"/>, <see cref="OnTime"/>, at last
/// <see cref="Complete"/>). A row whose targets are decided (<see cref="IsDecided"/>) may be asked for at once, best in order, and
/// <see cref="Forget"/> frees what no later row needs. Single writer. 16 bytes a row that is kept.
/// </remarks>
public sealed class TargetPass(FeatureParameters parameters)
{
    /// <summary>Records of one log may go back against each other by this much, 5 s: a row that comes later still is moved up to it.</summary>
    public const long LatenessNanos = 5 * Nanos.Second;

    private const int VolatilitySeconds = 60;
    private const int LongestSeconds = 300;

    private readonly TimeRing<Row> _rows = new(1024);
    private readonly TimeRing<Session> _sessions = new(16);
    private readonly long _latencyNanos = parameters.DecisionLatencyMs * Nanos.Millisecond;
    private readonly long _longestNanos =
        parameters.DecisionLatencyMs * Nanos.Millisecond + Math.Max(LongestSeconds, parameters.BarrierSeconds) * Nanos.Second;

    private long _nowNanos;
    private long _tapeEndNanos = long.MinValue;
    private bool _isComplete;
    private long _session;
    private (long Second, long Session, Target Value) _volatility = (long.MinValue, 0, default);

    /// <summary>Rows told so far.</summary>
    public int Rows => (int)_rows.Head;

    /// <summary>Rows still in memory.</summary>
    public int Kept => (int)(_rows.Head - _rows.Tail);

    /// <summary>The book became Synced.</summary>
    public void OnSync(long syncNanos)
    {
        OnInvalid(syncNanos);
        var isLastEmpty = _sessions.Head > _sessions.Tail && _sessions[_sessions.Head - 1].FirstRow == _rows.Head;
        ref var session = ref isLastEmpty ? ref _sessions[_sessions.Head - 1] : ref _sessions.Push();
        session = new Session(_rows.Head, long.MaxValue);
    }

    /// <summary>The book left Synced: no horizon reaches past here.</summary>
    public void OnInvalid(long nanos)
    {
        _nowNanos = Math.Max(_nowNanos, nanos);
        if (_sessions.Head > _sessions.Tail && _sessions[_sessions.Head - 1] is { EndNanos: long.MaxValue } open)
        {
            _sessions[_sessions.Head - 1] = open with { EndNanos = _nowNanos };
        }
    }

    /// <summary>A row was cut; its session has begun with <see cref="OnSync"/>.</summary>
    public void OnRow(long receiveNanos, long bidTicks, long askTicks)
    {
        Invariant.Always(_sessions.Head > _sessions.Tail, "a row before the first sync");
        _nowNanos = Math.Max(_nowNanos, receiveNanos);
        _rows.Push() = new Row(_nowNanos, bidTicks + askTicks);
    }

    /// <summary>Any record of the log, also another instrument's, was received at <paramref name="nanos"/>.</summary>
    /// <remarks>A silent book learns by it that its horizons have passed, <see cref="LatenessNanos"/> later.</remarks>
    public void OnTime(long nanos) => _nowNanos = Math.Max(_nowNanos, nanos - LatenessNanos);

    /// <summary>The tape is told: its last message of any kind was received at <paramref name="tapeEndNanos"/>.</summary>
    public void Complete(long tapeEndNanos)
    {
        _tapeEndNanos = tapeEndNanos;
        _isComplete = true;
    }

    /// <summary>Whether nothing that may still be told can change the targets of row <paramref name="index"/>.</summary>
    /// <remarks>Past the longest horizon, not at it: a gap that begins where the horizon ends touches it.</remarks>
    public bool IsDecided(int index)
    {
        FindSession(index);
        return _isComplete || _sessions[_session].EndNanos != long.MaxValue || _nowNanos > _rows[index].Nanos + _longestNanos;
    }

    /// <summary>The targets of row <paramref name="index"/>, from 0, which is decided and not forgotten.</summary>
    /// <param name="index">Number of the row in the order it was told.</param>
    /// <param name="features">Its streaming columns: spread and volatility decide y_cost and y_tb.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such row, or no longer.</exception>
    public TargetValues At(int index, in RowFeatures features)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, _rows.Tail);
        Invariant.Always(IsDecided(index), "the targets of a row are asked for before they are decided");
        var oneMinute = Return(index, 60);
        return new TargetValues
        {
            Return1Min = oneMinute,
            Return5Min = Return(index, LongestSeconds),
            Volatility = Volatility(_rows[index].Nanos / Nanos.Second),
            Direction = oneMinute.IsValid ? Sign(oneMinute.Value, parameters.DeadZoneBps) : oneMinute,
            Return1s = Return(index, 1),
            Return10s = Return(index, 10),
            Return30s = Return(index, 30),
            Cost = Cost(oneMinute, in features),
            Barrier = Barrier(index, in features),
        };
    }

    /// <summary>Frees what no row from <paramref name="before"/> on needs: rows before it are not asked for again.</summary>
    public void Forget(int before)
    {
        while (_sessions.Tail + 1 < _sessions.Head && _sessions[_sessions.Tail + 1].FirstRow <= before)
        {
            _sessions.DropBefore(_sessions.Tail + 1);
        }

        // A row's volatility starts with the mid of its whole second, which may be a second older.
        var nextNanos = before < _rows.Head ? _rows[before].Nanos : _nowNanos;
        var keptFrom = (nextNanos / Nanos.Second - 1) * Nanos.Second;
        while (_rows.Tail < before && _rows[_rows.Tail].Nanos < keptFrom)
        {
            _rows.DropBefore(_rows.Tail + 1);
        }
    }

    private static bool TryGet(in RowFeatures features, FeatureId id, out double value)
    {
        value = features.Values[(int)id];
        return (features.ValidMask >> (int)id & 1) != 0;
    }

    private static Target Sign(double returnBps, double zoneBps) =>
        new(returnBps > zoneBps ? 1 : returnBps < -zoneBps ? -1 : 0, TargetReason.None);

    private static double Bps(long end, long start) => 1e4 * DeterministicMath.LogRatio(end, start) + 0.0;

    private Target Return(int index, int seconds)
    {
        var reason = Ends(index, seconds, out var start, out var end);
        return reason == TargetReason.None ? new Target(Bps(end, start), reason) : new Target(0, reason);
    }

    private Target Cost(Target oneMinute, in RowFeatures features)
    {
        if (!oneMinute.IsValid)
        {
            return oneMinute;
        }

        return TryGet(in features, FeatureId.SpreadBps, out var spreadBps)
            ? Sign(oneMinute.Value, parameters.FeesBps + spreadBps / 2)
            : new Target(0, TargetReason.NoSpread);
    }

    private Target Barrier(int index, in RowFeatures features)
    {
        var reason = Ends(index, parameters.BarrierSeconds, out var start, out _);
        if (reason != TargetReason.None)
        {
            return new Target(0, reason);
        }

        if (!TryGet(in features, FeatureId.Rv60s, out var sigmaBps))
        {
            return new Target(0, TargetReason.NoVolatility);
        }

        var startNanos = _rows[index].Nanos + _latencyNanos;
        var last = LastAtOrBefore(startNanos + parameters.BarrierSeconds * Nanos.Second);
        var barrierBps = Math.Max(parameters.BarrierSigmas * sigmaBps, parameters.BarrierMinBps);
        return new Target(FirstTouch(LastAtOrBefore(startNanos) + 1, last, start, barrierBps), TargetReason.None);
    }

    // A mid between low and high is short of either barrier, as exp(x) >= 1 + x; only what lies outside needs its logarithm.
    private double FirstTouch(long first, long last, long start, double barrierBps)
    {
        var growth = 1 + barrierBps / 1e4;
        var high = (long)(start * growth * (1 - 1e-12)) - 1;
        var low = (long)(start / growth * (1 + 1e-12)) + 1;
        for (var row = first; row <= last; row++)
        {
            var mid = _rows[row].TwiceMidTicks;
            if (mid > low && mid < high)
            {
                continue;
            }

            var returnBps = Bps(mid, start);
            if (Math.Abs(returnBps) >= barrierBps)
            {
                return returnBps >= 0 ? 1 : -1;
            }
        }

        return 0;
    }

    // The mids at either end of (t + d, t + d + h], or why there are none.
    private TargetReason Ends(int index, int seconds, out long start, out long end)
    {
        var startNanos = _rows[index].Nanos + _latencyNanos;
        var endNanos = startNanos + seconds * Nanos.Second;
        (start, end) = (_rows[index].TwiceMidTicks, 0);
        if (Unreachable(endNanos) is var reason and not TargetReason.None)
        {
            return reason;
        }

        // Without latency the denominator is the row's own mid, even where another row has the same time.
        return (_latencyNanos == 0 || TryMid(startNanos, out start)) && TryMid(endNanos, out end) ? TargetReason.None : TargetReason.NoMid;
    }

    // Rows of the same second share it: it is computed once.
    private Target Volatility(long second)
    {
        if (_volatility.Second != second || _volatility.Session != _session)
        {
            _volatility = (second, _session, SumSquares(second));
        }

        return _volatility.Value;
    }

    private Target SumSquares(long second)
    {
        if (Unreachable((second + VolatilitySeconds) * Nanos.Second) is var reason and not TargetReason.None)
        {
            return new Target(0, reason);
        }

        if (!TryMid(second * Nanos.Second, out var before))
        {
            return new Target(0, TargetReason.NoMid);
        }

        var sum = 0.0;
        for (var s = second + 1; s <= second + VolatilitySeconds; s++)
        {
            if (!TryMid(s * Nanos.Second, out var mid))
            {
                return new Target(0, TargetReason.NoMid);
            }

            var r = DeterministicMath.LogRatio(mid, before);
            sum += r * r;
            before = mid;
        }

        return new Target(1e4 * Math.Sqrt(sum), TargetReason.None);
    }

    private TargetReason Unreachable(long endNanos) =>
        _sessions[_session].EndNanos <= endNanos ? TargetReason.Gap
        : endNanos > Math.Max(_nowNanos, _tapeEndNanos) ? TargetReason.PastTape
        : TargetReason.None;

    // mid(nanos): of the last row of the session at or before, and not over a second older.
    private bool TryMid(long nanos, out long twiceMidTicks)
    {
        var row = LastAtOrBefore(nanos);
        twiceMidTicks = row < 0 ? 0 : _rows[row].TwiceMidTicks;
        return row >= 0 && nanos - _rows[row].Nanos <= Nanos.Second;
    }

    private long LastAtOrBefore(long nanos)
    {
        var low = Math.Max(_sessions[_session].FirstRow, _rows.Tail);
        var high = (_session + 1 < _sessions.Head ? _sessions[_session + 1].FirstRow : _rows.Head) - 1;
        var found = -1L;
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            if (_rows[middle].Nanos <= nanos)
            {
                found = middle;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    private void FindSession(long row)
    {
        if (_session < _sessions.Tail || row < _sessions[_session].FirstRow)
        {
            _session = _sessions.Tail;
        }

        while (_session + 1 < _sessions.Head && _sessions[_session + 1].FirstRow <= row)
        {
            _session++;
        }
    }

    private readonly record struct Row(long Nanos, long TwiceMidTicks);

    private readonly record struct Session(long FirstRow, long EndNanos);
}
