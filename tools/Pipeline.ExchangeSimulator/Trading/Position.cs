using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>A one-way position: lots, negative when short, and what they cost.</summary>
internal sealed class Position(Instrument instrument)
{
    private readonly Int128 _scale = (Int128)instrument.TickMantissa * instrument.LotMantissa
        * FixedPoint.PowerOfTen(8 - instrument.PriceDecimals - instrument.SizeDecimals);

    public Instrument Instrument => instrument;

    public long Lots { get; private set; }

    /// <summary>Sum of ticks x lots of what is held, signed as <see cref="Lots"/>.</summary>
    public Int128 CostTickLots { get; private set; }

    public long UpdatedMillis { get; set; }

    public Int128 NotionalE8(long ticks, long lots) => (Int128)ticks * lots * _scale;

    public Int128 UnrealizedE8(long markTicks) => ((Int128)markTicks * Lots - CostTickLots) * _scale;

    /// <summary>Price of entry as decimal text.</summary>
    public string EntryPrice => Lots == 0 ? "0.0"
        : FixedPoint.Format(CostTickLots * instrument.TickMantissa * FixedPoint.PowerOfTen(8 - instrument.PriceDecimals) / Lots, 8);

    /// <summary>Takes a fill in; gives the profit it realises, 1e-8 USDT.</summary>
    public Int128 Apply(Side side, long ticks, long lots)
    {
        var signed = side == Side.Buy ? lots : -lots;
        var closing = Math.Sign(Lots) == -Math.Sign(signed) ? Math.Min(Math.Abs(Lots), lots) * Math.Sign(signed) : 0;
        Int128 profit = 0;
        if (closing != 0)
        {
            var cost = CostTickLots * -closing / Lots;
            profit = (-closing * (Int128)ticks - cost) * _scale;
            CostTickLots -= cost;
            Lots += closing;
        }

        var opening = signed - closing;
        Lots += opening;
        CostTickLots += (Int128)opening * ticks;
        return profit;
    }
}
