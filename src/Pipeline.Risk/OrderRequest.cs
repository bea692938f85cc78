using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Risk;

/// <summary>A new order or an amend as the checks see it: with its instrument, its target and the lots that it adds.</summary>
internal readonly ref struct OrderRequest
{
    private const long Bps = 10_000;

    public OrderRequest(in OrderIntent intent, InstrumentRisk risk, OrderLedger ledger, long nanos)
    {
        Intent = ref intent;
        Risk = risk;
        Ledger = ledger;
        Nanos = nanos;
        HasTarget = intent.Action == OrderAction.Amend && ledger.TryFind(intent.TargetClientOrderId, out Target);
        AddedLots = HasTarget ? Math.Max(intent.SizeLots - Math.Max(Target.SizeLots, Target.FilledLots), 0) : intent.SizeLots;
    }

    public readonly ref readonly OrderIntent Intent;
    public readonly InstrumentRisk Risk;
    public readonly OrderLedger Ledger;
    public readonly long Nanos;

    /// <summary>The open order that an amend is about.</summary>
    public readonly OpenOrder Target;

    /// <summary>Whether an amend's order is open.</summary>
    public readonly bool HasTarget;

    /// <summary>Lots that it adds to the worst case: of an amend what the new total has more.</summary>
    public readonly long AddedLots;

    public RiskLimits Limits => Risk.Limits;

    public MarketView Market => Risk.Market;

    public bool IsAmend => Intent.Action == OrderAction.Amend;

    public bool IsBuy => Intent.Side == Side.Buy;

    public bool IsMarket => (Intent.Flags & OrderFlags.Market) != 0;

    public bool IsReduceOnly => (Intent.Flags & OrderFlags.ReduceOnly) != 0;

    public long PositionLots => Ledger.PositionLots(Intent.Instrument);

    /// <summary>The price that it is judged by; of a market order as far as the collar lets it reach.</summary>
    public long PriceTicks => !IsMarket ? Intent.PriceTicks : IsBuy
        ? (long)((Int128)Market.AskTicks * (Bps + Limits.CollarCrossBps) / Bps)
        : (long)(((Int128)Market.BidTicks * (Bps - Limits.CollarCrossBps) + Bps - 1) / Bps);

    /// <summary>Position if every open buy, and this order if it buys, were filled, and no sell.</summary>
    public Int128 WorstLongLots => (Int128)PositionLots + Ledger.OpenBuyLots(Intent.Instrument) + (IsBuy ? AddedLots : 0);

    /// <summary>Position if every open sell, and this order if it sells, were filled, and no buy.</summary>
    public Int128 WorstShortLots => (Int128)PositionLots - Ledger.OpenSellLots(Intent.Instrument) - (IsBuy ? 0 : AddedLots);

    /// <summary>Whether even with every open order of its side it only makes the position smaller.</summary>
    public bool OnlyReduces => IsBuy ? PositionLots < 0 && WorstLongLots <= 0 : PositionLots > 0 && WorstShortLots >= 0;
}
