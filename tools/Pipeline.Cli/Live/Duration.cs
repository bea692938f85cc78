using System.Globalization;

namespace Pipeline.Cli.Live;

/// <summary>`50ms`, `90s`, `15m`, `2h`: how long something runs or waits.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan One)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    public static TimeSpan Parse(string option, string text) => TryParse(text, out var duration)
        ? duration
        : throw new UsageException($"{option} {text}: give a number and a unit, for example 90s, 15m or 2h");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var (unit, one) = Units.FirstOrDefault(each => text.EndsWith(each.Unit, StringComparison.Ordinal));
        var isNumber = double.TryParse(text.AsSpan(0, text.Length - (unit ?? "").Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        duration = isNumber ? number * one : TimeSpan.Zero;
        return unit is not null && duration > TimeSpan.Zero;
    }
}
