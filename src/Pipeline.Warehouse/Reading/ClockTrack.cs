namespace Pipeline.Warehouse.Reading;

/// <summary>How one session's receive clock ran against the venue's: told of every message that has both times, it fits offset and drift.</summary>
/// <remarks>
/// Single writer. A network only ever delays, so the clocks' difference shows in the fastest message of each stretch of time: of
/// each the least (receive - event) is kept, and a line is laid along the lower edge of these. Its slope is Theil and Sen's, the
/// median over all pairs, so some bad stretches do not bend it. What comes out is told beside the data and moves none of it.
/// Memory: 512 stretches at most; a longer session gets longer ones.
/// </remarks>
public sealed class ClockTrack
{
    /// <summary>Stretches below which there is no fit.</summary>
    public const int FewestStretches = 4;

    private const int MostStretches = 512;
    private const int LowPercent = 10;
    private const int HighPercent = 90;
    private const double NanosPerMs = 1e6;

    // The venue's times are whole milliseconds.
    private const double ResolutionMs = 0.5;

    private readonly List<Stretch> _stretches = new(MostStretches);
    private long _widthNanos = 10_000_000_000;
    private long _firstNanos = long.MaxValue;
    private long _lastNanos = long.MinValue;

    /// <summary>Messages told of.</summary>
    public long Samples { get; private set; }

    /// <summary>Stretches that are kept.</summary>
    internal int Stretches => _stretches.Count;

    /// <summary>Tells of a message with both times, UTC nanoseconds. Receive times that go back count for the latest stretch.</summary>
    public void Add(long receiveNanos, long eventNanos)
    {
        Samples++;
        (_firstNanos, _lastNanos) = (Math.Min(_firstNanos, receiveNanos), Math.Max(_lastNanos, receiveNanos));
        var number = receiveNanos / _widthNanos;
        var difference = receiveNanos - eventNanos;
        if (_stretches.Count == 0 || number > _stretches[^1].Number)
        {
            MakeRoom();
            _stretches.Add(new Stretch(receiveNanos / _widthNanos, receiveNanos, difference));
        }
        else if (difference < _stretches[^1].LeastNanos)
        {
            _stretches[^1] = _stretches[^1] with { AtNanos = receiveNanos, LeastNanos = difference };
        }
    }

    /// <summary>Offset and drift so far, or null where there are too few stretches to tell.</summary>
    public ClockFit? Fit()
    {
        if (_stretches.Count < FewestStretches)
        {
            return null;
        }

        long from = _stretches[0].AtNanos, to = _stretches[^1].AtNanos, origin = _stretches[0].LeastNanos;

        // The session's middle, not that of the fastest messages: between the two a clock that runs wild moves on.
        var middle = _firstNanos + (_lastNanos - _firstNanos) / 2;
        var points = _stretches.ConvertAll(each => (X: (each.AtNanos - middle) / NanosPerMs, Y: (each.LeastNanos - origin) / NanosPerMs));
        var slope = Slope(points);
        var residuals = points.ConvertAll(point => point.Y - slope * point.X);
        residuals.Sort();
        var low = residuals[residuals.Count * LowPercent / 100];
        var spread = residuals[(residuals.Count - 1) * HighPercent / 100] - low;
        return new ClockFit(origin / NanosPerMs + low, slope * 1e6, Math.Max(0, spread) + ResolutionMs, (to - from) / NanosPerMs, Samples);
    }

    private static double Slope(List<(double X, double Y)> points)
    {
        var slopes = new List<double>(points.Count * (points.Count - 1) / 2);
        for (var i = 0; i < points.Count; i++)
        {
            for (var j = i + 1; j < points.Count; j++)
            {
                if (points[j].X > points[i].X)
                {
                    slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
                }
            }
        }

        slopes.Sort();
        return slopes.Count == 0 ? 0 : slopes[slopes.Count / 2];
    }

    // Twice the width, half the stretches: two that fall together keep the lower minimum.
    private void MakeRoom()
    {
        if (_stretches.Count < MostStretches)
        {
            return;
        }

        _widthNanos *= 2;
        var kept = 0;
        foreach (var each in _stretches.ToArray())
        {
            var number = each.Number / 2;
            if (kept == 0 || _stretches[kept - 1].Number != number)
            {
                _stretches[kept++] = each with { Number = number };
            }
            else if (each.LeastNanos < _stretches[kept - 1].LeastNanos)
            {
                _stretches[kept - 1] = each with { Number = number };
            }
        }

        _stretches.RemoveRange(kept, _stretches.Count - kept);
    }

    private readonly record struct Stretch(long Number, long AtNanos, long LeastNanos);
}
