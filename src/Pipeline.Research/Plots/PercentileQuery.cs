using System.Globalization;

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

        return [.. shares.Concat(Named.Where(share => 1 - share >= least)).Append(1 - least).Distinct().Order()];
    }

    public static long CountOf(PlotSource source, PlotSelection selection, string column) =>
        source.Count($"select count({column}) from l2_features where {selection.Where}");

    public static double[] Read(PlotSource source, PlotSelection selection, string column, double[] shares)
    {
        using var command = source.Connection.CreateCommand();
        var list = string.Join(", ", shares.Select(share => share.ToString("R", CultureInfo.InvariantCulture)));
        command.CommandText = $"select unnest(quantile_disc({column}, [{list}])) from l2_features where {selection.Where} and {column} is not null";
        using var reader = command.ExecuteReader();
        var values = new List<double>(shares.Length);
        while (reader.Read())
        {
            values.Add(reader.GetDouble(0));
        }

        return [.. values];
    }
}
