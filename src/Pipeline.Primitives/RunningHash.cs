using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Primitives;

/// <summary>A running fold of XXH3-64: each step hashes its bytes with the value so far as the seed.</summary>
/// <remarks>
/// Order matters, and so does where one step ends. Callers give canonical bytes: little endian, no padding with
/// meaning, invalid = 0, -0 = +0, one NaN. Single writer. Mutable struct: do not make a field of this type readonly.
/// </remarks>
public struct RunningHash
{
    /// <summary>The fold so far; 0 before the first step.</summary>
    public ulong Value { get; private set; }

    /// <summary>Folds in <paramref name="bytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> bytes) => Value = XxHash3.HashToUInt64(bytes, (long)Value);

    /// <summary>Folds in the bytes of <paramref name="value"/>, which must have no undefined padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<T>(in T value)
        where T : unmanaged =>
        // SAFETY: T is unmanaged, so its bytes may be read; that none of them is undefined padding is the caller's word,
        // kept by the layout tests of every struct that is hashed.
        Add(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Folds in the bytes of <paramref name="values"/>, none of which may have undefined padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged =>
        // SAFETY: as above, for every element.
        Add(MemoryMarshal.AsBytes(values));
}
