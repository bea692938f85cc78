namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind : byte
{
    None,
    Text,
    Number,
    True,
    False,
    Null,
    Object,
    Array,
}

/// <summary>Where a JSON value stands: of a string the part between its quotes.</summary>
internal struct JsonToken
{
    public int Start;
    public int Length;
    public JsonKind Kind;
    public bool Escaped;

    private static ReadOnlySpan<byte> NoText => [0xFF];

    public readonly int End => Start + Length;

    /// <summary>Whether it may hold a number: Binance writes prices as strings and ids as numbers.</summary>
    public readonly bool IsNumeric => Kind is JsonKind.Text or JsonKind.Number;

    public readonly ReadOnlySpan<byte> In(ReadOnlySpan<byte> text) => text.Slice(Start, Length);

    /// <summary>What a string stands for. Escapes that stand for no text become a byte that equals none.</summary>
    public readonly ReadOnlySpan<byte> Text(ReadOnlySpan<byte> text, Span<byte> scratch)
    {
        if (!Escaped)
        {
            return In(text);
        }

        return JsonEscapes.TryUnescape(In(text), scratch, out var length) ? scratch[..length] : NoText;
    }
}
