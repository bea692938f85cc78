using System.Runtime.InteropServices;

namespace Pipeline.Primitives;

/// <summary>Unmanaged values as their bytes, little endian as every machine this runs on.</summary>
public static class StructBytes
{
    /// <summary>Copies the bytes of <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Write<T>(in T value, Span<byte> destination)
        where T : unmanaged =>
        // SAFETY: T is unmanaged, and CopyTo checks the length of the destination.
        MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).CopyTo(destination);

    /// <summary>The value whose bytes stand at the start of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">The source is too short.</exception>
    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : unmanaged =>
        // SAFETY: T is unmanaged, so every pattern of bits is a value; Read checks the length.
        MemoryMarshal.Read<T>(source);
}
