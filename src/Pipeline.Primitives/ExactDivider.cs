using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pipeline.Primitives;

/// <summary>Divides by one number where nothing remains, with a multiplication, and says where something would.</summary>
/// <remarks>
/// The divisor is odd x 2^shift. Modulo 2^64 an odd number has an inverse, so the quotient of an exact division is one
/// multiplication; of any other number it lies beyond what a quotient can be. Exact for every value but the least long.
/// </remarks>
public readonly struct ExactDivider
{
    private readonly long _most;

    /// <summary>A divider by <paramref name="divisor"/>, at least 1.</summary>
    public ExactDivider(long divisor)
    {
        Shift = BitOperations.TrailingZeroCount(divisor);
        var odd = divisor >> Shift;
        Inverse = odd;
        for (var correctBits = 3; correctBits < 64; correctBits *= 2)
        {
            Inverse *= 2 - (odd * Inverse);
        }

        _most = long.MaxValue / divisor;
    }

    /// <summary>How often the divisor is divisible by 2.</summary>
    public int Shift { get; }

    /// <summary>The inverse of the divisor's odd part modulo 2^64.</summary>
    public long Inverse { get; }

    /// <summary>Whether nothing remains; then <paramref name="quotient"/> is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // It stands in the loop over a diff's levels.
    public bool TryDivide(long value, out long quotient)
    {
        quotient = (value >> Shift) * Inverse;
        return (value & ((1L << Shift) - 1)) == 0 && quotient <= _most && quotient >= -_most;
    }

    /// <summary>The same of a value that is not negative, in fewer steps.</summary>
    /// <remarks>Turned right by the shift, a quotient that is not whole shows its low bits as high ones.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDividePositive(long value, out long quotient)
    {
        var turned = BitOperations.RotateRight((ulong)(value * Inverse), Shift);
        quotient = (long)turned;
        return turned <= (ulong)_most;
    }
}
