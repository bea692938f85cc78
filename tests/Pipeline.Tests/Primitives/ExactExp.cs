using System.Numerics;

namespace Pipeline.Tests.Primitives;

/// <summary>Exponentials in whole numbers of 2^-256: exact far beyond a double.</summary>
internal static class ExactExp
{
    private static readonly BigInteger One = BigInteger.One << ExactLog.Scale;

    /// <summary>How far <paramref name="actual"/> lies from e^<paramref name="value"/>, in units of its last place.</summary>
    public static double UlpError(double actual, double value)
    {
        var (mantissa, exponent) = ExactLog.Split(value);
        var shift = ExactLog.Scale + exponent;
        var scaled = shift >= 0 ? mantissa << shift : mantissa >> -shift;
        var doublings = (int)BigInteger.Divide(scaled, ExactLog.LnTwo);
        var remainder = scaled - (doublings * ExactLog.LnTwo);
        var term = One;
        var sum = One;
        for (var i = 1; term != 0 && term != -1; i++)
        {
            term = (term * remainder / i) >> ExactLog.Scale;
            sum += term;
        }

        // e^value = sum x 2^(doublings - 256); a unit of the last place of actual is 2^its exponent.
        var (found, place) = ExactLog.Split(actual);
        var places = ExactLog.Scale + place - doublings;
        return (double)BigInteger.Abs((found << places) - sum) / Math.ScaleB(1.0, places);
    }
}
