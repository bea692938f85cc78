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
    private readonly int _shift;
    private readonly long _inverse;
    private readonly long _most;

    /// <summary>A divider by <paramref name="divisor"/>, at least 1.</summary>
    public ExactDivider(long divisor)
    {
        _shift = BitOperations.TrailingZeroCount(divisor);
        var odd = divisor >> _shift;
        _inverse = odd;
        for (var correctBits = 3; correctBits < 64; correctBits *= 2)
        {
            _inverse *= 2 - (odd * _inverse);
        }

        _most = long.MaxValue / divisor;
    }

    /// <summary>Whether nothing remains; then <paramref name="quotient"/> is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // It stands in the loop over a diff's levels.
    public bool TryDivide(long value, out long quotient)
    {
        quotient = (value >> _shift) * _inverse;
        return (value & ((1L << _shift) - 1)) == 0 && quotient <= _most && quotient >= -_most;
    }

    /// <summary>The same of a value that is not negative, in fewer steps.</summary>
    /// <remarks>Turned right by the shift, a quotient that is not whole shows its low bits as high ones.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDividePositive(long value, out long quotient)
    {
        var turned = BitOperations.RotateRight((ulong)(value * _inverse), _shift);
        quotient = (long)turned;
        return turned <= (ulong)_most;
    }
}
