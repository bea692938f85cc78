using System.Runtime.Intrinsics;

namespace Pipeline.Features.Kernels;

/// <summary>4 longs.</summary>
internal readonly struct Simd256 : ISimd<Vector256<long>>
{
    public static int Count => Vector256<long>.Count;

    // SAFETY: the next Count longs must lie in the object that source points into. VectorRankKernel ensures it by starting
    // no vector that would pass the tenth rank, and asserts it in Debug.
    public static Vector256<long> Load(ref readonly long source) => Vector256.LoadUnsafe(in source);

    // SAFETY: as for Load.
    public static void Store(Vector256<long> vector, ref long target) => vector.StoreUnsafe(ref target);

    public static Vector256<long> Splat(long value) => Vector256.Create(value);

    public static Vector256<long> Add(Vector256<long> left, Vector256<long> right) => left + right;

    public static Vector256<long> Subtract(Vector256<long> left, Vector256<long> right) => left - right;

    public static Vector256<long> Multiply(Vector256<long> left, Vector256<long> right) => left * right;

    public static Vector256<long> Or(Vector256<long> left, Vector256<long> right) => left | right;

    public static Vector256<long> WhereAtMost(Vector256<long> left, Vector256<long> right, Vector256<long> value) =>
        Vector256.AndNot(value, Vector256.GreaterThan(left, right));

    public static Vector256<long> SubtractWhereAtMost(Vector256<long> from, Vector256<long> left, Vector256<long> right, Vector256<long> value) =>
        from - WhereAtMost(left, right, value);

    public static Vector128<long> Fold(Vector256<long> vector) => vector.GetLower() + vector.GetUpper();

    public static Vector128<long> FoldOr(Vector256<long> vector) => vector.GetLower() | vector.GetUpper();

    // SAFETY: the next Count doubles are columns of the row too, since target is ofi_l1 or ofin_l1 plus a rank that Load was
    // asked for: ten columns each, kept by the schema test.
    public static void StoreQuotient(Vector256<long> vector, double divisor, ref double target) =>
        (Vector256.ConvertToDouble(vector) / Vector256.Create(divisor)).StoreUnsafe(ref target);
}
