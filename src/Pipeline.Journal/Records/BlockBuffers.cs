using K4os.Compression.LZ4;
using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>All the memory that writing or reading blocks takes, allocated once and handed on from file to file.</summary>
/// <remarks>Single thread, one writer or reader at a time.</remarks>
internal sealed class BlockBuffers : IDisposable
{
    /// <summary>The block at hand.</summary>
    public BlockContent Content { get; } = new();

    /// <summary>Its columns.</summary>
    public BlockCodec Codec { get; } = new();

    /// <summary>A payload before LZ4, with room for a vector behind it.</summary>
    public NativeArray<byte> Raw { get; } = new(TapeFormat.RawBytesMax + TapeFormat.VectorSlackBytes);

    /// <summary>A block as it is stored, header and padding included.</summary>
    public NativeArray<byte> Block { get; } =
        new(TapeFormat.BlockHeaderBytes + LZ4Codec.MaximumOutputSize(TapeFormat.RawBytesMax) + TapeFormat.SectorBytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        Codec.Dispose();
        Raw.Dispose();
        Block.Dispose();
    }
}
