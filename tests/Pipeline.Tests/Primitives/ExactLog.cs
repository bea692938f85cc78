using System.Numerics;

namespace Pipeline.Tests.Primitives;

/// <summary>Logarithms in whole numbers of 2^-256: exact far beyond a double.</summary>
internal static class ExactLog
{
    public const int Scale = 256;

    private static readonly BigInteger One = BigInteger.One << Scale;

    /// <summary>ln 2 x 2^256.</summary>
    public static BigInteger LnTwo { get; } = OfRatio(2, 1);

    /// <summary>ln(numerator / denominator) x 2^256.</summary>
    public static BigInteger OfRatio(BigInteger numerator, BigInteger denominator)
    {
        var doublings = (int)(numerator.GetBitLength() - denominator.GetBitLength());
        if (doublings is > 1 or < -1)
        {
            return doublings > 0
                ? OfRatio(numerator, denominator << doublings) + doublings * LnTwo
                : OfRatio(numerator << -doublings, denominator) + doublings * LnTwo;
        }

        var s = (numerator - denominator) * One / (numerator + denominator);
        var square = s * s >> Scale;
        var sum = BigInteger.Zero;
        for (var odd = 1; s != 0 && s != -1; odd += 2)
        {
            sum += s / odd;
            s = s * square >> Scale;
        }

        return 2 * sum;
    }

    /// <summary>ln(value) x 2^256.</summary>
    public static BigInteger Of(double value)
    {
        var (mantissa, exponent) = Split(value);
        return exponent >= 0 ? OfRatio(mantissa << exponent, 1) : OfRatio(mantissa, BigInteger.One << -exponent);
    }

    /// <summary>A double as mantissa x 2^exponent.</summary>
    public static (BigInteger Mantissa, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var biased = (int)(bits >> 52 & 0x7FF);
        var mantissa = bits & 0xF_FFFF_FFFF_FFFF | (biased == 0 ? 0 : 1L << 52);
        return (bits < 0 ? -mantissa : mantissa, Math.Max(biased, 1) - 1075);
    }

    /// <summary>How far <paramref name="actual"/> lies from the exact value, in units of its last place.</summary>
    public static double UlpError(double actual, BigInteger exact)
    {
        var (mantissa, exponent) = Split(actual);
        var difference = BigInteger.Abs((mantissa << Scale + exponent) - exact);
        return (double)difference / Math.ScaleB(1.0, Scale + exponent);
    }
}
