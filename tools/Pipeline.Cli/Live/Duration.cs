using System.Globalization;

namespace Pipeline.Cli.Live;

/// <summary>`50ms`, `90s`, `15m`, `1h30m`, `1d`: how long something runs or waits.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan One)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1))];

    public static TimeSpan Parse(string option, string text) => TryParse(text, out var duration)
        ? duration
        : throw new UsageException($"{option} {text}: give numbers and units, for example 90s, 15m, 1h30m or 1d");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text;
        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(each => char.IsAsciiDigit(each) || each == '.').Count();
            var (unit, one) = Units.FirstOrDefault(each => rest.AsSpan(digits).StartsWith(each.Unit, StringComparison.Ordinal));
            if (unit is null || !double.TryParse(rest.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            duration += number * one;
            rest = rest[(digits + unit.Length)..];
        }

        return duration > TimeSpan.Zero;
    }
}
