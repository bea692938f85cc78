using System.Buffers.Text;
using System.Text;

namespace Pipeline.LatencyLab.Flood;

/// <summary>A recorded message whose update ids and times are rewritten in place for each pass.</summary>
internal sealed class FloodMessage
{
    private static readonly byte[][] IdKeys = ["\"U\":"u8.ToArray(), "\"u\":"u8.ToArray(), "\"pu\":"u8.ToArray()];
    private static readonly byte[][] TimeKeys = ["\"E\":"u8.ToArray(), "\"T\":"u8.ToArray()];

    private readonly byte[] _text;
    private readonly Number[] _ids;
    private readonly Number[] _times;

    public FloodMessage(byte[] text, bool isSettled)
    {
        IsSettled = isSettled;
        _text = [.. text];
        _ids = Find(IdKeys);
        _times = Find(TimeKeys);
    }

    /// <summary>Whether behind it every diff has met the ticker that tells what its top must be.</summary>
    public bool IsSettled { get; }

    /// <summary>The text with its ids moved by <paramref name="idShift"/> and sent at <paramref name="millis"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> At(long idShift, long millis)
    {
        foreach (var id in _ids)
        {
            Write(id, id.Value + idShift);
        }

        foreach (var time in _times)
        {
            Write(time, millis);
        }

        return _text;
    }

    private Number[] Find(byte[][] keys) => [.. keys.Select(Find).OfType<Number>()];

    private Number? Find(byte[] key)
    {
        var at = _text.AsSpan().IndexOf(key);
        return at >= 0 && Utf8Parser.TryParse(_text.AsSpan(at + key.Length), out long value, out var digits)
            ? new Number(at + key.Length, digits, value)
            : null;
    }

    private void Write(Number number, long value)
    {
        var room = _text.AsSpan(number.Offset, number.Digits);
        if (!Utf8Formatter.TryFormat(value, room, out var written) || written != number.Digits)
        {
            throw new InvalidOperationException($"{value} has not the {number.Digits} digits of {number.Value} in {Encoding.UTF8.GetString(_text)[..100]}");
        }
    }

    private sealed record Number(int Offset, int Digits, long Value);
}
