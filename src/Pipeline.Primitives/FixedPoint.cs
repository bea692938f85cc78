using System.Globalization;

namespace Pipeline.Primitives;

/// <summary>Powers of ten and the text of fixed-point numbers, without a double on the way.</summary>
public static class FixedPoint
{
    /// <summary>The most decimals that a scale may have.</summary>
    public const int MaxDecimals = 18;

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
