using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Orders;

/// <summary>What the ledger keeps of one instrument.</summary>
internal struct InstrumentBook
{
    public Position Position;
    public Int128 OpenBuyLots;
    public Int128 OpenSellLots;
    public Int128 OpenReduceOnlyLots;
    public long BreakLots;
    public int OpenOrders;
    public int First;

    /// <summary>Whether an order that left, a fill or the venue has said anything of the position yet. An order that was held back has not.</summary>
    public bool HasSpoken;

    private Int128 _ticksNumerator;
    private Int128 _ticksDenominator;

    public static InstrumentBook Create(Instrument instrument) => new()
    {
        First = -1,
        _ticksNumerator = FixedPoint.PowerOfTen(instrument.PriceDecimals),
        _ticksDenominator = 100_000_000,
    };

    /// <summary>Takes over a position that was there before the session, at its entry price.</summary>
    public void Open(long lots, long entryPriceE8)
    {
        Position.Lots = lots;
        Position.CostTickLots = (Int128)entryPriceE8 * lots * _ticksNumerator / _ticksDenominator;
        HasSpoken = true;
    }

    public void AddOpen(in OpenOrder order, long lots)
    {
        OpenBuyLots += order.Side == Side.Buy ? lots : 0;
        OpenSellLots += order.Side == Side.Sell ? lots : 0;
        OpenReduceOnlyLots += (order.Flags & OrderFlags.ReduceOnly) != 0 ? lots : 0;
    }
}

/// <summary>One step of the state hash. No padding: its bytes are hashed.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct LedgerStep
{
    public long ClientOrderId;
    public long FilledLots;
    public long PositionLots;
    public long OpenBuyLots;
    public long OpenSellLots;
    public long RealisedTickLots;
    public long FeesE8;
    public int Instrument;
    public int State;
}
