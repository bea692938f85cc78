using System.Diagnostics.CodeAnalysis;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Records;

/// <summary>Walks a block's payload. Never reads past its end, whatever it holds.</summary>
/// <param name="buffer">The payload and at least <see cref="Envelope.TapeFormat.VectorSlackBytes"/> behind it.</param>
/// <param name="length">Bytes of payload.</param>
internal ref struct PayloadReader(ReadOnlySpan<byte> buffer, int length)
{
    private const int VarintBitsMax = 64;

    private readonly ReadOnlySpan<byte> _buffer = buffer;
    private readonly int _length = length;
    private int _position;

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => _length - _position;

    /// <summary>What is left, with the slack behind it.</summary>
    public readonly ReadOnlySpan<byte> RestWithSlack => _buffer[_position..];

    /// <summary>Stops reading: the columns cannot be what a writer wrote.</summary>
    /// <exception cref="MalformedContentException">Always.</exception>
    [DoesNotReturn]
    public static void Fail(string what) => throw new MalformedContentException(what);

    /// <summary>Stops reading unless <paramref name="condition"/> holds.</summary>
    public static void Require([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition)
        {
            Fail(what);
        }
    }

    /// <summary>Passes over <paramref name="bytes"/> that were read through <see cref="RestWithSlack"/>.</summary>
    public void Advance(int bytes)
    {
        Require(bytes >= 0 && bytes <= Remaining, "column longer than the payload");
        _position += bytes;
    }

    public byte ReadByte()
    {
        Require(Remaining >= 1, "payload ends early");
        return _buffer[_position++];
    }

    public int ReadInt32() => ReadInt32LittleEndian(Take(sizeof(int)));

    public long ReadInt64() => ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>An Int32 that must lie in 0 to <paramref name="most"/>.</summary>
    public int ReadCount(int most)
    {
        var count = ReadInt32();
        Require((uint)count <= (uint)most, "count out of bounds");
        return count;
    }

    public ReadOnlySpan<byte> Take(int bytes)
    {
        Require(bytes >= 0 && bytes <= Remaining, "payload ends early");
        var taken = _buffer.Slice(_position, bytes);
        _position += bytes;
        return taken;
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < VarintBitsMax; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail("number longer than 64 bits");
        return 0;
    }
}
