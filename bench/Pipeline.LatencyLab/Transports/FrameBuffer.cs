using System.Buffers.Binary;

namespace Pipeline.LatencyLab.Transports;

/// <summary>The messages as a server's frames, one behind the other, so that any run of them is one send.</summary>
internal sealed class FrameBuffer
{
    private const byte FinalText = 0x81;
    private const int ShortLength = 125;
    private const byte TwoBytes = 126;
    private const byte EightBytes = 127;

    private readonly byte[] _bytes;
    private readonly int[] _ends;

    public FrameBuffer(IReadOnlyList<byte[]> messages, int count)
    {
        using var stream = new MemoryStream();
        _ends = new int[count];
        for (var i = 0; i < count; i++)
        {
            WriteHead(stream, messages[i].Length);
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

    private static void WriteHead(MemoryStream stream, int length)
    {
        Span<byte> head = stackalloc byte[10];
        head[0] = FinalText;
        if (length <= ShortLength)
        {
            head[1] = (byte)length;
            stream.Write(head[..2]);
        }
        else if (length <= ushort.MaxValue)
        {
            head[1] = TwoBytes;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
            stream.Write(head[..4]);
        }
        else
        {
            head[1] = EightBytes;
            BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)length);
            stream.Write(head);
        }
    }
}
