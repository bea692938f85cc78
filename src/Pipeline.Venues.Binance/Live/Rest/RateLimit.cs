using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>How long the venue wants to be left alone, by an answer of any of its services.</summary>
internal static partial class RateLimit
{
    private const int TooMany = 429;
    private const int Banned = 418;
    private const int TooManyRequests = -1003;
    private const int TooManyOrders = -1015;
    private const long NanosPerMilli = 1_000_000;
    private const long NanosPerTick = 100;
    private const long MinuteNanos = 60_000_000_000;

    /// <summary>Whether an answer with this status and code refuses everything that comes from the address, and not orders alone.</summary>
    public static bool IsOfAddress(int status, int code) => status == Banned || (status == TooMany && code != TooManyOrders);

    /// <summary>Whether a code says that too much was asked, and nothing of what was asked for.</summary>
    public static bool IsOfRate(int code) => code is TooManyRequests or TooManyOrders;

    /// <summary>How long to wait, nanoseconds; 0 where the answer asks for nothing.</summary>
    /// <remarks>
    /// By the header and by the time that the text names, whichever is later. Where a limit has neither: a minute, and two for a ban,
    /// the shortest that the venue gives.
    /// </remarks>
    /// <param name="status">HTTP status.</param>
    /// <param name="retryAfter">The header, or null.</param>
    /// <param name="body">The answer, or its error.</param>
    /// <param name="utcNanos">Now.</param>
    public static long WaitNanos(int status, RetryConditionHeaderValue? retryAfter, ReadOnlySpan<byte> body, long utcNanos)
    {
        var isLimited = status is TooMany or Banned;
        var wait = Math.Max(WaitNanos(retryAfter, utcNanos), isLimited ? NamedNanos(body) - utcNanos : 0);
        return wait > 0 ? wait : !isLimited ? 0 : status == Banned ? 2 * MinuteNanos : MinuteNanos;
    }

    private static long WaitNanos(RetryConditionHeaderValue? retryAfter, long utcNanos) =>
        retryAfter?.Delta is { } delta ? delta.Ticks * NanosPerTick
        : retryAfter?.Date is { } date ? ((date - DateTimeOffset.UnixEpoch).Ticks * NanosPerTick) - utcNanos
        : 0;

    private static long NamedNanos(ReadOnlySpan<byte> body)
    {
        var named = Until().Match(Encoding.UTF8.GetString(body));
        return named.Success ? long.Parse(named.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) * NanosPerMilli : 0;
    }

    [GeneratedRegex(@"(?:until |""retryAfter"":\s*)(\d{13})\b")]
    private static partial Regex Until();
}
