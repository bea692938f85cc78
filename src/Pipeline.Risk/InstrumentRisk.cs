using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Risk;

/// <summary>What the checks need of one instrument.</summary>
internal sealed class InstrumentRisk(Instrument instrument, RiskLimits limits)
{
    public Instrument Instrument { get; } = instrument;

    public RiskLimits Limits { get; } = limits;

    /// <summary>R6: widest spread, units of price.</summary>
    public long MaxSpread { get; } = instrument.PriceOfTicks(limits.SpreadMaxTicks);

    /// <summary>R10: largest order, units of size.</summary>
    public long MaxOrder { get; } = instrument.SizeOfLots(limits.MaxOrderLots);

    /// <summary>R11: largest worst-case position either way, units of size.</summary>
    public long MaxPosition { get; } = instrument.SizeOfLots(limits.MaxPositionLots);

    public NotionalScale Scale { get; } = new(instrument);

    public MarketView Market { get; } = new();
}
