using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>The targets in decimals, one row at a time, each by looking through all rows of its session.</summary>
public sealed class TargetOracle
{
    private const long Second = 1_000_000_000;

    private readonly FeatureParameters _parameters;
    private readonly long _tapeEnd;
    private readonly List<(long Nanos, decimal TwiceMid, int Session)> _rows = [];
    private readonly List<long> _sessionEnds = [];

    public TargetOracle(FeatureStream stream, FeatureParameters parameters)
    {
        _parameters = parameters;
        _tapeEnd = stream.TapeEndNanos;
        long now = 0;
        foreach (var step in stream.Events.Where(step => step.Step is not (FeatureStep.Trade or FeatureStep.OneSided)))
        {
            now = Math.Max(now, step.ReceiveNanos);
            if (step.Step == FeatureStep.Row)
            {
                _rows.Add((now, (decimal)step.Book.BidTicks[0] + step.Book.AskTicks[0], _sessionEnds.Count - 1));
                continue;
            }

            if (_sessionEnds.Count > 0)
            {
                _sessionEnds[^1] = Math.Min(_sessionEnds[^1], now);
            }

            if (step.Step == FeatureStep.Sync)
            {
                _sessionEnds.Add(long.MaxValue);
            }
        }
    }

    public decimal? Return(int row, int seconds)
    {
        var (nanos, own, session) = _rows[row];
        var start = nanos + _parameters.DecisionLatencyMs * 1_000_000;
        var end = start + seconds * Second;
        if (end > _tapeEnd || end >= _sessionEnds[session])
        {
            return null;
        }

        var before = start == nanos ? own : TwiceMid(start, session);
        return before is { } from && TwiceMid(end, session) is { } to ? 10_000 * OracleMath.LogRatio(to, from) : null;
    }

    public decimal? Volatility(int row)
    {
        var (nanos, _, session) = _rows[row];
        var floor = nanos / Second;
        var end = (floor + 60) * Second;
        if (end > _tapeEnd || end >= _sessionEnds[session])
        {
            return null;
        }

        var sum = 0m;
        for (var second = floor + 1; second <= floor + 60; second++)
        {
            if (TwiceMid(second * Second, session) is not { } to || TwiceMid((second - 1) * Second, session) is not { } from)
            {
                return null;
            }

            var r = 10_000 * OracleMath.LogRatio(to, from);
            sum += r * r;
        }

        return OracleMath.Sqrt(sum);
    }

    public decimal? Direction(int row) => Return(row, 60) is not { } value ? null
        : value > (decimal)_parameters.DeadZoneBps ? 1
        : value < -(decimal)_parameters.DeadZoneBps ? -1 : 0;

    /// <summary>Why the return is missing: 0 it is not, 1 past the tape, 2 gap, 3 no mid.</summary>
    public int ReturnReason(int row, int seconds)
    {
        var (nanos, _, session) = _rows[row];
        var end = nanos + _parameters.DecisionLatencyMs * 1_000_000 + seconds * Second;
        return _sessionEnds[session] <= end ? 2 : end > _tapeEnd ? 1 : Return(row, seconds) is null ? 3 : 0;
    }

    public int VolatilityReason(int row)
    {
        var (nanos, _, session) = _rows[row];
        var end = (nanos / Second + 60) * Second;
        return _sessionEnds[session] <= end ? 2 : end > _tapeEnd ? 1 : Volatility(row) is null ? 3 : 0;
    }

    public (decimal? Value, int Reason) Cost(int row, decimal? spreadBps)
    {
        if (ReturnReason(row, 60) is var reason and not 0)
        {
            return (null, reason);
        }

        if (spreadBps is not { } spread)
        {
            return (null, 5);
        }

        var gain = Math.Abs(Return(row, 60)!.Value) - spread / 2 - (decimal)_parameters.FeesBps;
        return (gain > 0 ? Math.Sign(Return(row, 60)!.Value) : 0, 0);
    }

    /// <summary>Every row of the horizon, one after the other, until one has moved far enough.</summary>
    public (decimal? Value, int Reason) Barrier(int row, decimal? sigmaBps)
    {
        if (ReturnReason(row, _parameters.BarrierSeconds) is var reason and not 0)
        {
            return (null, reason);
        }

        if (sigmaBps is not { } sigma)
        {
            return (null, 4);
        }

        var (nanos, own, session) = _rows[row];
        var from = nanos + _parameters.DecisionLatencyMs * 1_000_000;
        var to = from + _parameters.BarrierSeconds * Second;
        var start = from == nanos ? own : TwiceMid(from, session)!.Value;
        var barrier = Math.Max((decimal)_parameters.BarrierSigmas * sigma, (decimal)_parameters.BarrierMinBps);
        for (var next = row; next < _rows.Count && _rows[next].Nanos <= to; next++)
        {
            if (_rows[next].Nanos <= from || _rows[next].Session != session)
            {
                continue;
            }

            // |ln| >= barrier, without a logarithm where the sizes alone rule it out.
            var (twiceMid, bps) = (_rows[next].TwiceMid, Math.Abs(_rows[next].TwiceMid / start - 1) * 10_000);
            if (bps > barrier / 2 && Math.Abs(10_000 * OracleMath.LogRatio(twiceMid, start)) >= barrier)
            {
                return (Math.Sign(twiceMid - start), 0);
            }
        }

        return (0, 0);
    }

    private decimal? TwiceMid(long nanos, int session)
    {
        var low = -1;
        var high = _rows.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _rows[middle].Nanos <= nanos ? (middle, high) : (low, middle - 1);
        }

        while (low >= 0 && _rows[low].Session > session)
        {
            low--;
        }

        return low >= 0 && _rows[low].Session == session && nanos - _rows[low].Nanos <= Second ? _rows[low].TwiceMid : null;
    }
}
