using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads JSON token by token and checks every byte on the way.</summary>
/// <remarks>
/// Accepts exactly what System.Text.Json's reader accepts with default options: no comments, no trailing commas, at most
/// 64 levels deep, escapes of the right form, no control characters in strings. Like that reader it does not ask whether
/// bytes above 0x7F in a string are valid UTF-8. After a method has returned false, <see cref="Position"/> is the byte at
/// which the text stopped being JSON.
/// </remarks>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _depth;

    /// <summary>Next byte to read.</summary>
    public int Position { get; private set; }

    /// <summary>Goes on at <paramref name="position"/>: what lies before it was read by others.</summary>
    public void SkipTo(int position) => Position = position;

    /// <summary>Leaves the list whose closing bracket was read by others.</summary>
    public void LeaveList() => _depth--;

    /// <summary>The next byte that is no white space, or 0 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Peek()
    {
        var position = Position;
        return (uint)position < (uint)_text.Length && _text[position] > ' ' ? _text[position] : PeekBehindSpace();
    }

    private byte PeekBehindSpace()
    {
        var position = Position;
        while ((uint)position < (uint)_text.Length && IsSpace(_text[position]))
        {
            position++;
        }

        Position = position;
        return (uint)position < (uint)_text.Length ? _text[position] : (byte)0;
    }

    /// <summary>Whether nothing but white space is left.</summary>
    public bool IsAtEnd() => Peek() == 0 && Position == _text.Length;

    /// <summary>Reads the bracket that opens a container.</summary>
    public bool TryOpen(byte bracket) => TryTake(bracket) && ++_depth <= MaxDepth;

    /// <summary>Reads the bracket that closes a container, if it is next.</summary>
    public bool TryClose(byte bracket)
    {
        if (!TryTake(bracket))
        {
            return false;
        }

        _depth--;
        return true;
    }

    /// <summary>Reads a comma, if it is next.</summary>
    public bool TryComma() => TryTake((byte)',');

    /// <summary>Reads a member's name and its colon.</summary>
    public bool TryReadName(out JsonToken name)
    {
        name = default;
        return Peek() == '"' && TryReadString(ref name) && TryTake((byte)':');
    }

    /// <summary>Reads the name and colon of a member whose name is one plain letter and that is written without a blank behind it; else reads nothing.</summary>
    public bool TryReadLetter(out JsonToken name)
    {
        var at = Position;
        at += (uint)at < (uint)_text.Length && _text[at] == ' ' ? 1 : 0;
        name = new JsonToken { Start = at + 1, Length = 1, Kind = JsonKind.Text };
        if ((uint)(at + 3) >= (uint)_text.Length || _text[at] != '"' || _text[at + 2] != '"' || _text[at + 3] != ':' || !char.IsAsciiLetter((char)_text[at + 1]))
        {
            return false;
        }

        Position = at + 4;
        return true;
    }

    /// <summary>Reads a value; a container is read to its end.</summary>
    public bool TryReadValue(out JsonToken value)
    {
        value = default;
        var first = Peek();
        value.Start = Position;
        return first switch
        {
            (byte)'"' => TryReadString(ref value),
            (byte)'{' => TrySkipObject() && Finish(ref value, JsonKind.Object),
            (byte)'[' => TrySkipArray() && Finish(ref value, JsonKind.Array),
            (byte)'t' => TrySkipWord("true"u8) && Finish(ref value, JsonKind.True),
            (byte)'f' => TrySkipWord("false"u8) && Finish(ref value, JsonKind.False),
            (byte)'n' => TrySkipWord("null"u8) && Finish(ref value, JsonKind.Null),
            _ => TrySkipNumber() && Finish(ref value, JsonKind.Number),
        };
    }

    /// <summary>Reads an array that starts with two values: a level. Recordings of 2018 and 2019 have an empty list behind them.</summary>
    public bool TryReadPair(out JsonToken first, out JsonToken second)
    {
        second = default;
        first = default;
        return TryOpen((byte)'[') && TryReadValue(out first) && TryComma() && TryReadValue(out second) && TrySkipRest();
    }

    private bool TrySkipRest()
    {
        while (TryComma())
        {
            if (!TryReadValue(out _))
            {
                return false;
            }
        }

        return TryClose((byte)']');
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private readonly bool Finish(ref JsonToken value, JsonKind kind)
    {
        value.Kind = kind;
        value.Length = Position - value.Start;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTake(byte expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    private bool TrySkipObject()
    {
        if (!TryOpen((byte)'{'))
        {
            return false;
        }

        if (TryClose((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!TryReadName(out _) || !TryReadValue(out _))
            {
                return false;
            }
        }
        while (TryComma());
        return TryClose((byte)'}');
    }

    private bool TrySkipArray()
    {
        if (!TryOpen((byte)'['))
        {
            return false;
        }

        if (TryClose((byte)']'))
        {
            return true;
        }

        do
        {
            if (!TryReadValue(out _))
            {
                return false;
            }
        }
        while (TryComma());
        return TryClose((byte)']');
    }

    private bool TrySkipWord(ReadOnlySpan<byte> word)
    {
        if (!_text[Position..].StartsWith(word))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    private bool TryReadString(ref JsonToken value)
    {
        value.Kind = JsonKind.Text;
        value.Start = ++Position;
        if (SkipPlain() == '"')
        {
            value.Length = Position++ - value.Start;
            return true;
        }

        while ((uint)Position < (uint)_text.Length)
        {
            var current = _text[Position];
            if (current == '"')
            {
                value.Length = Position++ - value.Start;
                return true;
            }

            if (current < ' ' || (current == '\\' && !TrySkipEscape(ref value)))
            {
                return false;
            }

            Position++;
        }

        return false;
    }

    /// <summary>Goes on to the next quote, escape or control character and answers it; 0 where it may stand within the last bytes of the text.</summary>
    private byte SkipPlain()
    {
        // SAFETY: 16 bytes are read where the text has as many.
        ref var text = ref MemoryMarshal.GetReference(_text);
        var position = Position;
        for (; position <= _text.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref text, (nuint)position);
            var special = Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            var bits = special.ExtractMostSignificantBits();
            if (bits != 0)
            {
                Position = position + BitOperations.TrailingZeroCount(bits);
                return _text[Position];
            }
        }

        Position = position;
        return 0;
    }

    private bool TrySkipEscape(ref JsonToken value)
    {
        value.Escaped = true;
        if (++Position >= _text.Length)
        {
            return false;
        }

        return _text[Position] == 'u' ? TrySkipHex() : "\"\\/bfnrt"u8.Contains(_text[Position]);
    }

    private bool TrySkipHex()
    {
        for (var digit = 0; digit < 4; digit++)
        {
            if (++Position >= _text.Length || !char.IsAsciiHexDigit((char)_text[Position]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TrySkipNumber()
    {
        if (Current() == '-')
        {
            Position++;
        }

        if (Current() == '0')
        {
            Position++;
        }
        else if (!TrySkipDigits())
        {
            return false;
        }

        return TrySkipFraction() && TrySkipExponent();
    }

    private bool TrySkipFraction()
    {
        if (Current() != '.')
        {
            return true;
        }

        Position++;
        return TrySkipDigits();
    }

    private bool TrySkipExponent()
    {
        if ((Current() | 0x20) != 'e')
        {
            return true;
        }

        Position++;
        if (Current() is (byte)'+' or (byte)'-')
        {
            Position++;
        }

        return TrySkipDigits();
    }

    private bool TrySkipDigits()
    {
        var start = Position;
        if (start <= _text.Length - Vector128<byte>.Count)
        {
            // SAFETY: the text has 16 bytes from here on.
            var block = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(_text), (nuint)start) - Vector128.Create((byte)'0');
            var others = Vector128.GreaterThan(block, Vector128.Create((byte)9)).ExtractMostSignificantBits();
            Position = start + BitOperations.TrailingZeroCount(others | (1u << Vector128<byte>.Count));
            if (others != 0)
            {
                return Position > start;
            }
        }

        while (char.IsAsciiDigit((char)Current()))
        {
            Position++;
        }

        return Position > start;
    }

    private readonly byte Current() => (uint)Position < (uint)_text.Length ? _text[Position] : (byte)0;
}
