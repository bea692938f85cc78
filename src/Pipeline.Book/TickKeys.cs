using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Makes keys of one side's prices: the ticks of an ask, their complement for a bid, so that a key grows away from the market.</summary>
/// <remarks>
/// <c>key x 2^Shift = price x Multiplier + Origin</c> modulo 2^64, exactly: a tick is an odd number x 2^Shift, and an odd number has
/// an inverse. Of a price between two ticks the sum has low bits, or is the key of no price: every 64-bit number is the
/// product of one price alone. So a price from 0 on whose sum is that of a key within 2^63 units of 0 is that key's price.
/// </remarks>
internal readonly struct TickKeys
{
    private readonly ExactDivider _ticks;
    private readonly long _flip;

    /// <summary>Keys of prices in steps of <paramref name="tick"/>, at least 1.</summary>
    public TickKeys(Side side, long tick)
    {
        _ticks = new ExactDivider(tick);
        _flip = side == Side.Buy ? -1 : 0;
        Tick = tick;
        Shift = _ticks.Shift;
        Multiplier = side == Side.Buy ? -_ticks.Inverse : _ticks.Inverse;
        Origin = _flip << Shift;
    }

    /// <summary>The step.</summary>
    public long Tick { get; }

    /// <summary>How far a key is shifted left in the sum.</summary>
    public int Shift { get; }

    /// <summary>What a price is multiplied by.</summary>
    public long Multiplier { get; }

    /// <summary>What is added.</summary>
    public long Origin { get; }

    /// <summary>The price of a key.</summary>
    public long PriceOf(long key) => (key ^ _flip) * Tick;

    /// <summary>The key of a price; false where it lies between two ticks.</summary>
    public bool TryKeyOf(long price, out long key)
    {
        var isOnGrid = _ticks.TryDividePositive(price, out var ticks);
        key = ticks ^ _flip;
        return isOnGrid;
    }

    /// <summary>A key that lies next to a price that is between two ticks, and is the price's own where it is not.</summary>
    public long KeyNear(long price) => (price / Tick) ^ _flip;

    /// <summary>The key farthest from the market whose price is no farther than <paramref name="price"/>.</summary>
    public long LastKeyWithin(long price) => (_flip == 0 ? price / Tick : (price / Tick) + (price % Tick == 0 ? 0 : 1)) ^ _flip;

    /// <summary>What prices are sorted by, best first, on the grid or not.</summary>
    public long OrderOf(long price) => price ^ _flip;

    /// <summary>The price that is sorted by <paramref name="order"/>.</summary>
    public long PriceOfOrder(long order) => order ^ _flip;
}
