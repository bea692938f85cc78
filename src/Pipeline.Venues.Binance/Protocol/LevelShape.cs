using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shape of a level, from its bracket to the next one's: which bytes it has where, and how its digits become integers.</summary>
/// <remarks>
/// A whole number of cache lines, so that no vector of it lies in two. A byte fits as it does in a <see cref="MessageTemplate"/>.
/// The byte behind the level's closing bracket is any: a comma, or the bracket that ends the list. Zeros fit no level.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 192)]
internal struct LevelShape
{
    /// <summary>Bytes that are compared; what follows a level always fits.</summary>
    public const int Bytes = 64;

    /// <summary>Where the price starts.</summary>
    public const int PriceOffset = 2;

    /// <summary>Bytes that are read at least.</summary>
    public const int LeastReach = Bytes / 2;

    private const int MostPatience = 1024;

    public TextBytes Least;
    public TextBytes Slack;
    public PairShuffles Shuffles;

    /// <summary>Where the size starts.</summary>
    public int SizeOffset;

    /// <summary>Bytes of the level itself, brackets included.</summary>
    public int Core;

    /// <summary>Bytes to the next level; 0 where there is no shape yet.</summary>
    public int Length;

    private int _misses;
    private int _patience;

    /// <summary>Bytes that are read from the level's bracket on.</summary>
    public readonly int Reach => Length <= LeastReach && SizeOffset + DigitLayout.Bytes <= LeastReach ? LeastReach : Bytes;

    /// <summary>Another level of these lengths had another shape. Each time a shape is taken the next has to wait for twice as many.</summary>
    public bool IsToBeTaken()
    {
        if (_misses++ < _patience)
        {
            return false;
        }

        _misses = 0;
        _patience = Math.Min((2 * _patience) + 1, MostPatience);
        return true;
    }

    /// <summary>Takes the shape of a level.</summary>
    /// <param name="level">From its bracket to the next one's.</param>
    /// <param name="priceLength">Bytes of the price.</param>
    /// <param name="sizeOffset">Where its size starts.</param>
    /// <param name="sizeLength">Bytes of the size.</param>
    /// <param name="prices">Decimals of prices.</param>
    /// <param name="sizes">Decimals of sizes.</param>
    public void Take(ReadOnlySpan<byte> level, int priceLength, int sizeOffset, int sizeLength, int prices, int sizes)
    {
        Span<byte> least = Least;
        Span<byte> slack = Slack;
        Span<byte> shuffles = Shuffles;
        least.Clear();
        slack.Clear();
        shuffles.Fill(DigitLayout.Zero);
        Length = 0;
        var hasBoth = TryPlace(level.Slice(PriceOffset, priceLength), prices, shuffles[..DigitLayout.Bytes])
            && TryPlace(level.Slice(sizeOffset, sizeLength), sizes, shuffles[DigitLayout.Bytes..]);
        if (!hasBoth || level.Length > Bytes)
        {
            return;
        }

        slack.Fill(byte.MaxValue);
        for (var at = 0; at < level.Length; at++)
        {
            var isDigit = char.IsAsciiDigit((char)level[at]);
            least[at] = isDigit ? (byte)'0' : level[at];
            slack[at] = isDigit ? (byte)9 : (byte)0;
        }

        SizeOffset = sizeOffset;
        Core = level.LastIndexOf((byte)']') + 1;
        Length = level.Length;
        (least[Core], slack[Core]) = (0, byte.MaxValue);
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
