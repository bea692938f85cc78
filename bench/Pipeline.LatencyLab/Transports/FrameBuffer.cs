namespace Pipeline.LatencyLab.Transports;

/// <summary>The messages as a server's frames, one behind the other, so that any run of them is one send.</summary>
internal sealed class FrameBuffer
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    public FrameBuffer(IReadOnlyList<byte[]> messages, int count)
    {
        using var stream = new MemoryStream();
        var head = new byte[FrameHead.MostBytes];
        _ends = new int[count];
        for (var i = 0; i < count; i++)
        {
            stream.Write(head, 0, FrameHead.Write(head, messages[i].Length));
            stream.Write(messages[i]);
            _ends[i] = (int)stream.Length;
        }

        _bytes = stream.ToArray();
    }

    /// <summary>The frames from <paramref name="first"/> up to and without <paramref name="end"/>.</summary>
    public ReadOnlySpan<byte> Run(int first, int end)
    {
        var start = StartOf(first);
        return _bytes.AsSpan(start, StartOf(end) - start);
    }

    private int StartOf(int frame) => frame == 0 ? 0 : _ends[frame - 1];
}
