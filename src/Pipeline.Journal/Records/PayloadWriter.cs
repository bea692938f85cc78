using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Records;

/// <summary>Appends to a block's payload. The buffer holds the largest payload there is, so nothing here asks for room.</summary>
internal ref struct PayloadWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public int Position { get; private set; }

    /// <summary>Room that is left.</summary>
    public readonly Span<byte> Free => _buffer[Position..];

    /// <summary>Counts bytes that were written into <see cref="Free"/>.</summary>
    public void Advance(int bytes) => Position += bytes;

    public void Write(byte value) => _buffer[Position++] = value;

    public void Write(int value)
    {
        WriteInt32LittleEndian(Free, value);
        Position += sizeof(int);
    }

    public void Write(long value)
    {
        WriteInt64LittleEndian(Free, value);
        Position += sizeof(long);
    }

    /// <summary>Seven bits a byte, low first.</summary>
    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            Write((byte)(value | 0x80));
            value >>= 7;
        }

        Write((byte)value);
    }
}
