using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>How the reading of a number ended.</summary>
internal enum DecimalStatus
{
    Read,

    /// <summary>No decimal number.</summary>
    NotDecimal,

    /// <summary>Digits other than 0 beyond the scale.</summary>
    OffScale,

    /// <summary>Too large for 64 bits at the scale.</summary>
    Overflow,
}

/// <summary>Decimal text to an integer at a scale, exactly: no double on the way, no rounding.</summary>
internal static class DecimalText
{
    // Far beyond what 64 bits hold, and far from overflow in a sum.
    private const int MostExponent = 1_000_000;

    /// <summary>Reads `-?digits[.digits][e[+-]digits]` as value x 10^<paramref name="decimals"/>, which may be negative.</summary>
    public static DecimalStatus Read(ReadOnlySpan<byte> text, int decimals, out long mantissa)
    {
        if (TryReadPlain(text, decimals, out mantissa))
        {
            return DecimalStatus.Read;
        }

        var isNegative = !text.IsEmpty && text[0] == '-';
        if (!TrySplit(isNegative ? text[1..] : text, out var whole, out var fraction, out var exponent))
        {
            mantissa = 0;
            return DecimalStatus.NotDecimal;
        }

        var status = Accumulate(whole, fraction, whole.Length + decimals + exponent, out mantissa);
        mantissa = isNegative ? -mantissa : mantissa;
        return status;
    }

    /// <summary>What nearly all numbers are: `digits[.digits]`, short enough, not finer than the scale.</summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> text, int decimals, out long mantissa)
    {
        mantissa = 0;
        if (text.Length is 0 or > FixedPoint.MaxDecimals)
        {
            return false;
        }

        var dot = -1;
        var value = 0L;
        for (var at = 0; at < text.Length; at++)
        {
            var digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                value = (value * 10) + digit;
            }
            else if (text[at] == '.' && dot < 0)
            {
                dot = at;
            }
            else
            {
                return false;
            }
        }

        var fraction = dot < 0 ? 0 : text.Length - dot - 1;
        if (dot == 0 || dot == text.Length - 1 || fraction > decimals)
        {
            return false;
        }

        var high = Math.BigMul(value, FixedPoint.PowerOfTen(decimals - fraction), out mantissa);
        return high == 0 && mantissa >= 0;
    }

    /// <summary>Number of decimals that are left once trailing zeros are cut; 0 for text that is no decimal number.</summary>
    public static int FinestDecimals(ReadOnlySpan<byte> text)
    {
        if (!TrySplit(text, out var whole, out var fraction, out var exponent))
        {
            return 0;
        }

        var finest = fraction.TrimEnd((byte)'0').Length;
        finest = finest > 0 ? finest : whole.TrimEnd((byte)'0').Length - whole.Length;
        return Math.Max(0, finest - exponent);
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> fraction, out int exponent)
    {
        exponent = 0;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        var digits = e < 0 ? text : text[..e];
        var dot = digits.IndexOf((byte)'.');
        whole = dot < 0 ? digits : digits[..dot];
        fraction = dot < 0 ? default : digits[(dot + 1)..];
        return AreDigits(whole) && (dot < 0 || AreDigits(fraction)) && (e < 0 || TryReadExponent(text[(e + 1)..], out exponent));
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var isNegative = !text.IsEmpty && text[0] == '-';
        var digits = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (!AreDigits(digits))
        {
            return false;
        }

        foreach (var digit in digits)
        {
            exponent = Math.Min((exponent * 10) + digit - '0', MostExponent);
        }

        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static DecimalStatus Accumulate(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int kept, out long mantissa)
    {
        mantissa = 0;
        var wholeKept = Math.Clamp(kept, 0, whole.Length);
        var fractionKept = Math.Clamp(kept - whole.Length, 0, fraction.Length);
        if (whole[wholeKept..].ContainsAnyExcept((byte)'0') || fraction[fractionKept..].ContainsAnyExcept((byte)'0'))
        {
            return DecimalStatus.OffScale;
        }

        var fits = TryAppend(whole[..wholeKept], ref mantissa) && TryAppend(fraction[..fractionKept], ref mantissa);
        return fits && TryPad(kept - wholeKept - fractionKept, ref mantissa) ? DecimalStatus.Read : DecimalStatus.Overflow;
    }

    private static bool TryAppend(ReadOnlySpan<byte> digits, ref long mantissa)
    {
        foreach (var digit in digits)
        {
            if (!TryAppend(digit - '0', ref mantissa))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryPad(int zeros, ref long mantissa)
    {
        for (; zeros > 0 && mantissa != 0; zeros--)
        {
            if (!TryAppend(0, ref mantissa))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAppend(int digit, ref long mantissa)
    {
        if (mantissa > (long.MaxValue - digit) / 10)
        {
            return false;
        }

        mantissa = (mantissa * 10) + digit;
        return true;
    }
}
