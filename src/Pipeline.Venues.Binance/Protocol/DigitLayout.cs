using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Where the digits of a decimal text stand, and where they go so that 16 of them make one integer.</summary>
internal readonly struct DigitLayout
{
    /// <summary>Bytes of one load, and most digits of a number.</summary>
    public const int Bytes = 16;

    /// <summary>A shuffle index that makes a zero.</summary>
    public const byte Zero = 0x80;

    private readonly int _whole;
    private readonly int _fraction;
    private readonly int _kept;

    private DigitLayout(int whole, int fraction, int kept, long multiplier)
    {
        _whole = whole;
        _fraction = fraction;
        _kept = kept;
        Multiplier = multiplier;
    }

    /// <summary>What the digits that count are multiplied by to be at the scale.</summary>
    public long Multiplier { get; }

    /// <summary>Number of digits before the dot.</summary>
    public int WholeDigits => _whole;

    /// <summary>Whether there is a dot.</summary>
    public bool HasDot => _fraction > 0;

    /// <summary>Length of the text.</summary>
    public int TextLength => _whole + _fraction + (HasDot ? 1 : 0);

    /// <summary>Whether text is `digits[.digits]`, and its layout with every digit counting.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text, out DigitLayout layout)
    {
        var dot = text.IndexOf((byte)'.');
        var whole = dot < 0 ? text : text[..dot];
        var fraction = dot < 0 ? default : text[(dot + 1)..];
        layout = new DigitLayout(whole.Length, fraction.Length, text.Length, multiplier: 1);
        return AreDigits(whole) && (dot < 0 || AreDigits(fraction));
    }

    /// <summary>
    /// The layout of `digits[.digits]`, at a scale of so many decimals. False for any other text, and where the number may not fit.
    /// Digits that are finer than the scale, or lie behind the first 16 bytes, must be 0.
    /// </summary>
    public static bool TryOf(ReadOnlySpan<byte> text, int decimals, out DigitLayout layout) =>
        IsPlain(text, out layout) && TryOf(layout._whole, layout._fraction, decimals, out layout);

    private static bool TryOf(int whole, int fraction, int decimals, out DigitLayout layout)
    {
        layout = default;
        if (whole > Bytes || whole + decimals > FixedPoint.MaxDecimals)
        {
            return false;
        }

        var counted = Math.Clamp(Math.Min(fraction, decimals), 0, Math.Max(Bytes - 1 - whole, 0));
        layout = new DigitLayout(whole, fraction, whole + counted, FixedPoint.PowerOfTen(decimals - counted));
        return true;
    }

    /// <summary>Writes the shuffle that right-aligns the digits of a text that starts <paramref name="start"/> bytes into the load.</summary>
    public void WriteShuffle(Span<byte> shuffle, int start)
    {
        shuffle.Fill(Zero);
        for (var digit = 0; digit < _kept; digit++)
        {
            shuffle[Bytes - _kept + digit] = (byte)(start + PlaceOf(digit));
        }
    }

    /// <summary>Writes which bytes the text may have: any digit where it counts, 0 beyond.</summary>
    public void WriteBounds(Span<byte> least, Span<byte> slack)
    {
        least[..TextLength].Fill((byte)'.');
        slack[..TextLength].Clear();
        for (var digit = 0; digit < _whole + _fraction; digit++)
        {
            least[PlaceOf(digit)] = (byte)'0';
            slack[PlaceOf(digit)] = digit < _kept ? (byte)9 : (byte)0;
        }
    }

    private int PlaceOf(int digit) => digit < _whole ? digit : digit + 1;

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
