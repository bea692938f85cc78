namespace Pipeline.Venues.Binance.Protocol;

/// <summary>How the reading of a number ended.</summary>
internal enum DecimalStatus
{
    Read,

    /// <summary>No plain decimal number.</summary>
    NotDecimal,

    /// <summary>Digits other than 0 beyond the scale.</summary>
    OffScale,

    /// <summary>Too large for 64 bits at the scale.</summary>
    Overflow,
}

/// <summary>Decimal text to an integer at a scale, exactly: no double on the way, no rounding.</summary>
internal static class DecimalText
{
    /// <summary>Reads `-?digits[.digits]` as value x 10^<paramref name="decimals"/>, which may be negative.</summary>
    public static DecimalStatus Read(ReadOnlySpan<byte> text, int decimals, out long mantissa)
    {
        mantissa = 0;
        var isNegative = !text.IsEmpty && text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var dot = digits.IndexOf((byte)'.');
        var whole = dot < 0 ? digits : digits[..dot];
        var fraction = dot < 0 ? default : digits[(dot + 1)..];
        if (!AreDigits(whole) || (dot >= 0 && !AreDigits(fraction)))
        {
            return DecimalStatus.NotDecimal;
        }

        var status = Accumulate(whole, fraction, whole.Length + decimals, out mantissa);
        mantissa = isNegative ? -mantissa : mantissa;
        return status;
    }

    /// <summary>Number of decimals that are left once trailing zeros are cut; the text must be a decimal number.</summary>
    public static int FinestDecimals(ReadOnlySpan<byte> text)
    {
        var dot = text.IndexOf((byte)'.');
        return dot < 0 ? 0 : text[(dot + 1)..].TrimEnd((byte)'0').Length;
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
