using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Client order ids as the venue sees them: `p`, session and sequence, eight hex digits each: `p00000001-0000002a`.</summary>
/// <remarks>An order of somebody else has no such id; it is known by its venue id made negative, which none of ours is.</remarks>
public static class ClientOrderIdText
{
    /// <summary>Bytes of an id's text.</summary>
    public const int Length = 18;

    private const int Digits = 8;

    /// <summary>Writes <see cref="Length"/> bytes.</summary>
    public static void Write(long clientOrderId, Span<byte> destination)
    {
        destination[0] = (byte)'p';
        WriteHex((uint)(clientOrderId >> 32), destination.Slice(1, Digits));
        destination[1 + Digits] = (byte)'-';
        WriteHex((uint)clientOrderId, destination.Slice(2 + Digits, Digits));
    }

    /// <summary>The text as a string.</summary>
    public static string Format(long clientOrderId)
    {
        Span<byte> text = stackalloc byte[Length];
        Write(clientOrderId, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Our id from its text; else <paramref name="orderId"/> made negative.</summary>
    public static long Read(ReadOnlySpan<byte> text, long orderId) => TryRead(text, out var id) ? id : -orderId;

    /// <summary>Reads exactly what <see cref="Write"/> writes for a session of 1 and more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long clientOrderId)
    {
        clientOrderId = 0;
        var isOurs = text.Length == Length && text[0] == 'p' && text[1 + Digits] == '-'
            && TryReadHex(text.Slice(1, Digits), out var session) && TryReadHex(text.Slice(2 + Digits, Digits), out var number)
            && (clientOrderId = ((long)session << 32) | number) > uint.MaxValue;
        clientOrderId = isOurs ? clientOrderId : 0;
        return isOurs;
    }

    private static void WriteHex(uint value, Span<byte> digits) =>
        value.TryFormat(digits, out _, "x8", CultureInfo.InvariantCulture);

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out uint value) =>
        Utf8Parser.TryParse(digits, out value, out var read, 'x') && read == Digits && !digits.ContainsAnyInRange((byte)'A', (byte)'F');
}
