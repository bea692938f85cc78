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
