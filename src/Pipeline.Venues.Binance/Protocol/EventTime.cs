using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The venue's own time in a message, found without reading the rest.</summary>
internal static class EventTime
{
    public const long NanosPerMilli = 1_000_000;
    public const long NanosPerMicro = 1_000;

    // A time says its unit by its size: streams asked for microseconds write 16 digits where others write 13.
    private const long LeastMicros = 100_000_000_000_000;
    private const long LeastNanos = 100_000_000_000_000_000;

    private static ReadOnlySpan<byte> Name => "E"u8;

    private static ReadOnlySpan<byte> Data => "data"u8;

    /// <summary>A time in milliseconds, microseconds or nanoseconds as nanoseconds; false where they do not fit 63 bits.</summary>
    public static bool TryScale(long time, out long nanos)
    {
        var unit = time < LeastMicros ? NanosPerMilli : time < LeastNanos ? NanosPerMicro : 1;
        nanos = time * unit;
        return time <= long.MaxValue / unit;
    }

    /// <summary>`E` of the message, or of its `data` where it is wrapped; Absent where it has none that can be read.</summary>
    public static long Find(ReadOnlySpan<byte> json)
    {
        var scanner = new JsonScanner(json);
        return TryFind(json, ref scanner, mayBeWrapped: true, out var token)
            && token.IsNumeric
            && DecimalText.Read(token.In(json), 0, out var time) == DecimalStatus.Read
            && time >= 0
            && TryScale(time, out var nanos)
            ? nanos
            : InputRecord.Absent;
    }

    private static bool TryFind(ReadOnlySpan<byte> json, ref JsonScanner scanner, bool mayBeWrapped, out JsonToken time)
    {
        time = default;
        if (!scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        do
        {
            if (!scanner.TryReadName(out var name))
            {
                return false;
            }

            if (name.In(json).SequenceEqual(Name))
            {
                return scanner.TryReadValue(out time);
            }

            if (mayBeWrapped && name.In(json).SequenceEqual(Data))
            {
                return TryFind(json, ref scanner, mayBeWrapped: false, out time);
            }

            if (!scanner.TryReadValue(out _))
            {
                return false;
            }
        }
        while (scanner.TryComma());
        return false;
    }
}
