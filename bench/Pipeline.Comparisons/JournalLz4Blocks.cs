using K4os.Compression.LZ4;

namespace Pipeline.Comparisons;

/// <summary>What a user would do without a format: cut the bytes into 64 KiB and put each piece through LZ4.</summary>
internal sealed class JournalLz4Blocks(byte[] source)
{
    private const int BlockBytes = 64 * 1024;

    private readonly byte[] _stored = new byte[LZ4Codec.MaximumOutputSize(BlockBytes) * ((source.Length / BlockBytes) + 1)];
    private readonly byte[] _restored = new byte[source.Length];
    private readonly List<(int Start, int Length)> _blocks = [];

    /// <summary>Bytes after LZ4.</summary>
    public long StoredBytes => _blocks.Sum(block => (long)block.Length);

    public void Encode()
    {
        _blocks.Clear();
        var position = 0;
        for (var start = 0; start < source.Length; start += BlockBytes)
        {
            var block = source.AsSpan(start, Math.Min(BlockBytes, source.Length - start));
            var length = LZ4Codec.Encode(block, _stored.AsSpan(position), LZ4Level.L00_FAST);
            _blocks.Add((position, length));
            position += length;
        }
    }

    public void Decode()
    {
        var position = 0;
        foreach (var (start, length) in _blocks)
        {
            position += LZ4Codec.Decode(_stored.AsSpan(start, length), _restored.AsSpan(position, Math.Min(BlockBytes, source.Length - position)));
        }
    }

    /// <summary>Whether what came back is what went in.</summary>
    public bool IsExact() => _restored.AsSpan().SequenceEqual(source);
}
