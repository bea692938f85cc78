using System.Globalization;

namespace Pipeline.Research.DataSets;

/// <summary>Durations and UTC times as a configuration writes them, in nanoseconds.</summary>
internal static class TimeText
{
    private static readonly (string Unit, long Nanos)[] Units =
        [("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000)];

    /// <summary>`500ms`, `90s`, `10m`, `1h`, `14d`.</summary>
    public static bool TryDuration(string text, out long nanos)
    {
        foreach (var (unit, size) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= long.MaxValue / 4 / size)
            {
                nanos = count * size;
                return true;
            }
        }

        nanos = 0;
        return false;
    }

    /// <summary>`2024-08-08`, `2024-08-08T12:00:00Z`, with up to seven decimals of a second; nothing but UTC.</summary>
    public static bool TryTime(string text, out long nanos)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];
        var isTime = DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Utc, out var time);
        nanos = isTime ? (time - DateTime.UnixEpoch).Ticks * 100 : 0;
        return isTime;
    }

    /// <summary>UTC with nanoseconds.</summary>
    public static string Of(long nanos)
    {
        var seconds = DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(nanos, 1_000_000_000, out var rest));
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:yyyy-MM-ddTHH:mm:ss}.{rest:D9}Z");
    }
}
