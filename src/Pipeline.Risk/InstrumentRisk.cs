using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Risk;

/// <summary>What the checks need of one instrument.</summary>
internal sealed class InstrumentRisk(Instrument instrument, RiskLimits limits)
{
    public Instrument Instrument { get; } = instrument;

    public RiskLimits Limits { get; } = limits;

    public NotionalScale Scale { get; } = new(instrument);

    public MarketView Market { get; } = new();
}
