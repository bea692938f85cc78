using HdrHistogram;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Strategies;

namespace Pipeline.LatencyLab;

/// <summary>Asks the strategy behind it and notes how long after its planned time the row was decided.</summary>
/// <remarks>A record's receive time is its planned time, so that waiting anywhere, before the lane too, is counted.</remarks>
internal sealed class DecisionProbe(IStrategy strategy, LongHistogram histogram, long epochNanos) : IStrategy
{
    public string Name => strategy.Name;

    public int Decide(in DecisionContext context, Span<OrderIntent> intents)
    {
        var count = strategy.Decide(in context, intents);
        var planned = context.Row.Book.ReceiveNanos - epochNanos;
        histogram.RecordValue(Math.Clamp(SystemClock.Instance.MonotonicNanos - planned, 1, LatencyRun.HighestNanos));
        return count;
    }
}
