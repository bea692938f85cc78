using System.Numerics;
using K4os.Compression.LZ4;
using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>All the memory that writing or reading blocks takes, handed on from file to file.</summary>
/// <remarks>Single thread, one writer or reader at a time.</remarks>
internal sealed class BlockBuffers : IDisposable
{
    private NativeArray<byte> _raw = new(0);
    private NativeArray<byte> _block = new(0);

    /// <summary>The block at hand.</summary>
    public BlockContent Content { get; } = new();

    /// <summary>Its columns.</summary>
    public BlockCodec Codec { get; } = new();

    /// <summary>Room for a payload of so many bytes before LZ4, and for a vector behind it.</summary>
    /// <remarks>Grows to the largest that was asked for. A call voids what an earlier one gave.</remarks>
    public Span<byte> Raw(int payloadBytes) => Reserve(ref _raw, payloadBytes + TapeFormat.VectorSlackBytes);

    /// <summary>Room for any block as it is stored, header and padding included.</summary>
    public Span<byte> Block() =>
        Reserve(ref _block, TapeFormat.BlockHeaderBytes + LZ4Codec.MaximumOutputSize(TapeFormat.RawBytesMax) + TapeFormat.SectorBytes);

    /// <summary>Takes all the memory that writing needs, so that no block has to wait for it.</summary>
    public void ReserveForWriting()
    {
        Raw(TapeFormat.RawBytesMax);
        Block();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Content.Dispose();
        Codec.Dispose();
        _raw.Dispose();
        _block.Dispose();
    }

    private static Span<byte> Reserve(ref NativeArray<byte> memory, int bytes)
    {
        if (memory.Length < bytes)
        {
            memory.Dispose();
            memory = new NativeArray<byte>((int)BitOperations.RoundUpToPowerOf2((uint)bytes));
        }

        return memory.Span;
    }
}
