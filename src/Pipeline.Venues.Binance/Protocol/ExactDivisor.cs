using System.Numerics;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Divides by a fixed number and says whether it came out even, with one multiplication.</summary>
/// <remarks>
/// For d = 2^k x odd, value x odd^-1 (mod 2^64) turned right by k is the quotient where d divides the value, and lies above
/// (2^64 - 1) / d where it does not.
/// </remarks>
internal readonly record struct ExactDivisor
{
    private readonly ulong _inverse;
    private readonly ulong _largest;
    private readonly int _shift;

    /// <summary>Divides by <paramref name="divisor"/>, which is at least 1.</summary>
    public ExactDivisor(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        _shift = BitOperations.TrailingZeroCount(divisor);
        _inverse = InvertOdd((ulong)divisor >> _shift);
        _largest = ulong.MaxValue / (ulong)divisor;
        IsOne = divisor == 1;
    }

    /// <summary>Whether dividing changes nothing.</summary>
    public bool IsOne { get; }

    /// <summary>The quotient of a value that is not negative.</summary>
    public bool TryDivide(long value, out long quotient)
    {
        var turned = BitOperations.RotateRight((ulong)value * _inverse, _shift);
        quotient = (long)turned;
        return turned <= _largest;
    }

    private static ulong InvertOdd(ulong odd)
    {
        var inverse = odd;
        for (var bits = 3; bits < 64; bits *= 2)
        {
            inverse *= 2 - (odd * inverse);
        }

        return inverse;
    }
}
