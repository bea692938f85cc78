using Pipeline.LatencyLab.Contenders;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>Alternating rounds under one load: every entry once a round, each with a pipeline of its own.</summary>
internal sealed class LatencyComparison
{
    private const int MostWarmRounds = 6;
    private const double Stable = 0.1;

    private readonly MessagePlan _plan;
    private readonly Standing[] _standings;
    private Deeds? _deeds;

    public LatencyComparison(MessagePlan plan, IEnumerable<Entry> entries)
    {
        _plan = plan;
        _standings = [.. entries.Select(entry => new Standing(entry))];
    }

    public IReadOnlyList<Standing> Standings => _standings;

    /// <summary>What every turn did.</summary>
    public Deeds Deeds => _deeds!;

    /// <summary>Rounds before those that counted.</summary>
    public int WarmRounds { get; private set; }

    /// <summary>Whether the medians had settled before the first round that counted.</summary>
    public bool IsWarm { get; private set; }

    /// <summary>Unmeasured rounds until no entry's median moves by more than a tenth, or there were six.</summary>
    public void WarmUp()
    {
        var last = Array.ConvertAll(_standings, MedianOfTurn);
        for (WarmRounds = 1; WarmRounds < MostWarmRounds && !IsWarm; WarmRounds++)
        {
            var next = Array.ConvertAll(_standings, MedianOfTurn);
            IsWarm = last.Zip(next, (before, after) => Math.Abs(after - before) <= Stable * before).All(settled => settled);
            last = next;
        }
    }

    /// <summary>One round that counts.</summary>
    public void Round() => Array.ForEach(_standings, standing => standing.Add(Take(standing).Times));

    private double MedianOfTurn(Standing standing) => Percentiles.Of(Take(standing).Times.FromBuffer).P50;

    private Turn Take(Standing standing)
    {
        var turn = Turn.Take(standing.Entry, _plan);
        _deeds ??= turn.Deeds;
        return turn.Deeds.Agrees(_deeds)
            ? turn
            : throw new InvalidOperationException($"{standing.Entry.Name}, {standing.Entry.Transport}: {turn.Deeds}, another turn: {_deeds}");
    }
}
