using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>Percentiles of a column: the least value that at least the share p of all values do not exceed.</summary>
internal static class PercentileQuery
{
    /// <summary>The percentiles that are quoted in figures.</summary>
    public static IReadOnlyList<double> Named { get; } = [0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999];

    /// <summary>Shares from 0 towards 1, evenly spaced in log(1 - p) with the named ones among them, as far as <paramref name="count"/> values can tell.</summary>
    public static double[] Shares(long count)
    {
        var least = 1.0 / Math.Max(1, count);
        var sixteenth = Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(0.1))));
        var shares = new List<double>();
        for (var rest = 1.0; rest >= least; rest *= sixteenth)
        {
            shares.Add(1 - rest);
        }

        return [.. shares.Concat(Named.Where(share => 1 - share >= least)).Append((Math.Max(1, count) - 1.0) / Math.Max(1, count)).Distinct().Order()];
    }

    /// <summary>The least rank, from 1, of <paramref name="count"/> values that is at least the share.</summary>
    /// <remarks>Quotients are compared, for those are rounded alike on both sides: 0.99 of 100 values is rank 99, whatever 0.99 * 100 is.</remarks>
    public static long RankOf(double share, long count)
    {
        var rank = Math.Clamp((long)(share * count), 1, count);
        while (rank > 1 && (rank - 1) / (double)count >= share)
        {
            rank--;
        }

        while (rank < count && rank / (double)count < share)
        {
            rank++;
        }

        return rank;
    }

    public static long CountOf(PlotSource source, PlotSelection selection, string column) =>
        source.Count($"select count({column}) from l2_features where {selection.Where}");

    public static double[] Read(PlotSource source, PlotSelection selection, string column, double[] shares)
    {
        var count = CountOf(source, selection, column);
        var ranks = shares.Select(share => RankOf(share, count)).ToArray();
        var values = source.Connection.List(
            $"""
            select v from (select {column} as v, row_number() over (order by {column}) as rank from l2_features where {selection.Where} and {column} is not null)
            join (select unnest([{string.Join(", ", ranks.Distinct())}]) as rank) using (rank) order by rank
            """,
            row => row.GetDouble(0));
        var byRank = ranks.Distinct().Order().Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
        return [.. ranks.Select(rank => byRank[rank])];
    }
}
