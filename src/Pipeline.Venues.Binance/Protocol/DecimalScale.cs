using System.Runtime.InteropServices;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Numbers of so many decimals as integers: what the digits of a text are multiplied by, by the place of its dot.</summary>
/// <remarks>Immutable, one for each number of decimals.</remarks>
internal sealed class DecimalScale
{
    /// <summary>Places that a dot may have in the last 16 bytes of a text, and one for "there is none".</summary>
    private const int Places = DigitLayout.Bytes + 1;

    private static readonly DecimalScale[] All = [.. Enumerable.Range(0, FixedPoint.MaxDecimals + 1).Select(decimals => new DecimalScale(decimals))];

    private readonly DecimalFactor[] _factors = new DecimalFactor[Places];

    private DecimalScale(int decimals)
    {
        Decimals = decimals;
        for (var dot = 0; dot < Places; dot++)
        {
            var fraction = dot == DigitLayout.Bytes ? 0 : DigitLayout.Bytes - 1 - dot;
            var endsWithDot = dot == DigitLayout.Bytes - 1;
            _factors[dot] = fraction > decimals || endsWithDot ? DecimalFactor.Impossible : DecimalFactor.Of(decimals - fraction);
        }
    }

    /// <summary>Decimals of the integers.</summary>
    public int Decimals { get; }

    /// <summary>The factor for a dot in the first byte; those for the other places follow it, the last is for a text without a dot.</summary>
    // SAFETY: the array has Places entries; who adds to the reference stays below that, as a dot's place does by construction.
    public ref DecimalFactor First => ref MemoryMarshal.GetArrayDataReference(_factors);

    /// <summary>Integers of <paramref name="decimals"/> decimals, 0 to 18.</summary>
    public static DecimalScale Of(int decimals) => All[decimals];
}

/// <summary>A power of ten, and the largest number whose product with it fits 64 bits: negative where no number may.</summary>
internal readonly record struct DecimalFactor(long Multiplier, long Limit)
{
    public static DecimalFactor Impossible => new(0, -1);

    public static DecimalFactor Of(int exponent) => new(FixedPoint.PowerOfTen(exponent), long.MaxValue / FixedPoint.PowerOfTen(exponent));
}
