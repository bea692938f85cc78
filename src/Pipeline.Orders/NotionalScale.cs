using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Orders;

/// <summary>Turns prices and sizes of one instrument into quote value at 1e-8, exactly or rounded as said.</summary>
/// <remarks>A contract (COIN-M) is worth its contract size whatever the price.</remarks>
public readonly struct NotionalScale
{
    private const long E8 = 100_000_000;
    private readonly Int128 _numerator;
    private readonly Int128 _denominator;
    private readonly long _priceDenominator;
    private readonly Int128 _maxProduct;
    private readonly bool _isInverse;

    /// <summary>The scale of <paramref name="instrument"/>.</summary>
    public NotionalScale(Instrument instrument)
    {
        _isInverse = instrument.ContractSize > 0;
        _priceDenominator = FixedPoint.PowerOfTen(instrument.PriceDecimals);
        var numerator = (Int128)E8 * (_isInverse ? instrument.ContractSize : 1);
        var denominator = (Int128)FixedPoint.PowerOfTen(instrument.SizeDecimals) * (_isInverse ? 1 : _priceDenominator);
        var divisor = GreatestCommonDivisor(numerator, denominator);
        _numerator = numerator / divisor;
        _denominator = denominator / divisor;
        _maxProduct = (Int128.MaxValue - _denominator) / _numerator;
    }

    /// <summary>Value of <paramref name="lots"/> at <paramref name="ticks"/>, 1e-8 quote, rounded up; both not negative.</summary>
    /// <remarks>What does not fit 128 bits comes out as the greatest number, which is over every limit.</remarks>
    public Int128 ValueE8(long ticks, long lots)
    {
        var units = (_isInverse ? 1 : (Int128)ticks) * lots;
        if (units > _maxProduct)
        {
            return Int128.MaxValue;
        }

        var product = units * _numerator;
        return _denominator == 1 ? product : (product + _denominator - 1) / _denominator;
    }

    /// <summary>A fee of <paramref name="rateE8"/> on that value, 1e-8 of the settlement asset, rounded away from zero.</summary>
    public long FeeE8(long ticks, long lots, long rateE8)
    {
        var charge = ValueE8(ticks, lots) * rateE8;
        var unit = _isInverse ? (Int128)E8 * ticks : E8;
        var scaled = _isInverse ? charge * _priceDenominator : charge;
        return (long)((scaled + (rateE8 < 0 ? 1 - unit : unit - 1)) / unit);
    }

    private static Int128 GreatestCommonDivisor(Int128 a, Int128 b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
