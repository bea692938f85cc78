using System.Runtime.Intrinsics;

namespace Pipeline.Features.Kernels;

/// <summary>The few operations that the kernels need of a vector of longs, whatever its width.</summary>
/// <remarks>Implemented by empty structs: the JIT makes one body a width, with no call left in it.</remarks>
internal interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Longs in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Loads <see cref="Count"/> longs from <paramref name="source"/> on, which must all be there.</summary>
    static abstract TVector Load(ref readonly long source);

    /// <summary>Stores <see cref="Count"/> longs from <paramref name="target"/> on, which must all be there.</summary>
    static abstract void Store(TVector vector, ref long target);

    /// <summary>Every lane the same.</summary>
    static abstract TVector Splat(long value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Or(TVector left, TVector right);

    /// <summary><paramref name="value"/> where left is at most right, else 0.</summary>
    static abstract TVector WhereAtMost(TVector left, TVector right, TVector value);

    /// <summary><paramref name="from"/> - <paramref name="value"/> where left is at most right, else from.</summary>
    static abstract TVector SubtractWhereAtMost(TVector from, TVector left, TVector right, TVector value);

    /// <summary>Adds the halves until two lanes are left.</summary>
    static abstract Vector128<long> Fold(TVector vector);

    /// <summary>Ors the halves until two lanes are left.</summary>
    static abstract Vector128<long> FoldOr(TVector vector);

    /// <summary>Stores (double)lane / divisor from <paramref name="target"/> on.</summary>
    static abstract void StoreQuotient(TVector vector, double divisor, ref double target);
}
