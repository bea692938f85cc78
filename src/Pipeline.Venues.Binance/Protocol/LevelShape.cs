using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shape that most levels of a stream have, from a bracket to the next one, and how often it was met of late.</summary>
/// <remarks>A whole number of cache lines, so that no vector of it lies in two. A byte fits as it does in a <see cref="MessageTemplate"/>.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 192)]
internal struct LevelShape
{
    /// <summary>Bytes that are compared; what follows a level always fits.</summary>
    public const int Bytes = 64;

    /// <summary>Where the price starts.</summary>
    public const int PriceOffset = 2;

    private const int MostScore = 64;
    private const int Missed = 1;
    private const int AlikeToChange = 3;

    public TextBytes Least;
    public TextBytes Slack;
    public PairShuffles Shuffles;

    /// <summary>Where the size starts.</summary>
    public int SizeOffset;

    /// <summary>Bytes to the next level; 0 where there is no shape yet.</summary>
    public int Length;

    private int _score;
    private int _priceLength;
    private int _sizeLength;
    private int _otherSizeLength;
    private int _alike;

    /// <summary>So many levels in a row had it, and the next one did not. Whether trying it first still pays.</summary>
    public bool CountRun(int levels)
    {
        _score = Math.Clamp(_score + levels - Missed, -MostScore, MostScore);
        return _score > 0 && Length > 0;
    }

    /// <summary>Looks at a level that was read without it, and takes its shape where levels of other lengths became usual.</summary>
    /// <param name="level">From its bracket to the next one's.</param>
    /// <param name="priceLength">Bytes of the price.</param>
    /// <param name="sizeOffset">Where its size starts.</param>
    /// <param name="sizeLength">Bytes of the size.</param>
    /// <param name="prices">Decimals of prices.</param>
    /// <param name="sizes">Decimals of sizes.</param>
    /// <returns>Whether so many levels have the shape that trying it first pays.</returns>
    public bool Sample(ReadOnlySpan<byte> level, int priceLength, int sizeOffset, int sizeLength, int prices, int sizes)
    {
        var isAlike = priceLength == _priceLength && sizeLength == _sizeLength;
        _alike = sizeLength == _otherSizeLength ? _alike + 1 : 0;
        _otherSizeLength = sizeLength;
        if (!isAlike && _alike >= AlikeToChange)
        {
            Take(level, priceLength, sizeOffset, sizeLength, prices, sizes);
        }

        _score = Math.Clamp(_score + (isAlike ? 1 : -Missed), -MostScore, MostScore);
        return _score > 0 && Length > 0;
    }

    private void Take(ReadOnlySpan<byte> level, int priceLength, int sizeOffset, int sizeLength, int prices, int sizes)
    {
        (_priceLength, _sizeLength, _alike, Length) = (priceLength, sizeLength, 0, 0);
        Span<byte> shuffles = Shuffles;
        shuffles.Fill(DigitLayout.Zero);
        var hasBoth = TryPlace(level.Slice(PriceOffset, priceLength), prices, shuffles[..DigitLayout.Bytes])
            && TryPlace(level.Slice(sizeOffset, sizeLength), sizes, shuffles[DigitLayout.Bytes..]);
        if (!hasBoth || level.Length > Bytes)
        {
            return;
        }

        Span<byte> least = Least;
        Span<byte> slack = Slack;
        least.Clear();
        slack.Fill(byte.MaxValue);
        for (var at = 0; at < level.Length; at++)
        {
            var isDigit = char.IsAsciiDigit((char)level[at]);
            least[at] = isDigit ? (byte)'0' : level[at];
            slack[at] = isDigit ? (byte)9 : (byte)0;
        }

        SizeOffset = sizeOffset;
        Length = level.Length;
    }

    /// <summary>Where each digit goes so that 16 of them make an integer of so many decimals.</summary>
    private static bool TryPlace(ReadOnlySpan<byte> number, int decimals, Span<byte> shuffle)
    {
        var dot = number.IndexOf((byte)'.');
        var whole = dot < 0 ? number.Length : dot;
        var fraction = dot < 0 ? 0 : number.Length - dot - 1;
        if (fraction > decimals || whole + decimals > DigitLayout.Bytes)
        {
            return false;
        }

        for (var digit = 0; digit < whole + fraction; digit++)
        {
            shuffle[DigitLayout.Bytes - whole - decimals + digit] = (byte)(digit < whole ? digit : digit + 1);
        }

        return true;
    }

    [InlineArray(Bytes)]
    internal struct TextBytes
    {
        private byte _first;
    }

    [InlineArray(2 * DigitLayout.Bytes)]
    internal struct PairShuffles
    {
        private byte _first;
    }
}
