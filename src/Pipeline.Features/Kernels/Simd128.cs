using System.Runtime.Intrinsics;

namespace Pipeline.Features.Kernels;

/// <summary>2 longs.</summary>
internal readonly struct Simd128 : ISimd<Vector128<long>>
{
    public static int Count => Vector128<long>.Count;

    // SAFETY: the next Count longs must lie in the object that source points into. VectorRankKernel ensures it by starting
    // no vector that would pass the tenth rank, and asserts it in Debug.
    public static Vector128<long> Load(ref readonly long source) => Vector128.LoadUnsafe(in source);

    // SAFETY: as for Load.
    public static void Store(Vector128<long> vector, ref long target) => vector.StoreUnsafe(ref target);

    public static Vector128<long> Splat(long value) => Vector128.Create(value);

    public static Vector128<long> Add(Vector128<long> left, Vector128<long> right) => left + right;

    public static Vector128<long> Subtract(Vector128<long> left, Vector128<long> right) => left - right;

    public static Vector128<long> Multiply(Vector128<long> left, Vector128<long> right) => left * right;

    public static Vector128<long> Or(Vector128<long> left, Vector128<long> right) => left | right;

    public static Vector128<long> WhereAtMost(Vector128<long> left, Vector128<long> right, Vector128<long> value) =>
        Vector128.AndNot(value, Vector128.GreaterThan(left, right));

    public static Vector128<long> SubtractWhereAtMost(Vector128<long> from, Vector128<long> left, Vector128<long> right, Vector128<long> value) =>
        from - WhereAtMost(left, right, value);

    public static Vector128<long> Fold(Vector128<long> vector) => vector;

    public static Vector128<long> FoldOr(Vector128<long> vector) => vector;

    // SAFETY: the next Count doubles are columns of the row too, since target is ofi_l1 or ofin_l1 plus a rank that Load was
    // asked for: ten columns each, kept by the schema test.
    public static void StoreQuotient(Vector128<long> vector, double divisor, ref double target) =>
        (Vector128.ConvertToDouble(vector) / Vector128.Create(divisor)).StoreUnsafe(ref target);
}
