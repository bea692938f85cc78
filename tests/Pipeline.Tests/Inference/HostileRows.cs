using System.Globalization;

namespace Pipeline.Tests.Inference;

/// <summary>Rows with nulls to train on, and rows that meet everything a model may meet.</summary>
internal static class HostileRows
{
    public const int Columns = 12;
    public const int Category = 3;

    private static readonly double[] Odd =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, 1e-36, -1e-36, 1e9, -1e9, 2.5, double.MaxValue, double.MinValue, double.Epsilon];

    public static string[] Names { get; } = [.. Enumerable.Range(0, Columns).Select(column => $"c{column}")];

    /// <summary>
    /// Rows whose nulls say something, as the feature sheet's do: columns 0 and 1 are constant where they are there at all, so
    /// that the only split is the missing from the present.
    /// </summary>
    public static double[][] ToTrain(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Columns).Select(column => column switch
        {
            0 or 1 => random.Next(3) == 0 ? double.NaN : column,
            Category => random.Next(10) == 0 ? double.NaN : random.Next(40),
            4 or 5 => random.Next(2) == 0 ? 0 : random.NextDouble(),
            6 => random.NextDouble(),
            _ => random.Next(5) == 0 ? double.NaN : random.NextDouble() - 0.5,
        }).ToArray())];
    }

    /// <summary>A label that rises with values, nulls and categories, at least 0.</summary>
    public static float[] Labels(double[][] rows, int seed)
    {
        var random = new Random(seed);
        return [.. rows.Select(row => (float)Math.Max(
            0,
            3 + Present(row[7]) + (2 * Present(row[8]) * Present(row[9])) + (double.IsNaN(row[0]) ? 1.3 : 0) - (double.IsNaN(row[1]) ? 0.7 : 0)
            + (Present(row[Category]) % 3 * 0.4) + row[6] + (double.IsNaN(row[10]) ? 0.5 : 0) + (random.NextDouble() * 0.3)))];
    }

    /// <summary>Rows that meet <paramref name="thresholds"/> exactly and beside them, infinities, zeros of both signs and NaN.</summary>
    public static double[][] ToScore(int count, int columns, double[] thresholds, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => random.Next(6) switch
        {
            0 => Odd[random.Next(Odd.Length)],
            1 => thresholds[random.Next(thresholds.Length)],
            2 => Math.BitIncrement(thresholds[random.Next(thresholds.Length)]),
            3 => random.Next(-3, 50) + (random.Next(2) * 0.5),
            _ => random.NextDouble() - 0.5,
        }).ToArray())];
    }

    /// <summary>Every threshold of a model's text.</summary>
    public static double[] Thresholds(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("threshold=", StringComparison.Ordinal))
            .SelectMany(line => line["threshold=".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Number).Append(0)];

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static double Present(double value) => double.IsNaN(value) ? 0 : value;
}
