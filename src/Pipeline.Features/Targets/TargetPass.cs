using Pipeline.Events;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Features.Targets;

/// <summary>The second pass over the rows of one instrument: what came after each. It looks ahead by design, so no live stage may hold one.</summary>
/// <remarks>
/// The log is told in order and in pipeline time, at last <see cref="Complete"/>. Labels end where knowledge ends: a session ends with
/// the last record that was surely good, not with the one that noticed the break, so a row's targets are decided
/// (<see cref="IsDecided(int)"/>) once a good record lies past its longest horizon. Decided rows may be asked for at once, best in order,
/// and <see cref="Forget"/> frees what no later row needs. Single writer. 40 bytes a row that is kept.
/// </remarks>
public sealed class TargetPass
{
    /// <summary>A book that is silent for longer, one hour, is not waited for: its silence counts as a gap.</summary>
    public const long SilenceNanos = 3_600 * Nanos.Second;

    private const int VolatilitySeconds = 60;
    private const int LongestSeconds = 300;

    private readonly FeatureParameters _parameters;
    private readonly MidLife _life;
    private readonly TimeRing<Row> _rows = new(1024);
    private readonly TimeRing<Session> _sessions = new(16);
    private readonly long _latencyNanos;
    private readonly long _longestNanos;

    private long _nowNanos;
    private long _goodNanos;
    private long _tapeEndNanos = long.MinValue;
    private bool _isComplete;
    private bool _isStored;
    private long _session;
    private (long Second, long Session, Target Value) _volatility = (long.MinValue, 0, default);

    /// <summary>A pass over a log that tells of no connections.</summary>
    public TargetPass(FeatureParameters parameters)
        : this(parameters, null)
    {
    }

    /// <summary>A pass over a log whose connections <paramref name="lanes"/> follows.</summary>
    public TargetPass(FeatureParameters parameters, LaneLives? lanes)
    {
        _parameters = parameters;
        _life = new MidLife(parameters.HoldMs * Nanos.Millisecond, lanes);
        _latencyNanos = parameters.DecisionLatencyMs * Nanos.Millisecond;
        _longestNanos = _latencyNanos + Math.Max(LongestSeconds, Math.Max(parameters.BarrierSeconds, parameters.CostSeconds)) * Nanos.Second;
    }

    /// <summary>Rows told so far.</summary>
    public int Rows => (int)_rows.Head;

    /// <summary>Rows still in memory.</summary>
    public int Kept => (int)(_rows.Head - _rows.Tail);

    /// <summary>Pipeline time of row <paramref name="index"/>, which is not forgotten.</summary>
    public long NanosOf(int index) => _rows[index].Nanos;

    private bool IsOpen => _sessions.Head > _sessions.Tail && _sessions[_sessions.Head - 1].EndNanos == long.MaxValue;

    /// <summary>The book became Synced.</summary>
    public void OnSync(long nowNanos, long updateId)
    {
        OnInvalid();
        OnGood(nowNanos);
        Begin();
        _life.OnSync(nowNanos, updateId);
    }

    /// <summary>The book left Synced: no horizon reaches past the last record that was surely good.</summary>
    public void OnInvalid()
    {
        EndLife();
        if (IsOpen)
        {
            ref var open = ref _sessions[_sessions.Head - 1];
            open = open with { EndNanos = _goodNanos };
        }

        _life.OnInvalid();
    }

    /// <summary>A row was cut; its session has begun with <see cref="OnSync"/>.</summary>
    /// <param name="nowNanos">Pipeline time.</param>
    /// <param name="bidTicks">Best bid.</param>
    /// <param name="askTicks">Best ask.</param>
    /// <param name="updateId">Last id of its diff.</param>
    /// <param name="connection">Number of the connection that brought it.</param>
    public void OnRow(long nowNanos, long bidTicks, long askTicks, long updateId = 0, int connection = 0)
    {
        Invariant.Always(_sessions.Head > _sessions.Tail, "a row before the first sync");
        OnGood(nowNanos);
        EndLife();
        if (!IsOpen)
        {
            Begin();
        }

        _rows.Push() = new Row(nowNanos, bidTicks, askTicks, nowNanos, long.MaxValue);
        _life.OnRow(nowNanos, updateId, connection);
    }

    /// <summary>A row as it was stored, with what was known of how long its mid and its prices stood.</summary>
    public void OnStored(long nowNanos, long bidTicks, long askTicks, long midUntilNanos, long quoteUntilNanos)
    {
        Invariant.Always(_sessions.Head > _sessions.Tail, "a row before the first sync");
        OnGood(nowNanos);
        if (!IsOpen)
        {
            Begin();
        }

        _isStored = true;
        _rows.Push() = new Row(nowNanos, bidTicks, askTicks, midUntilNanos, quoteUntilNanos + 1);
    }

    /// <summary>The session of stored rows ends: the last record that was surely good came at <paramref name="goodNanos"/>.</summary>
    public void EndSession(long goodNanos)
    {
        _goodNanos = Math.Max(_goodNanos, goodNanos);
        OnInvalid();
    }

    /// <summary>A diff was applied that left a side without a level: no price to trade at, until the next row.</summary>
    public void OnOneSided(long nowNanos, long updateId = 0, int connection = 0)
    {
        OnGood(nowNanos);
        _life.OnDiff(nowNanos, updateId, connection);
        if (HasOpenRow)
        {
            ref var row = ref _rows[_rows.Head - 1];
            row = row with { OneSidedNanos = Math.Min(row.OneSidedNanos, nowNanos) };
        }
    }

    /// <summary>A ticker of the instrument.</summary>
    public void OnTicker(long nowNanos, long updateId)
    {
        OnTime(nowNanos);
        _life.OnTicker(nowNanos, updateId);
    }

    /// <summary>A trade of the instrument.</summary>
    public void OnTrade(long nowNanos)
    {
        OnTime(nowNanos);
        _life.OnTrade(nowNanos);
    }

    /// <summary>A connection's state is about to be told to the lanes.</summary>
    public void OnConnection(long nowNanos)
    {
        OnTime(nowNanos);
        _life.Settle(nowNanos);
    }

    /// <summary>Any record of the log, also another instrument's.</summary>
    public void OnTime(long nowNanos)
    {
        _nowNanos = nowNanos;
        if (IsOpen && nowNanos - _goodNanos > SilenceNanos)
        {
            OnInvalid();
        }
    }

    /// <summary>The tape is told: its last message of any kind was received at <paramref name="tapeEndNanos"/>.</summary>
    public void Complete(long tapeEndNanos)
    {
        _tapeEndNanos = tapeEndNanos;
        _isComplete = true;
        EndLife();
    }

    /// <summary>Whether nothing that may still be told can change the targets of row <paramref name="index"/>.</summary>
    /// <remarks>
    /// Past the longest horizon, not at it: a gap whose last good record lies where the horizon ends touches it. And past the next row,
    /// which alone ends what is told of how long its mid stands.
    /// </remarks>
    public bool IsDecided(int index) => IsDecided(index, _rows[index].Nanos);

    /// <summary>The same of the time <paramref name="nanos"/>, at which row <paramref name="index"/> is the last.</summary>
    public bool IsDecided(int index, long nanos)
    {
        FindSession(index);
        return _isComplete || _sessions[_session].EndNanos != long.MaxValue || (index + 1 < _rows.Head && _goodNanos > nanos + _longestNanos);
    }

    /// <summary>The targets of row <paramref name="index"/>, from 0, which is decided and not forgotten.</summary>
    /// <param name="index">Number of the row in the order it was told.</param>
    /// <param name="features">Its streaming columns: the volatility decides y_tb.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such row, or no longer.</exception>
    public TargetValues At(int index, in RowFeatures features)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(index, _rows.Tail);
        return At(index, _rows[index].Nanos, in features);
    }

    /// <summary>The same of the time <paramref name="nanos"/>, at which row <paramref name="index"/> is the last.</summary>
    public TargetValues At(int index, long nanos, in RowFeatures features)
    {
        Invariant.Always(IsDecided(index, nanos), "targets are asked for before they are decided");
        var start = Start(index, nanos);
        var oneMinute = Return(in start, 60);
        var targets = new TargetValues
        {
            Return1Min = oneMinute,
            Return5Min = Return(in start, LongestSeconds),
            Volatility = Volatility(nanos / Nanos.Second),
            Direction = oneMinute.IsValid ? new Target(Sign(oneMinute.Value, _parameters.DeadZoneBps), TargetReason.None) : oneMinute,
            Return1s = Return(in start, 1),
            Return10s = Return(in start, 10),
            Return30s = Return(in start, 30),
            Cost = Cost(in start),
            Barrier = Barrier(in start, in features),
            Return5s = Return(in start, 5),
            MidUntilNanos = EndOf(index),
            QuoteUntilNanos = _rows[index].IsCrossed ? InputRecord.Absent : Math.Min(EndOf(index), _rows[index].OneSidedNanos - 1),
        };
        for (var i = 0; i < TargetLadder.Count; i++)
        {
            (targets.Long[i], targets.Short[i]) = Trade(in start, FeatureSchema.ExecutableSeconds[i]);
        }

        return targets;
    }

    /// <summary>Frees what no row from <paramref name="before"/> on needs: rows before it are not asked for again.</summary>
    public void Forget(int before)
    {
        while (_sessions.Tail + 1 < _sessions.Head && _sessions[_sessions.Tail + 1].FirstRow <= before)
        {
            _sessions.DropBefore(_sessions.Tail + 1);
        }

        // A row's volatility starts with the mid of its whole second, which may stand since long before: the last row up to it is kept.
        var nextNanos = before < _rows.Head ? _rows[before].Nanos : _nowNanos;
        var keptFrom = nextNanos / Nanos.Second * Nanos.Second;
        while (_rows.Tail + 1 < _rows.Head && _rows.Tail < before && _rows[_rows.Tail + 1].Nanos <= keptFrom)
        {
            _rows.DropBefore(_rows.Tail + 1);
        }
    }

    private static int Sign(double returnBps, double zoneBps) => returnBps > zoneBps ? 1 : returnBps < -zoneBps ? -1 : 0;

    private static double Bps(long end, long start) => 1e4 * DeterministicMath.LogRatio(end, start) + 0.0;

    private bool HasOpenRow => IsOpen && _rows.Head > _rows.Tail && _rows.Head > _sessions[_sessions.Head - 1].FirstRow;

    private void Begin()
    {
        var isLastEmpty = _sessions.Head > _sessions.Tail && _sessions[_sessions.Head - 1].FirstRow == _rows.Head;
        ref var session = ref isLastEmpty ? ref _sessions[_sessions.Head - 1] : ref _sessions.Push();
        session = new Session(_rows.Head, long.MaxValue);
    }

    private void OnGood(long nowNanos)
    {
        OnTime(nowNanos);
        _goodNanos = nowNanos;
    }

    // What was told until now says how long the last row's mid stands.
    private void EndLife()
    {
        if (HasOpenRow && !_isStored)
        {
            ref var row = ref _rows[_rows.Head - 1];
            row = row with { EndNanos = _life.EndNanos };
        }
    }

    // The mid and the prices from which the targets of a row are measured, or why there are none.
    private Ends Start(int index, long nanos)
    {
        ref readonly var row = ref _rows[index];

        // Without latency a row's are its own, even where another row has the same time.
        return _latencyNanos == 0 && nanos == row.Nanos
            ? new Ends(nanos, row.BidTicks, row.AskTicks, TargetReason.None, row.IsCrossed)
            : At(nanos + _latencyNanos);
    }

    private Ends At(long nanos)
    {
        var found = LastAtOrBefore(nanos);
        if (found < 0 || nanos > EndOf(found))
        {
            return new Ends(nanos, 0, 0, TargetReason.NoMid, true);
        }

        ref readonly var row = ref _rows[found];
        return new Ends(nanos, row.BidTicks, row.AskTicks, TargetReason.None, row.IsCrossed || nanos >= row.OneSidedNanos);
    }

    private Target Return(in Ends start, int seconds)
    {
        var reason = Reach(in start, seconds, out var end);
        return reason == TargetReason.None ? new Target(Bps(end.TwiceMidTicks, start.TwiceMidTicks), reason) : new Target(0, reason);
    }

    private (Target Long, Target Short) Trade(in Ends start, int seconds)
    {
        var reason = ReachPrices(in start, seconds, out var end);
        return reason == TargetReason.None
            ? (new Target(LongBps(in start, end.BidTicks), reason), new Target(ShortBps(in start, end.AskTicks), reason))
            : (new Target(0, reason), new Target(0, reason));
    }

    private double LongBps(in Ends start, long bidTicks) => Bps(bidTicks, start.AskTicks) - _parameters.FeesBps;

    private double ShortBps(in Ends start, long askTicks) => Bps(start.BidTicks, askTicks) - _parameters.FeesBps;

    private Target Cost(in Ends start)
    {
        var (buy, sell) = Trade(in start, _parameters.CostSeconds);
        return buy.IsValid ? new Target(buy.Value > 0 ? 1 : sell.Value > 0 ? -1 : 0, TargetReason.None) : buy;
    }

    private Target Barrier(in Ends start, in RowFeatures features)
    {
        var reason = ReachPrices(in start, _parameters.BarrierSeconds, out _);
        if (reason != TargetReason.None)
        {
            return new Target(0, reason);
        }

        if ((features.ValidMask >> (int)FeatureId.Rv60s & 1) == 0)
        {
            return new Target(0, TargetReason.NoVolatility);
        }

        var barrierBps = Math.Max(_parameters.BarrierSigmas * features.Values[(int)FeatureId.Rv60s], _parameters.BarrierMinBps);
        return new Target(FirstTouch(in start, barrierBps), TargetReason.None);
    }

    // A price short of its bound is short of its barrier, as exp(x) >= 1 + x; only what lies beyond needs its logarithm.
    private double FirstTouch(in Ends start, double barrierBps)
    {
        var growth = 1 + (barrierBps + _parameters.FeesBps) / 1e4;
        var high = (long)(start.AskTicks * growth * (1 - 1e-12)) - 1;
        var low = (long)(start.BidTicks / growth * (1 + 1e-12)) + 1;
        var last = LastAtOrBefore(start.Nanos + _parameters.BarrierSeconds * Nanos.Second);
        for (var at = LastAtOrBefore(start.Nanos) + 1; at <= last; at++)
        {
            ref readonly var row = ref _rows[at];
            if ((row.BidTicks < high && row.AskTicks > low) || row.IsCrossed)
            {
                continue;
            }

            if (LongBps(in start, row.BidTicks) >= barrierBps)
            {
                return 1;
            }

            if (ShortBps(in start, row.AskTicks) >= barrierBps)
            {
                return -1;
            }
        }

        return 0;
    }

    // What stands at the end of (t + d, t + d + h], or why there is no target.
    private TargetReason Reach(in Ends start, int seconds, out Ends end)
    {
        end = default;
        var endNanos = start.Nanos + seconds * Nanos.Second;
        if (Unreachable(endNanos) is var reason and not TargetReason.None)
        {
            return reason;
        }

        end = At(endNanos);
        return start.Reason == TargetReason.None ? end.Reason : start.Reason;
    }

    private TargetReason ReachPrices(in Ends start, int seconds, out Ends end)
    {
        var reason = Reach(in start, seconds, out end);
        return reason == TargetReason.None && (start.IsNotExecutable || end.IsNotExecutable) ? TargetReason.NotExecutable : reason;
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

    // mid(nanos): of the last row of the session at or before, where it still stands.
    private bool TryMid(long nanos, out long twiceMidTicks)
    {
        var row = LastAtOrBefore(nanos);
        twiceMidTicks = row < 0 ? 0 : _rows[row].BidTicks + _rows[row].AskTicks;
        return row >= 0 && nanos <= EndOf(row);
    }

    private long EndOf(long row) => row == _rows.Head - 1 && IsOpen && !_isStored ? _life.EndNanos : _rows[row].EndNanos;

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

    private readonly record struct Row(long Nanos, long BidTicks, long AskTicks, long EndNanos, long OneSidedNanos)
    {
        public bool IsCrossed => BidTicks > AskTicks;
    }

    private readonly record struct Ends(long Nanos, long BidTicks, long AskTicks, TargetReason Reason, bool IsNotExecutable)
    {
        public long TwiceMidTicks => BidTicks + AskTicks;
    }

    private readonly record struct Session(long FirstRow, long EndNanos);
}
