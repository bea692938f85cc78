using Pipeline.Events;

namespace Pipeline.Simulation;

/// <summary>The ten visible levels a side of one instrument, less what our own orders have taken from them.</summary>
/// <remarks>
/// What is taken stays taken until the book shows another size at that price, or the price leaves the ten levels: a book
/// that does not know of us would otherwise sell us the same lots again and again.
/// </remarks>
internal sealed class PaperBook
{
    private readonly PaperSide _bids = new();
    private readonly PaperSide _asks = new();

    /// <summary>Position of our own fills here, lots: what reduce-only orders are held against.</summary>
    public long PositionLots { get; set; }

    /// <summary>First of the resting orders, or -1.</summary>
    public int First { get; set; } = -1;

    /// <summary>The side that an order of <paramref name="taker"/> trades with.</summary>
    public PaperSide Against(Side taker) => taker == Side.Buy ? _asks : _bids;

    /// <summary>The side that an order of <paramref name="maker"/> rests on.</summary>
    public PaperSide Own(Side maker) => maker == Side.Buy ? _bids : _asks;

    public void Set(in RowBook levels)
    {
        _bids.Set(levels.BidTicks, levels.BidLots, levels.BidCount);
        _asks.Set(levels.AskTicks, levels.AskLots, levels.AskCount);
    }

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }
}
