using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Primitives;

/// <summary>A fixed-length array of unmanaged values in native memory, zeroed and aligned to <see cref="CacheLine.Bytes"/>.</summary>
/// <typeparam name="T">An unmanaged value; nothing in it is ever moved by the garbage collector.</typeparam>
/// <remarks>
/// Any thread may read and write; who may do so when is the owner's rule. Indexing is checked in Debug only,
/// spans are always checked. Disposal must follow the last use: the owner disposes after its threads have ended.
/// </remarks>
public sealed unsafe class NativeArray<T> : IDisposable
    where T : unmanaged
{
    private void* _block;
    private T* _items;

    /// <summary>Allocates <paramref name="length"/> zeroed items.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory cannot be had.</exception>
    public NativeArray(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = Math.Max((nuint)length * (nuint)sizeof(T), CacheLine.Bytes);
        // SAFETY: the block is bytes long from the aligned address on and owned by this object until Dispose. It is zeroed, so that
        // padding hashes alike, by the allocator: fresh pages of the system are zero already, and what is never used costs nothing.
        _block = NativeMemory.AllocZeroed(bytes + CacheLine.Bytes);
        _items = (T*)(((nuint)_block + CacheLine.Bytes - 1) & ~(nuint)(CacheLine.Bytes - 1));
    }

    /// <summary>Frees the memory of an array that was never disposed.</summary>
    ~NativeArray() => Release();

    /// <summary>Number of items.</summary>
    public int Length { get; }

    /// <summary>All items.</summary>
    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_items, Length);
    }

    /// <summary>The items for a hot loop, unchecked in Release.</summary>
    public NativeView<T> View
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_items, Length);
    }

    /// <summary>The item at <paramref name="index"/>, by reference.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert((uint)index < (uint)Length, "index outside the native array");
            // SAFETY: 0 <= index < Length, ensured by the caller (a masked sequence or a checked offset), asserted in Debug.
            return ref _items[index];
        }
    }

    /// <summary>Items <paramref name="start"/> to <paramref name="start"/> + <paramref name="length"/>, checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(int start, int length) => Span.Slice(start, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        // SAFETY: Free takes what AllocZeroed gave, once; the fields are cleared so that a second call frees nothing.
        NativeMemory.Free(_block);
        _block = null;
        _items = null;
    }
}
