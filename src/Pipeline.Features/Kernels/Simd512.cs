using System.Runtime.Intrinsics;

namespace Pipeline.Features.Kernels;

/// <summary>8 longs.</summary>
internal readonly struct Simd512 : ISimd<Vector512<long>>
{
    public static int Count => Vector512<long>.Count;

    // SAFETY: the next Count longs must lie in the object that source points into. VectorRankKernel ensures it by starting
    // no vector that would pass the tenth rank, and asserts it in Debug.
    public static Vector512<long> Load(ref readonly long source) => Vector512.LoadUnsafe(in source);

    // SAFETY: as for Load.
    public static void Store(Vector512<long> vector, ref long target) => vector.StoreUnsafe(ref target);

    public static Vector512<long> Splat(long value) => Vector512.Create(value);

    public static Vector512<long> Add(Vector512<long> left, Vector512<long> right) => left + right;

    public static Vector512<long> Subtract(Vector512<long> left, Vector512<long> right) => left - right;

    public static Vector512<long> Multiply(Vector512<long> left, Vector512<long> right) => left * right;

    public static Vector512<long> Or(Vector512<long> left, Vector512<long> right) => left | right;

    // A select by a comparison becomes one masked instruction.
    public static Vector512<long> WhereAtMost(Vector512<long> left, Vector512<long> right, Vector512<long> value) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(left, right), value, Vector512<long>.Zero);

    public static Vector512<long> SubtractWhereAtMost(Vector512<long> from, Vector512<long> left, Vector512<long> right, Vector512<long> value) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(left, right), from - value, from);

    public static Vector128<long> Fold(Vector512<long> vector) => Simd256.Fold(vector.GetLower() + vector.GetUpper());

    public static Vector128<long> FoldOr(Vector512<long> vector) => Simd256.FoldOr(vector.GetLower() | vector.GetUpper());

    // SAFETY: the next Count doubles are columns of the row too, since target is ofi_l1 or ofin_l1 plus a rank that Load was
    // asked for: ten columns each, kept by the schema test.
    public static void StoreQuotient(Vector512<long> vector, double divisor, ref double target) =>
        (Vector512.ConvertToDouble(vector) / Vector512.Create(divisor)).StoreUnsafe(ref target);
}
