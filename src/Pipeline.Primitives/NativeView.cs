using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pipeline.Primitives;

/// <summary>The items of a <see cref="NativeArray{T}"/> as a local of a hot loop: the pointer stays in a register.</summary>
/// <remarks>
/// Indexing is checked in Debug only. A ref struct, so that it cannot outlive the method that took it; whoever takes it
/// keeps the array alive and undisposed meanwhile.
/// </remarks>
public readonly unsafe ref struct NativeView<T>
    where T : unmanaged
{
    private readonly T* _items;
    private readonly int _length;

    internal NativeView(T* items, int length)
    {
        _items = items;
        _length = length;
    }

    /// <summary>The item at <paramref name="index"/>, by reference.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)_length, "index outside the native view");
            // SAFETY: 0 <= index < length, ensured by the caller (a masked key), asserted in Debug; the array outlives the view.
            // The unsigned cast spares the sign extension.
            return ref _items[(nuint)(uint)index];
        }
    }
}
