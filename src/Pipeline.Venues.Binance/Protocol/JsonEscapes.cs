using System.Globalization;
using System.Text;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The text that a checked JSON string with escapes stands for.</summary>
internal static class JsonEscapes
{
    /// <summary>False where the text does not fit, or where a surrogate stands alone: then it equals no text.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        while (!source.IsEmpty)
        {
            var plain = source.IndexOf((byte)'\\');
            plain = plain < 0 ? source.Length : plain;
            if (!source[..plain].TryCopyTo(destination[written..]))
            {
                return false;
            }

            written += plain;
            source = source[plain..];
            if (!source.IsEmpty && !TryUnescapeOne(ref source, destination, ref written))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryUnescapeOne(ref ReadOnlySpan<byte> source, Span<byte> destination, ref int written)
    {
        if (!TryReadRune(ref source, out var rune) || !rune.TryEncodeToUtf8(destination[written..], out var bytes))
        {
            return false;
        }

        written += bytes;
        return true;
    }

    private static bool TryReadRune(ref ReadOnlySpan<byte> source, out Rune rune)
    {
        var first = ReadUnit(ref source);
        if (Rune.TryCreate(first, out rune))
        {
            return true;
        }

        return source.StartsWith("\\u"u8) && Rune.TryCreate(first, ReadUnit(ref source), out rune);
    }

    private static char ReadUnit(ref ReadOnlySpan<byte> source)
    {
        var letter = source[1];
        if (letter == 'u')
        {
            var unit = (char)ushort.Parse(source.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            source = source[6..];
            return unit;
        }

        source = source[2..];
        return letter switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => (char)letter,
        };
    }
}
