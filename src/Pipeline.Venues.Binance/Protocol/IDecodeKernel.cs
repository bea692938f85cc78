using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What is done with whole vectors, at one width.</summary>
/// <remarks>
/// Every text passed in must have as many readable bytes as the method says; the callers see to it, since the text
/// itself says nothing about where it ends.
/// </remarks>
internal interface IDecodeKernel
{
    /// <summary>Whether each byte lies within the template. Reads exactly the template's length, at least 64 bytes.</summary>
    static abstract bool Fits(ref byte text, ref MessageTemplate template);

    /// <summary>Reads all slots into eight consecutive fields. Reads within the template's length.</summary>
    static abstract void ReadSlots(ref byte text, ref MessageTemplate template, ref long fields);

    /// <summary>Whether the text starts with a level of that shape. Reads within the shape's reach.</summary>
    static abstract bool FitsLevel(ref byte text, ref LevelShape shape);

    /// <summary>Price and size of a level that fits. Reads within the shape's reach.</summary>
    static abstract Vector128<long> ReadLevel(ref byte text, ref LevelShape shape);

    /// <summary>Bit by byte, where quotes stand in 64 bytes.</summary>
    static abstract ulong Quotes(ref byte text);

    /// <summary>Reads a positive price and a size, each `digits[.digits]` of 1 to 16 bytes. False where one is anything else or does not fit.</summary>
    /// <param name="priceEnd">The byte behind the price; the 16 before it are read.</param>
    /// <param name="priceLength">Bytes of the price, 1 to 16.</param>
    /// <param name="sizeEnd">The byte behind the size; the 16 before it are read.</param>
    /// <param name="sizeLength">Bytes of the size, 1 to 16.</param>
    /// <param name="prices">The first factor of the prices' scale.</param>
    /// <param name="sizes">The first factor of the sizes' scale.</param>
    /// <param name="level">Receives both; of use only where the answer is true.</param>
    static abstract bool TryReadPair(
        ref byte priceEnd, int priceLength, ref byte sizeEnd, int sizeLength, ref DecimalFactor prices, ref DecimalFactor sizes, ref LevelUpdate level);
}
