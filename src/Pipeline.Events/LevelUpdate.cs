using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>A price and the size that now stands there: absolute, 0 = none left.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct LevelUpdate
{
    /// <summary>Price in ticks.</summary>
    public long PriceTicks;

    /// <summary>Size in lots, never negative.</summary>
    public long SizeLots;
}
