using System.Globalization;

namespace Pipeline.Cli.Live;

/// <summary>`90s`, `15m`, `2h`: how long something runs.</summary>
internal static class Duration
{
    public static TimeSpan Parse(string option, string text)
    {
        var isNumber = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        var unit = text.Length > 0 ? text[^1] : ' ';
        return (isNumber && number > 0, unit) switch
        {
            (true, 's') => TimeSpan.FromSeconds(number),
            (true, 'm') => TimeSpan.FromMinutes(number),
            (true, 'h') => TimeSpan.FromHours(number),
            _ => throw new UsageException($"{option} {text}: give a number and a unit, for example 90s, 15m or 2h"),
        };
    }
}
