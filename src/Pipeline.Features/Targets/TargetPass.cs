using Pipeline.Events;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features.Targets;

/// <summary>The second pass: what came after each row. It looks ahead by design, so no live stage may hold one.</summary>
/// <remarks>
/// The log is told in order (<see cref="OnSync"/>, <see cref="OnRow"/>, <see cref="OnInvalid"/>, <see cref="OnTime"/>, at last
/// <see cref="Complete"/>); a row is asked for once it is decided, best in order, and what precedes it may be forgotten.
/// Single writer. 16 bytes a row that is remembered.
/// </remarks>
public sealed class TargetPass(FeatureParameters parameters)
{
    private const int VolatilitySeconds = 60;
    private const int LongestSeconds = 300;

    // A mid may be a second old, and the second that a row lies in began up to a second before it.
    private const long RememberedNanos = 2 * Nanos.Second;

    // How far behind the newest record a row may be received and still count at its own time.
    private const long ReorderNanos = 10 * Nanos.Second;

    private readonly RowTimes _rows = new();
    private readonly List<Session> _sessions = [];
    private readonly long _latencyNanos = parameters.DecisionLatencyMs * Nanos.Millisecond;
    private long _nowNanos;
    private long _tapeEndNanos = long.MinValue;
    private int _session;
    private (long Second, int Session, Target Value) _volatility = (long.MinValue, 0, default);

    /// <summary>Rows told so far.</summary>
    public int Rows => _rows.Count;

    /// <summary>The book became Synced.</summary>
    public void OnSync(long syncNanos)
    {
        OnInvalid(syncNanos);
        _sessions.Add(new Session(_rows.Count, long.MaxValue));
    }

    /// <summary>The book left Synced: no horizon reaches past here.</summary>
    public void OnInvalid(long nanos)
    {
        _nowNanos = Math.Max(_nowNanos, nanos);
        if (_sessions.Count > 0 && _sessions[^1].EndNanos == long.MaxValue)
        {
            _sessions[^1] = _sessions[^1] with { EndNanos = _nowNanos };
        }
    }

    /// <summary>Records of any kind were received up to <paramref name="nanos"/>: a book that is silent grows old by it.</summary>
    public void OnTime(long nanos) => _nowNanos = Math.Max(_nowNanos, nanos - ReorderNanos);

    /// <summary>A row was cut.</summary>
    public void OnRow(long receiveNanos, long bidTicks, long askTicks)
    {
        _nowNanos = Math.Max(_nowNanos, receiveNanos);
        _rows.Add(_nowNanos, bidTicks + askTicks);
    }

    /// <summary>The tape is told: its last message of any kind was received at <paramref name="tapeEndNanos"/>.</summary>
    public void Complete(long tapeEndNanos) => _tapeEndNanos = Math.Max(_nowNanos, tapeEndNanos);

    /// <summary>Whether nothing that may still come can change the targets of row <paramref name="index"/>.</summary>
    public bool IsDecided(int index)
    {
        FindSession(index);
        return _tapeEndNanos != long.MinValue
            || _sessions[_session].EndNanos != long.MaxValue
            || _nowNanos > _rows.Nanos(index) + _latencyNanos + LongestSeconds * Nanos.Second;
    }

    /// <summary>Nobody will ask for a row before <paramref name="index"/> again.</summary>
    public void Forget(int index)
    {
        FindSession(index);
        _rows.Forget(Math.Min(index, Math.Max(_sessions[_session].FirstRow, LastAtOrBefore(_rows.Nanos(index) - RememberedNanos))));
        if (_session > 0)
        {
            _sessions.RemoveRange(0, _session);
            _session = 0;
        }
    }

    /// <summary>The targets of row <paramref name="index"/>, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such row, or it was forgotten.</exception>
    public TargetValues At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, _rows.First, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _rows.Count, nameof(index));
        FindSession(index);
        var oneMinute = Return(index, 60);
        return new TargetValues
        {
            Return1Min = oneMinute,
            Return5Min = Return(index, 300),
            Volatility = Volatility(_rows.Nanos(index) / Nanos.Second),
            Direction = oneMinute.IsValid ? new Target(Direction(oneMinute.Value), TargetReason.None) : oneMinute,
            Return1s = Return(index, 1),
            Return10s = Return(index, 10),
            Return30s = Return(index, 30),
        };
    }

    private Target Return(int index, int seconds)
    {
        var startNanos = _rows.Nanos(index) + _latencyNanos;
        var endNanos = startNanos + seconds * Nanos.Second;
        if (Unreachable(endNanos) is var reason and not TargetReason.None)
        {
            return new Target(0, reason);
        }

        // Without latency the denominator is the row's own mid, even where another row has the same time.
        var start = _rows.TwiceMidTicks(index);
        return (_latencyNanos == 0 || TryMid(startNanos, out start)) && TryMid(endNanos, out var end)
            ? new Target(1e4 * DeterministicMath.LogRatio(end, start) + 0.0, TargetReason.None)
            : new Target(0, TargetReason.NoMid);
    }

    private double Direction(double returnBps) =>
        returnBps > parameters.DeadZoneBps ? 1 : returnBps < -parameters.DeadZoneBps ? -1 : 0;

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
        : endNanos > _tapeEndNanos ? TargetReason.PastTape
        : TargetReason.None;

    // mid(nanos): of the last row of the session at or before, and not over a second older.
    private bool TryMid(long nanos, out long twiceMidTicks)
    {
        var row = LastAtOrBefore(nanos);
        twiceMidTicks = row < 0 ? 0 : _rows.TwiceMidTicks(row);
        return row >= 0 && nanos - _rows.Nanos(row) <= Nanos.Second;
    }

    private int LastAtOrBefore(long nanos)
    {
        var low = Math.Max(_rows.First, _sessions[_session].FirstRow);
        var high = (_session + 1 < _sessions.Count ? _sessions[_session + 1].FirstRow : _rows.Count) - 1;
        var found = -1;
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            if (_rows.Nanos(middle) <= nanos)
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

    private void FindSession(int row)
    {
        if (row < _sessions[_session].FirstRow)
        {
            _session = 0;
        }

        while (_session + 1 < _sessions.Count && _sessions[_session + 1].FirstRow <= row)
        {
            _session++;
        }
    }

    private readonly record struct Session(int FirstRow, long EndNanos);
}
