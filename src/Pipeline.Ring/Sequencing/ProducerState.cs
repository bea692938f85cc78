using System.Runtime.InteropServices;
using Pipeline.Primitives;

namespace Pipeline.Ring;

/// <summary>What only the producer's thread touches, away from everything that others read.</summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * CacheLine.Bytes) + (2 * sizeof(long)))]
internal struct ProducerState
{
    /// <summary>The highest sequence that has been claimed.</summary>
    [FieldOffset(CacheLine.Bytes)]
    public long Claimed;

    /// <summary>The gating minimum as last looked at: the true one is never behind it.</summary>
    [FieldOffset(CacheLine.Bytes + sizeof(long))]
    public long CachedGating;
}
