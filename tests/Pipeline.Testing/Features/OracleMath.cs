namespace Pipeline.Testing.Features;

/// <summary>Decimal logarithm and square root: 28 digits, slow and plain.</summary>
public static class OracleMath
{
    /// <summary>ln(numerator / denominator), both positive.</summary>
    public static decimal LogRatio(decimal numerator, decimal denominator)
    {
        var s = (numerator - denominator) / (numerator + denominator);
        var power = s;
        var sum = 0m;
        for (var odd = 1; power != 0 && odd < 2_000; odd += 2)
        {
            sum += power / odd;
            power *= s * s;
        }

        return 2 * sum;
    }

    /// <summary>The square root of a number that is not negative.</summary>
    public static decimal Sqrt(decimal value)
    {
        if (value == 0)
        {
            return 0;
        }

        var root = (decimal)Math.Sqrt((double)value);
        for (var step = 0; step < 4; step++)
        {
            root = (root + value / root) / 2;
        }

        return root;
    }
}
