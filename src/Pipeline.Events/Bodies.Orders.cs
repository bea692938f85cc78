using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>What became of an order. Cumulative figures stand beside the last fill, so that a doubled report is seen.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct OrderBody
{
    /// <summary>Our id: session in the high 32 bits, number in the low.</summary>
    public long ClientOrderId;

    /// <summary>The venue's id, or <see cref="InputRecord.Absent"/>.</summary>
    public long OrderId;

    /// <summary>Price, ticks.</summary>
    public long PriceTicks;

    /// <summary>Size, lots.</summary>
    public long SizeLots;

    /// <summary>Filled so far, lots.</summary>
    public long FilledLots;

    /// <summary>Price of the last fill, ticks.</summary>
    public long LastFillTicks;

    /// <summary>Size of the last fill, lots.</summary>
    public long LastFillLots;

    /// <summary>The venue's trade id, or <see cref="InputRecord.Absent"/>.</summary>
    public long TradeId;

    /// <summary>Fee of the last fill, 1e-8 of the settlement asset.</summary>
    public long FeeE8;

    /// <summary>The venue's code or ours.</summary>
    public int Reason;

    /// <summary>Side.</summary>
    public Side Side;

    /// <summary>How the order rests or not.</summary>
    public TimeInForce TimeInForce;

    /// <summary>1 where the fill was made as maker.</summary>
    public byte IsMaker;
}

/// <summary>What the venue says of the account.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct AccountBody
{
    /// <summary>Position, lots, signed; 0 for a balance.</summary>
    public long PositionLots;

    /// <summary>Entry price, 1e-8 quote.</summary>
    public long EntryPriceE8;

    /// <summary>Balance, 1e-8 of the asset.</summary>
    public long BalanceE8;

    /// <summary>Number of the reconciliation round.</summary>
    public long Round;

    /// <summary>Differences found.</summary>
    public int Differences;
}
