using System.Runtime.InteropServices;
using Pipeline.Primitives;

namespace Pipeline.Ring;

/// <summary>One bit for each wait point where somebody is parked. Every publisher reads it, so nothing that is written often may be near.</summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * CacheLine.Bytes) + sizeof(ulong))]
internal struct ParkedMask
{
    /// <summary>The bits.</summary>
    [FieldOffset(CacheLine.Bytes)]
    public ulong Bits;
}
