using System.Globalization;

namespace Pipeline.Primitives;

/// <summary>Powers of ten and the text of fixed-point numbers, without a double on the way.</summary>
public static class FixedPoint
{
    /// <summary>The most decimals that a scale may have.</summary>
    public const int MaxDecimals = 18;

    /// <summary>Up to here every integer is a double; so is every power of ten in use.</summary>
    private const long MaxExact = 1L << 53;

    private static readonly long[] Powers = CreatePowers();

    /// <summary>10 to the power of <paramref name="exponent"/>, 0 to 18.</summary>
    public static long PowerOfTen(int exponent) => Powers[exponent];

    /// <summary>Plain decimal text of <paramref name="mantissa"/> / 10^<paramref name="decimals"/>, exactly that many decimals.</summary>
    public static string Format(long mantissa, int decimals) => Format((Int128)mantissa, decimals);

    /// <inheritdoc cref="Format(long, int)"/>
    public static string Format(Int128 mantissa, int decimals)
    {
        if (decimals == 0)
        {
            return mantissa.ToString(CultureInfo.InvariantCulture);
        }

        var power = (UInt128)PowerOfTen(decimals);
        var magnitude = (UInt128)(mantissa < 0 ? -mantissa : mantissa);
        var sign = mantissa < 0 ? "-" : "";
        var fraction = (magnitude % power).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        return $"{sign}{(magnitude / power).ToString(CultureInfo.InvariantCulture)}.{fraction}";
    }

    /// <summary>The same, less those of the last <paramref name="spare"/> decimals that are 0, from the end on.</summary>
    public static string Format(long mantissa, int decimals, int spare)
    {
        for (; spare > 0 && mantissa % 10 == 0; spare--)
        {
            mantissa /= 10;
            decimals--;
        }

        return Format((Int128)mantissa, decimals);
    }

    /// <summary>The double nearest <paramref name="mantissa"/> / 10^<paramref name="decimals"/>.</summary>
    public static double ToDouble(long mantissa, int decimals) =>
        mantissa is >= -MaxExact and <= MaxExact ? (double)mantissa / PowerOfTen(decimals) : ToDouble((Int128)mantissa, decimals);

    /// <inheritdoc cref="ToDouble(long, int)"/>
    /// <remarks>Where both are exact doubles one division rounds once. Elsewhere 64 bits of the quotient, the last one set where anything follows, round once.</remarks>
    public static double ToDouble(Int128 mantissa, int decimals)
    {
        if (mantissa >= -MaxExact && mantissa <= MaxExact)
        {
            return (double)(long)mantissa / PowerOfTen(decimals);
        }

        var magnitude = (UInt128)(mantissa < 0 ? -mantissa : mantissa);
        var up = (int)UInt128.LeadingZeroCount(magnitude);
        var (quotient, rest) = UInt128.DivRem(magnitude << up, (UInt128)PowerOfTen(decimals));
        var down = 64 - (int)UInt128.LeadingZeroCount(quotient);
        var bits = (ulong)(quotient >> down) | (rest != 0 || (quotient & ((UInt128.One << down) - 1)) != 0 ? 1UL : 0);
        var value = Math.ScaleB((double)bits, down - up);
        return mantissa < 0 ? -value : value;
    }

    private static long[] CreatePowers()
    {
        var powers = new long[MaxDecimals + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
