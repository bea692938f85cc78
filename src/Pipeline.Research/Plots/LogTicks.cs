using System.Globalization;

namespace Pipeline.Research.Plots;

/// <summary>Round values of a log scale: 1, 2 and 5 times powers of ten, or powers alone where those would crowd.</summary>
internal static class LogTicks
{
    public static double[] Make(double lowLog, double highLog)
    {
        double[] digits = highLog - lowLog > 4 ? [1] : [1, 2, 5];
        var ticks = Enumerable.Range((int)Math.Floor(lowLog), (int)Math.Ceiling(highLog) - (int)Math.Floor(lowLog) + 1)
            .SelectMany(power => digits.Select(digit => double.Parse(string.Create(CultureInfo.InvariantCulture, $"{digit}e{power}"), CultureInfo.InvariantCulture)));
        return [.. ticks.Where(tick => Math.Log10(tick) >= lowLog - 1e-9 && Math.Log10(tick) <= highLog + 1e-9)];
    }
}
