using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Features.Columns;

/// <summary>Columns 52 and 53: how far from mid a fixed notional trades when it walks one side.</summary>
/// <remarks>
/// With N = sum of what each level takes and B = sum of take / price, avg / mid - 1 = sum of take / price x (price - mid), over
/// mid x B. Every term has one sign, so nothing cancels. The terms are doubles, added from the best rank on:
/// in ticks and lots, which are exact where a level is on the grid.
/// On COIN-M a level's notional is its contracts x contract size, whatever its price; elsewhere price x size.
/// </remarks>
internal sealed class ImpactWalk
{
    private readonly double _notional;
    private readonly bool _inverse;
    private readonly double _tick;
    private readonly double _lot;

    /// <summary>A walk of <paramref name="quoteNotional"/> over an instrument's levels.</summary>
    public ImpactWalk(Instrument instrument, long quoteNotional)
    {
        _inverse = instrument.ContractSize > 0;
        _tick = instrument.TickMantissa;
        _lot = instrument.LotMantissa;
        var lotScale = (double)FixedPoint.PowerOfTen(instrument.SizeDecimals) / instrument.LotMantissa;
        var tickScale = (double)FixedPoint.PowerOfTen(instrument.PriceDecimals) / instrument.TickMantissa;
        _notional = _inverse ? quoteNotional * lotScale / instrument.ContractSize : quoteNotional * lotScale * tickScale;
    }

    /// <summary>1e4 (avg / mid - 1); false where the ranks hold less than the notional.</summary>
    public bool TryWalk(in TenLongs ticks, in TenLongs lots, int ranks, long twiceMidTicks, out double excessBps)
    {
        var left = _notional;
        var mid = twiceMidTicks / _tick * 0.5;
        double bought = 0, excess = 0;
        for (var rank = 0; rank < ranks; rank++)
        {
            double price = ticks[rank] / _tick, size = lots[rank] / _lot;
            var levelNotional = _inverse ? size : price * size;
            var taken = levelNotional < left ? _inverse ? size / price : size : left / price;
            bought += taken;
            excess += taken * (price - mid);
            left -= levelNotional;
            if (left <= 0)
            {
                excessBps = 1e4 * excess / (mid * bought);
                return true;
            }
        }

        excessBps = 0;
        return false;
    }
}
