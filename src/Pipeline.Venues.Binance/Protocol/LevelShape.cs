using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shape of one level, `["price","size"]` and the byte behind it: a small <see cref="MessageTemplate"/>.</summary>
/// <remarks>A whole number of cache lines, so that no vector of it lies in two.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 192)]
internal struct LevelShape
{
    /// <summary>Bytes that are compared; a level is always shorter, what follows it always fits.</summary>
    public const int Bytes = 64;

    /// <summary>Where the price starts.</summary>
    public const int PriceOffset = 2;

    public TextBytes Least;
    public TextBytes Slack;
    public PairShuffles Shuffles;

    /// <summary>Where the size starts.</summary>
    public int SizeOffset;

    /// <summary>Bytes to the next level; 0 while the shape is not built, negative where none can be.</summary>
    public int Length;

    [InlineArray(Bytes)]
    internal struct TextBytes
    {
        private byte _first;
    }

    [InlineArray(2 * DigitLayout.Bytes)]
    internal struct PairShuffles
    {
        private byte _first;
    }
}
