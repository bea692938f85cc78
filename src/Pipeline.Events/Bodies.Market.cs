using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>A diff or a snapshot. Its levels are one run in the lane's arena: bids first, then asks, in the venue's order.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct DepthBody
{
    /// <summary>`U`: first update id covered; <see cref="InputRecord.Absent"/> in a snapshot.</summary>
    public long FirstUpdateId;

    /// <summary>`u`: last update id covered; in a snapshot its `lastUpdateId`.</summary>
    public long FinalUpdateId;

    /// <summary>`pu`: the previous event's `u`; <see cref="InputRecord.Absent"/> on spot and in a snapshot.</summary>
    public long PreviousFinalUpdateId;

    /// <summary>Index of the first level in the lane's arena. A place in memory, so never hashed and zero on tape.</summary>
    public long LevelOffset;

    /// <summary>Number of bid levels.</summary>
    public int BidCount;

    /// <summary>Number of ask levels, behind the bids.</summary>
    public int AskCount;
}

/// <summary>The venue's own best bid and ask.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct TickerBody
{
    /// <summary>`u`: the update id after which this was the top of the book.</summary>
    public long UpdateId;

    /// <summary>Best bid, ticks.</summary>
    public long BidTicks;

    /// <summary>Size at the best bid, lots.</summary>
    public long BidLots;

    /// <summary>Best ask, ticks.</summary>
    public long AskTicks;

    /// <summary>Size at the best ask, lots.</summary>
    public long AskLots;
}

/// <summary>A trade, or the venue's aggregate of several. The taker's side is in the flags.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct TradeBody
{
    /// <summary>`t` of a trade, `a` of an aggregate.</summary>
    public long TradeId;

    /// <summary>Price, ticks.</summary>
    public long PriceTicks;

    /// <summary>Size, lots.</summary>
    public long SizeLots;

    /// <summary>`f` of an aggregate, else <see cref="InputRecord.Absent"/>.</summary>
    public long FirstTradeId;

    /// <summary>`l` of an aggregate, else <see cref="InputRecord.Absent"/>.</summary>
    public long LastTradeId;
}

/// <summary>Mark price and funding. These prices lie off the tick grid, so they are fixed point at 1e-8.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct MarkPriceBody
{
    /// <summary>`p`, 1e-8 quote.</summary>
    public long MarkE8;

    /// <summary>`i`, 1e-8 quote, or <see cref="InputRecord.Absent"/>.</summary>
    public long IndexE8;

    /// <summary>`P`, 1e-8 quote, or <see cref="InputRecord.Absent"/>.</summary>
    public long SettlementE8;

    /// <summary>`r`, 1e-8, or <see cref="InputRecord.Absent"/>.</summary>
    public long FundingRateE8;

    /// <summary>`T` of this message: the next funding time, UTC nanoseconds, or <see cref="InputRecord.Absent"/>.</summary>
    public long NextFundingNanos;
}

/// <summary>A forced order; the venue shows at most one a second.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct LiquidationBody
{
    /// <summary>Limit price, ticks.</summary>
    public long PriceTicks;

    /// <summary>Average price, 1e-8 quote: an average lies off the grid.</summary>
    public long AveragePriceE8;

    /// <summary>Order size, lots.</summary>
    public long SizeLots;

    /// <summary>Size of the last fill, lots.</summary>
    public long LastLots;

    /// <summary>Filled in all, lots.</summary>
    public long FilledLots;

    /// <summary>Side of the forced order.</summary>
    public Side Side;
}

/// <summary>An instrument's grid from here on. A price is an integer of 10^-PriceDecimals, a size likewise.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct InstrumentBody
{
    /// <summary>Tick size, units of price.</summary>
    public long TickMantissa;

    /// <summary>Lot size, units of size.</summary>
    public long LotMantissa;

    /// <summary>Decimals of a price.</summary>
    public int PriceDecimals;

    /// <summary>Decimals of a size.</summary>
    public int SizeDecimals;
}

/// <summary>A message that feeds no stage: where its text stands, so that it can be found again.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct MessageBody
{
    /// <summary>Ordinal of the input's file or socket, from 0.</summary>
    public int Source;

    /// <summary>Why it is a dead letter; <see cref="DeadLetterReason.None"/> for Other.</summary>
    public DeadLetterReason Reason;

    /// <summary>Line, from 1, or message number of the socket.</summary>
    public long Line;

    /// <summary>Byte of the message where decoding stopped.</summary>
    public long Offset;

    /// <summary>Length of the text in bytes.</summary>
    public long TextBytes;

    /// <summary>XXH3-64 of the text.</summary>
    public ulong TextHash;
}
