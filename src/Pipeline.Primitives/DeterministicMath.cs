namespace Pipeline.Primitives;

/// <summary>Logarithms and exponentials whose bits are the same on every machine: plain + - * / in one written order.</summary>
/// <remarks>
/// <c>Math.Log</c> and <c>Math.Exp</c> call the C library, whose last bit changes with its version. Any thread; no state; no allocation.
/// <see cref="Log"/> is within one unit in the last place of the exact value, <see cref="LogRatio"/> within one and a half while
/// the ratio lies in 7/9 to 9/7 and within three beyond, <see cref="Exp"/> within one (one and a half where the result is
/// subnormal).
/// </remarks>
public static class DeterministicMath
{
    /// <summary>The largest argument of <see cref="LogRatio"/>: the sum of two is exact in a double.</summary>
    public const long MaxRatioTerm = 1L << 52;

    private const double SqrtTwo = 1.4142135623730951;
    private const double TwoToThe54 = 18014398509481984.0;

    // ln 2 in two parts; the high one ends in 20 zero bits, so that its product with an exponent is exact.
    private const double LnTwoHigh = 0.6931471804855391;
    private const double LnTwoLow = 7.440617110012397e-11;
    private const double OneOverLnTwo = 1.4426950408889634;

    // Beyond these e^x is more than the largest double, or less than half the smallest.
    private const double LargestExponent = 709.782712893384;
    private const double SmallestExponent = -745.1332191019412;

    /// <summary>The natural logarithm: NaN below 0, minus infinity at 0.</summary>
    public static double Log(double value)
    {
        if (!(value > 0) || double.IsPositiveInfinity(value))
        {
            return LogOfEdge(value);
        }

        var exponent = 0;
        if (!double.IsNormal(value))
        {
            value *= TwoToThe54;
            exponent = -54;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        exponent += (int)(bits >> 52) - 1023;
        var fraction = BitConverter.Int64BitsToDouble((bits & 0xF_FFFF_FFFF_FFFF) | (1023L << 52));
        if (fraction > SqrtTwo)
        {
            fraction *= 0.5;
            exponent++;
        }

        return LogOfFraction(fraction - 1.0, exponent);
    }

    /// <summary>ln(<paramref name="numerator"/> / <paramref name="denominator"/>), precise however near to 1 the ratio lies.</summary>
    /// <remarks>Both lie in 1 to <see cref="MaxRatioTerm"/>; anything else is the caller's bug, asserted in Debug.</remarks>
    public static double LogRatio(long numerator, long denominator)
    {
        Invariant.Debug(numerator is > 0 and <= MaxRatioTerm, "numerator of a log ratio outside its range");
        Invariant.Debug(denominator is > 0 and <= MaxRatioTerm, "denominator of a log ratio outside its range");
        var s = (double)(numerator - denominator) / (numerator + denominator);
        if (s is > 0.125 or < -0.125)
        {
            return Log((double)numerator / denominator);
        }

        // ln(n / d) = 2 atanh(s), s = (n - d) / (n + d): both differences are exact, so nothing cancels.
        var z = s * s;
        var tail = 1.0 / 17 + z * (1.0 / 19);
        tail = 1.0 / 13 + z * (1.0 / 15 + z * tail);
        tail = 1.0 / 9 + z * (1.0 / 11 + z * tail);
        tail = 1.0 / 5 + z * (1.0 / 7 + z * tail);
        tail = 1.0 / 3 + z * tail;
        var twice = 2.0 * s;
        return twice + twice * (z * tail);
    }

    /// <summary>e to the power of <paramref name="value"/>: 0 and infinity where no double is near enough.</summary>
    public static double Exp(double value)
    {
        if (!(value >= SmallestExponent && value <= LargestExponent))
        {
            return value > 0 ? double.PositiveInfinity : value < 0 ? 0 : double.NaN;
        }

        var doublings = Math.Floor(value * OneOverLnTwo + 0.5);
        var high = value - doublings * LnTwoHigh;
        return Scale(ExpOfRemainder(high, doublings * LnTwoLow), (int)doublings);
    }

    // ln((1 + f) 2^k), f in [sqrt(1/2) - 1, sqrt(2) - 1]. With s = f / (2 + f): ln(1 + f) = 2 atanh(s)
    // = f - f^2/2 + s (f^2/2 + 2/3 s^2 + 2/5 s^4 + ...), whose leading terms f and f^2/2 carry no error of s.
    private static double LogOfFraction(double f, int exponent)
    {
        var s = f / (2.0 + f);
        var z = s * s;
        var tail = 2.0 / 23 + z * (2.0 / 25);
        tail = 2.0 / 19 + z * (2.0 / 21 + z * tail);
        tail = 2.0 / 15 + z * (2.0 / 17 + z * tail);
        tail = 2.0 / 11 + z * (2.0 / 13 + z * tail);
        tail = 2.0 / 7 + z * (2.0 / 9 + z * tail);
        tail = z * (2.0 / 3 + z * (2.0 / 5 + z * tail));
        var half = 0.5 * f * f;
        return exponent * LnTwoHigh - (half - (s * (half + tail) + exponent * LnTwoLow) - f);
    }

    // e^(high - low), the difference in [-ln 2 / 2, ln 2 / 2]. The series' first terms 1 and high carry no error, the rest is
    // at most a twelfth of the sum.
    private static double ExpOfRemainder(double high, double low)
    {
        var r = high - low;
        var tail = 1.0 / 479001600 + r * (1.0 / 6227020800);
        tail = 1.0 / 3628800 + r * (1.0 / 39916800 + r * tail);
        tail = 1.0 / 40320 + r * (1.0 / 362880 + r * tail);
        tail = 1.0 / 720 + r * (1.0 / 5040 + r * tail);
        tail = 1.0 / 24 + r * (1.0 / 120 + r * tail);
        tail = 1.0 / 2 + r * (1.0 / 6 + r * tail);
        return 1.0 + (high + (r * r * tail - low));
    }

    // value * 2^exponent, rounded once: no step before the last leaves the normal range.
    private static double Scale(double value, int exponent) => exponent switch
    {
        > 1023 => value * 2.0 * PowerOfTwo(exponent - 1),
        < -1021 => value * PowerOfTwo(exponent + 54) * (1.0 / TwoToThe54),
        _ => value * PowerOfTwo(exponent),
    };

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((exponent + 1023L) << 52);

    private static double LogOfEdge(double value) => value switch
    {
        0 => double.NegativeInfinity,
        double.PositiveInfinity => value,
        _ => double.NaN,
    };
}
