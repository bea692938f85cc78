using Pipeline.Comparisons;
using Pipeline.Events;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>The ordinary pipeline's last stage: the score, the threshold, and the checks that a first version has.</summary>
/// <remarks>Less than the project's own gate does, and no exchange behind it: the difference is in the rival's favour.</remarks>
internal sealed class OrdinaryRisk
{
    private const long TenSeconds = 10_000_000_000;
    private const int MostOrders = 40;
    private const decimal OrderSize = 0.01m;
    private const decimal MostPosition = 0.1m;
    private const double WidestSpread = 2;

    private readonly ReplayScore _score = new();
    private readonly Queue<long> _orders = [];
    private decimal _position;

    public long UpdateIds { get; private set; }

    public long Wanted { get; private set; }

    public double ScoreSum { get; private set; }

    /// <summary>Scores a row and says whether an order would leave.</summary>
    public bool Judge(OrdinaryRow row)
    {
        UpdateIds += row.UpdateId;
        if (_score.Of(id => row.Columns[(int)id]) is not { } score)
        {
            return false;
        }

        ScoreSum += score;
        if (Math.Abs(score) <= ReplayScore.Threshold)
        {
            return false;
        }

        Wanted++;
        return TryOrder(row, score > 0 ? OrderSize : -OrderSize);
    }

    private bool TryOrder(OrdinaryRow row, decimal size)
    {
        while (_orders.TryPeek(out var oldest) && oldest <= row.ReceiveNanos - TenSeconds)
        {
            _orders.Dequeue();
        }

        var passes = _orders.Count < MostOrders
            && Math.Abs(_position + size) <= MostPosition
            && row.Columns[(int)FeatureId.Spread] <= WidestSpread;
        if (passes)
        {
            _orders.Enqueue(row.ReceiveNanos);
            _position += size;
        }

        return passes;
    }
}
