using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipeline.Primitives;

/// <summary>Asks of structs of two longs whether the first is a whole number of one step and the second of another.</summary>
/// <remarks>As <see cref="ExactDivider"/>, four structs a step where the processor multiplies 64-bit lanes (AVX-512 DQ). No value is negative.</remarks>
public sealed class ExactPairDivider
{
    private const int PairsPerVector = 4;

    private readonly ExactDivider _first;
    private readonly ExactDivider _second;
    private readonly Vector512<long> _inverse;
    private readonly Vector512<ulong> _shift;
    private readonly Vector512<ulong> _most;

    /// <summary>Dividers by two steps of at least 1.</summary>
    public ExactPairDivider(long first, long second)
    {
        _first = new ExactDivider(first);
        _second = new ExactDivider(second);
        _inverse = InTurn(_first.Inverse, _second.Inverse);
        _shift = InTurn(_first.Shift, _second.Shift).AsUInt64();
        _most = InTurn(_first.Most, _second.Most).AsUInt64();
    }

    /// <summary>How many of the first members, and of the second, are no whole number of their step.</summary>
    /// <typeparam name="T">A struct of two longs and nothing else.</typeparam>
    public (int First, int Second) CountOff<T>(ReadOnlySpan<T> pairs)
        where T : unmanaged
    {
        // SAFETY: T is two longs by this method's contract and unmanaged, so the span is as many pairs of them.
        var longs = MemoryMarshal.Cast<T, long>(pairs);
        var whole = AllWholeUpTo(longs);
        var (first, second) = (0, 0);
        for (var index = whole; index < longs.Length; index += 2)
        {
            first += _first.TryDividePositive(longs[index], out _) ? 0 : 1;
            second += _second.TryDividePositive(longs[index + 1], out _) ? 0 : 1;
        }

        return (first, second);
    }

    // Nearly all are whole: all vectors are asked together, and only where one says no is each number looked at.
    private int AllWholeUpTo(ReadOnlySpan<long> longs)
    {
        if (!Avx512DQ.IsSupported)
        {
            return 0;
        }

        const int Step = 2 * PairsPerVector;
        var end = longs.Length - (longs.Length % Step);
        var (inverse, shift, most) = (_inverse, _shift, _most);
        var all = Vector512<ulong>.AllBitsSet;
        for (var left = longs[..end]; !left.IsEmpty; left = left[Step..])
        {
            var turned = Avx512F.RotateRightVariable((Vector512.Create(left) * inverse).AsUInt64(), shift);
            all &= Vector512.LessThanOrEqual(turned, most);
        }

        return all == Vector512<ulong>.AllBitsSet ? end : 0;
    }

    private static Vector512<long> InTurn(long even, long odd) => Vector512.Create(even, odd, even, odd, even, odd, even, odd);
}
