using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>The targets in decimals, one row at a time, each by looking through the states of its session.</summary>
public sealed class TargetOracle
{
    private const long Second = 1_000_000_000;

    private readonly FeatureParameters _parameters;
    private readonly MidOracle _mids;
    private readonly long _tapeEnd;
    private readonly List<State> _states = [];
    private readonly List<int> _rows = [];
    private readonly List<long> _sessionEnds = [];

    public TargetOracle(FeatureStream stream, FeatureParameters parameters)
    {
        _parameters = parameters;
        _mids = new MidOracle(stream, parameters);
        _tapeEnd = stream.TapeEndNanos;
        long now = 0, good = 0;
        for (var i = 0; i < stream.Events.Count; i++)
        {
            var step = stream.Events[i];
            now = Math.Max(now, step.ReceiveNanos);
            if (step.Step is FeatureStep.Sync or FeatureStep.Invalid && _sessionEnds.Count > 0)
            {
                _sessionEnds[^1] = Math.Min(_sessionEnds[^1], good);
            }

            if (step.Step is FeatureStep.Sync)
            {
                _sessionEnds.Add(long.MaxValue);
            }

            if (step.Step is FeatureStep.Row or FeatureStep.OneSided)
            {
                _rows.AddRange(step.Step == FeatureStep.Row ? [_states.Count] : []);
                _states.Add(new State(now, i, step.Step == FeatureStep.Row, step.Book.BidTicks[0], step.Book.AskTicks[0], _sessionEnds.Count - 1));
            }

            good = step.Step is FeatureStep.Sync or FeatureStep.Row or FeatureStep.OneSided ? now : good;
        }
    }

    public (decimal? Value, int Reason) Return(int row, int seconds)
    {
        var (start, end, reason) = Ends(row, seconds);
        return reason == 0 ? (10_000 * OracleMath.LogRatio(end!.TwiceMid, start!.TwiceMid), 0) : (null, reason);
    }

    public (decimal? Value, int Reason) Long(int row, int seconds) => Trade(row, seconds, (start, end) => (end.Bid, start.Ask));

    public (decimal? Value, int Reason) Short(int row, int seconds) => Trade(row, seconds, (start, end) => (start.Bid, end.Ask));

    public (decimal? Value, int Reason) Cost(int row)
    {
        var (gain, reason) = Long(row, _parameters.CostSeconds);
        return reason != 0 ? (null, reason) : (gain > 0 ? 1 : Short(row, _parameters.CostSeconds).Value > 0 ? -1 : 0, 0);
    }

    public (decimal? Value, int Reason) Volatility(int row)
    {
        var state = _states[_rows[row]];
        var floor = state.Nanos / Second;
        if (Unreachable(state.Session, (floor + 60) * Second) is var reason and not 0)
        {
            return (null, reason);
        }

        var sum = 0m;
        for (var second = floor + 1; second <= floor + 60; second++)
        {
            if (Standing(second * Second, state.Session) is not { } to || Standing((second - 1) * Second, state.Session) is not { } from)
            {
                return (null, 3);
            }

            var r = 10_000 * OracleMath.LogRatio(to.TwiceMid, from.TwiceMid);
            sum += r * r;
        }

        return (OracleMath.Sqrt(sum), 0);
    }

    public (decimal? Value, int Reason) Direction(int row) => Return(row, 60) is not ({ } value, 0) ? (null, Return(row, 60).Reason)
        : (value > (decimal)_parameters.DeadZoneBps ? 1 : value < -(decimal)_parameters.DeadZoneBps ? -1 : 0, 0);

    public long MidUntil(int row) => _mids.EndOf(_states[_rows[row]].Event);

    public long? QuoteUntil(int row)
    {
        var own = _states[_rows[row]];
        var next = _rows[row] + 1 < _states.Count ? _states[_rows[row] + 1] : null;
        return own.Bid > own.Ask ? null
            : next is { IsRow: false } && next.Session == own.Session ? Math.Min(MidUntil(row), next.Nanos - 1) : MidUntil(row);
    }

    /// <summary>Every row of the horizon, one after the other, until one could be closed with the gain of a barrier.</summary>
    public (decimal? Value, int Reason) Barrier(int row, decimal? sigmaBps)
    {
        var (start, end, reason) = Ends(row, _parameters.BarrierSeconds);
        reason = reason != 0 ? reason : CanTrade(start!) && CanTrade(end!) ? 0 : 6;
        if (reason != 0 || sigmaBps is not { } sigma)
        {
            return (null, reason != 0 ? reason : 4);
        }

        var state = _states[_rows[row]];
        var from = state.Nanos + Latency;
        var barrier = Math.Max((decimal)_parameters.BarrierSigmas * sigma, (decimal)_parameters.BarrierMinBps);
        for (var at = _rows[row]; at < _states.Count && _states[at].Nanos <= from + _parameters.BarrierSeconds * Second; at++)
        {
            var next = _states[at];
            if (next.Nanos <= from || next.Session != state.Session || !next.IsRow || next.Bid > next.Ask)
            {
                continue;
            }

            // A logarithm is less than the growth itself, which rules most out without one.
            var wanted = (barrier + (decimal)_parameters.FeesBps) / 10_000;
            if (next.Bid / start!.Ask - 1 >= wanted && Bps(next.Bid, start.Ask) >= barrier)
            {
                return (1, 0);
            }

            if (start.Bid / next.Ask - 1 >= wanted && Bps(start.Bid, next.Ask) >= barrier)
            {
                return (-1, 0);
            }
        }

        return (0, 0);
    }

    private long Latency => _parameters.DecisionLatencyMs * 1_000_000;

    private (decimal? Value, int Reason) Trade(int row, int seconds, Func<State, State, (decimal Sold, decimal Bought)> prices)
    {
        var (start, end, reason) = Ends(row, seconds);
        reason = reason != 0 ? reason : CanTrade(start!) && CanTrade(end!) ? 0 : 6;
        return reason == 0 && prices(start!, end!) is var (sold, bought) ? (Bps(sold, bought), 0) : (null, reason);
    }

    private decimal Bps(decimal sold, decimal bought) => 10_000 * OracleMath.LogRatio(sold, bought) - (decimal)_parameters.FeesBps;

    // What the book is, where a row's mid stands: a later state without a row may have taken its prices away.
    private static bool CanTrade(State state) => state is { IsQuoted: true } && state.Bid <= state.Ask;

    private (State? Start, State? End, int Reason) Ends(int row, int seconds)
    {
        var own = _states[_rows[row]];
        var from = own.Nanos + Latency;
        var to = from + seconds * Second;
        var reason = Unreachable(own.Session, to);
        var start = Latency == 0 ? own with { IsQuoted = true } : Standing(from, own.Session);
        var end = Standing(to, own.Session);
        return (start, end, reason != 0 ? reason : start is null || end is null ? 3 : 0);
    }

    private int Unreachable(int session, long end) => _sessionEnds[session] <= end ? 2 : end > _tapeEnd ? 1 : 0;

    private State? Standing(long nanos, int session)
    {
        var low = -1;
        var high = _states.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _states[middle].Nanos <= nanos ? (middle, high) : (low, middle - 1);
        }

        while (low >= 0 && _states[low].Session > session)
        {
            low--;
        }

        var isQuoted = low >= 0 && _states[low].IsRow;
        while (low >= 0 && _states[low].Session == session && !_states[low].IsRow)
        {
            low--;
        }

        return low >= 0 && _states[low].Session == session && nanos <= _mids.EndOf(_states[low].Event) ? _states[low] with { IsQuoted = isQuoted } : null;
    }

    private sealed record State(long Nanos, int Event, bool IsRow, decimal Bid, decimal Ask, int Session)
    {
        public bool IsQuoted { get; init; }

        public decimal TwiceMid => Bid + Ask;
    }
}
