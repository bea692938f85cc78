namespace Pipeline.Comparisons;

/// <summary>Alternating rounds: every contender once a round, so that what disturbs the machine disturbs all.</summary>
internal static class Rounds
{
    private const int WarmUpRounds = 3;

    /// <summary>Runs all contenders some rounds unmeasured, then the rounds that count.</summary>
    public static Contender[] Alternate((string Name, Func<double> Measure)[] contenders, ComparisonOptions options)
    {
        var rounds = options.Quick ? 1 : options.Rounds;
        var figures = contenders.Select(_ => new double[rounds]).ToArray();
        for (var round = options.Quick ? 0 : -WarmUpRounds; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++)
            {
                var figure = contenders[i].Measure();
                if (round >= 0)
                {
                    figures[i][round] = figure;
                }
            }
        }

        return [.. contenders.Select((contender, i) => new Contender(contender.Name, figures[i]))];
    }
}
