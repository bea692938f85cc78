using System.Buffers.Text;
using System.Diagnostics;

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>The parameters of one request, in order of their names: the text to sign, and the same as JSON members.</summary>
/// <remarks>Single thread, reused; 0 bytes a request. All names and values are of letters that need no escape.</remarks>
public sealed class Parameters
{
    private const int MostParameters = 20;
    private readonly byte[] _text = new byte[1024];
    private readonly (int Name, int Value, int End, bool IsText)[] _entries = new (int, int, int, bool)[MostParameters];
    private int _count;
    private int _length;

    /// <summary>`a=1&amp;b=2`, as it is signed and sent by REST.</summary>
    public ReadOnlySpan<byte> Query => _text.AsSpan(0, _length);

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        _length = 0;
    }

    /// <summary>Adds text; a JSON string.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var start = Begin(name);
        value.CopyTo(_text.AsSpan(_length));
        End(name, start, value.Length, isText: true);
    }

    /// <summary>Adds an integer; a JSON number.</summary>
    public void Add(ReadOnlySpan<byte> name, long value)
    {
        var start = Begin(name);
        Utf8Formatter.TryFormat(value, _text.AsSpan(_length), out var written);
        End(name, start, written, isText: false);
    }

    /// <summary>Writes the members without braces; answers how many bytes.</summary>
    public int WriteJson(Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < _count; i++)
        {
            var (name, value, end, isText) = _entries[i];
            Put(destination, ref length, i == 0 ? "\""u8 : ",\""u8);
            Put(destination, ref length, _text.AsSpan(name, value - 1 - name));
            Put(destination, ref length, isText ? "\":\""u8 : "\":"u8);
            Put(destination, ref length, _text.AsSpan(value, end - value));
            Put(destination, ref length, isText ? "\""u8 : []);
        }

        return length;
    }

    private static void Put(Span<byte> destination, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[length..]);
        length += bytes.Length;
    }

    private int Begin(ReadOnlySpan<byte> name)
    {
        AssertOrder(name);
        if (_count > 0)
        {
            _text[_length++] = (byte)'&';
        }

        var start = _length;
        name.CopyTo(_text.AsSpan(_length));
        _length += name.Length;
        _text[_length++] = (byte)'=';
        return start;
    }

    private void End(ReadOnlySpan<byte> name, int start, int valueLength, bool isText)
    {
        _entries[_count++] = (start, start + name.Length + 1, _length + valueLength, isText);
        _length += valueLength;
    }

    /// <summary>The venue sorts by name before it checks a signature, so whoever adds must too.</summary>
    [Conditional("DEBUG")]
    private void AssertOrder(ReadOnlySpan<byte> name)
    {
        if (_count > 0)
        {
            var (last, value, _, _) = _entries[_count - 1];
            Debug.Assert(_text.AsSpan(last, value - 1 - last).SequenceCompareTo(name) < 0, "parameters are added in order of their names");
        }
    }
}
