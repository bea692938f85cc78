using Pipeline.Comparisons;
using Pipeline.Events;
using Pipeline.Strategies;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>Asks the strategy behind it and sums up what it was asked about.</summary>
internal sealed class DecisionProbe(IStrategy strategy) : IStrategy
{
    public string Name => strategy.Name;

    public long Rows { get; private set; }

    public long UpdateIds { get; private set; }

    public long Wanted { get; private set; }

    public double ScoreSum { get; private set; }

    public int Decide(in DecisionContext context, Span<OrderIntent> intents)
    {
        Rows++;
        UpdateIds += context.Row.Book.UpdateId;
        if (context.HasScore)
        {
            ScoreSum += context.Score;
            Wanted += Math.Abs(context.Score) > ReplayScore.Threshold ? 1 : 0;
        }

        return strategy.Decide(in context, intents);
    }
}
