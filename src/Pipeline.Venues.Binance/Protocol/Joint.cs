using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What may stand between two numbers of a list of levels, quotes included: up to 8 bytes.</summary>
internal readonly record struct Joint
{
    /// <summary>Bytes that are read to compare one.</summary>
    public const int Bytes = sizeof(ulong);

    private readonly ulong _text;
    private readonly ulong _mask;

    /// <summary>One that reads <paramref name="text"/>, 1 to 8 bytes.</summary>
    public Joint(ReadOnlySpan<byte> text)
    {
        Span<byte> padded = stackalloc byte[Bytes];
        padded.Clear();
        text.CopyTo(padded);
        _text = BinaryPrimitives.ReadUInt64LittleEndian(padded);
        _mask = ulong.MaxValue >> (8 * (Bytes - text.Length));
        Length = text.Length;
    }

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>Whether it stands at <paramref name="text"/>, of which 8 bytes are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(ref byte text) => ((Unsafe.ReadUnaligned<ulong>(ref text) ^ _text) & _mask) == 0;

    /// <summary>Whether quote, comma, quote stand there, blanks between them; that is what is compared with from then on.</summary>
    /// <param name="text">The closing quote of a price.</param>
    /// <param name="length">Bytes up to and with the next quote; all are readable.</param>
    /// <param name="joint">Receives the bytes.</param>
    public static bool TryReadWithin(ref byte text, int length, ref JointPair joint)
    {
        // SAFETY: the caller says that so many bytes are readable.
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref text, length);
        if (length > Bytes || !bytes[1..^1].Trim(" \t\n\r"u8).SequenceEqual(","u8))
        {
            return false;
        }

        joint.Add(new Joint(bytes));
        return true;
    }

    /// <summary>Reads from a size's closing quote to the bracket of the next level or to behind the list.</summary>
    /// <param name="text">The closing quote and all that is readable behind it.</param>
    /// <param name="joint">Receives the bytes up to the next price, where they are few enough.</param>
    /// <param name="isClosed">Whether the list ends here.</param>
    /// <returns>Number of bytes; 0 where something else stands there.</returns>
    public static int SkipBetween(ReadOnlySpan<byte> text, ref JointPair joint, out bool isClosed)
    {
        isClosed = false;
        var at = 1;
        if (Next(text, ref at) == ',' && !TrySkipEmptyList(text, ref at))
        {
            return 0;
        }

        if (Next(text, ref at) != ']')
        {
            return 0;
        }

        at++;
        isClosed = Next(text, ref at) == ']';
        if (isClosed)
        {
            return at + 1;
        }

        if (Next(text, ref at) != ',')
        {
            return 0;
        }

        at++;
        if (Next(text, ref at) != '[')
        {
            return 0;
        }

        var next = at;
        if (next + 2 <= Bytes && next + 1 < text.Length && text[next + 1] == '"')
        {
            joint.Add(new Joint(text[..(next + 2)]));
        }

        return next;
    }

    /// <summary>Levels of old recordings have a third element, an empty list.</summary>
    private static bool TrySkipEmptyList(ReadOnlySpan<byte> text, ref int at)
    {
        at++;
        if (Next(text, ref at) != '[')
        {
            return false;
        }

        at++;
        if (Next(text, ref at) != ']')
        {
            return false;
        }

        at++;
        return true;
    }

    private static byte Next(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at < text.Length ? text[at] : (byte)0;
    }
}

/// <summary>The two joints that were met last.</summary>
internal struct JointPair(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
{
    private Joint _first = new(first);
    private Joint _second = new(second);

    /// <summary>Whether one of them stands at <paramref name="text"/>, of which 8 bytes are read, and how long it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Is(ref byte text, out int length)
    {
        if (_first.Is(ref text))
        {
            length = _first.Length;
            return true;
        }

        length = _second.Length;
        return _second.Is(ref text);
    }

    public void Add(Joint joint) => (_first, _second) = (joint, _first);
}
