using Pipeline.Primitives;

namespace Pipeline.Features.Windows;

/// <summary>Realised volatility on whole seconds of receive time: r_s = ln(m_s / m_(s-1)), m_s the mid at second s.</summary>
/// <remarks>
/// An invalid m_s (no row yet, or the mid of the last one had ended) makes two r_s invalid and starts the run of valid ones anew; whatever
/// needs a longer run is null. The squares are summed again, oldest first, once a second: a sliding sum of doubles would
/// depend on what has left it.
/// </remarks>
internal sealed class SecondGrid
{
    private const int Slots = 512;

    private readonly double[] _squares = new double[Slots];
    private long _second;
    private long _mid;
    private long _run;
    private long _midBefore;
    private long _runBefore;
    private long _lastRowMid;
    private bool _started;

    /// <summary>sqrt of the sum over the last 60 seconds, bps, or NaN.</summary>
    public double Rv60 { get; private set; } = double.NaN;

    /// <summary>The same over 300 seconds.</summary>
    public double Rv300 { get; private set; } = double.NaN;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _started = false;
        _mid = 0;
        _run = 0;
        Publish();
    }

    /// <summary>Takes in a row's mid (b_1 + a_1, ticks) and decides every second up to its time; the mid before it stood until <paramref name="endNanos"/>.</summary>
    public void Add(long nowNanos, long twiceMidTicks, long endNanos)
    {
        if (!_started)
        {
            Start(nowNanos);
        }

        if (nowNanos >= (_second + 1) * Nanos.Second)
        {
            DecideUpTo(nowNanos, endNanos);
        }

        if (nowNanos == _second * Nanos.Second)
        {
            // A row at the very second is at or before it, and so is a later row of the same nanosecond.
            Decide(twiceMidTicks);
            Publish();
        }

        _lastRowMid = twiceMidTicks;
    }

    private void Start(long nowNanos)
    {
        _started = true;
        _second = (nowNanos - 1) / Nanos.Second;
    }

    private void DecideUpTo(long nowNanos, long endNanos)
    {
        var last = nowNanos / Nanos.Second;
        while (_second < last)
        {
            MoveTo(_second + 1);
            if (_second * Nanos.Second <= endNanos)
            {
                Decide(_lastRowMid);
                continue;
            }

            Decide(0);
            if (_second < last)
            {
                // From here to the row's own second no mid is valid: one step covers a silence of any length.
                MoveTo(last);
                Decide(0);
            }
        }

        Publish();
    }

    private void MoveTo(long second)
    {
        _second = second;
        _midBefore = _mid;
        _runBefore = _run;
    }

    private void Decide(long mid)
    {
        _mid = mid;
        if (mid == 0 || _midBefore == 0)
        {
            _run = 0;
            return;
        }

        var r = DeterministicMath.LogRatio(mid, _midBefore);
        _squares[_second & (Slots - 1)] = r * r;
        _run = _runBefore + 1;
    }

    private void Publish()
    {
        Rv60 = Volatility(60);
        Rv300 = Volatility(300);
    }

    private double Volatility(int seconds)
    {
        if (_run < seconds)
        {
            return double.NaN;
        }

        var sum = 0.0;
        for (var second = _second - seconds + 1; second <= _second; second++)
        {
            sum += _squares[second & (Slots - 1)];
        }

        return 1e4 * Math.Sqrt(sum);
    }
}
