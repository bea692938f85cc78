using System.Runtime.CompilerServices;

namespace Pipeline.Features.Windows;

/// <summary>Taker volume of the last 1, 10 and 60 seconds: one queue of trades, three tails.</summary>
/// <remarks>Sums are 128-bit: no trade is too large for them.</remarks>
internal sealed class TradeWindows
{
    /// <summary>Number of windows.</summary>
    public const int Count = 3;

    private readonly TimeRing<Trade> _trades = new(8_192);
    private Windows _windows;

    /// <summary>Width of a window.</summary>
    public static long Width(int window) => window switch
    {
        0 => Nanos.Second,
        1 => 10 * Nanos.Second,
        _ => Nanos.Minute,
    };

    /// <summary>Empties the windows.</summary>
    public void Clear()
    {
        _trades.Clear();
        for (var window = 0; window < Count; window++)
        {
            _windows[window] = new Window { Tail = _trades.Head };
        }
    }

    /// <summary>Takes in a trade, or an aggregate of <paramref name="trades"/>.</summary>
    public void Add(long nowNanos, long sizeLots, bool buyerIsMaker, long trades = 1)
    {
        Evict(nowNanos);
        _trades.Push() = new Trade { Nanos = nowNanos, Lots = sizeLots, Trades = trades, Sold = buyerIsMaker };
        for (var window = 0; window < Count; window++)
        {
            _windows[window].Trades += trades;
            _windows[window].Add(sizeLots, buyerIsMaker);
        }
    }

    /// <summary>Lets go of what is older than the windows.</summary>
    public void Evict(long nowNanos)
    {
        for (var window = 0; window < Count; window++)
        {
            ref var sums = ref _windows[window];
            var oldest = nowNanos - Width(window);
            while (sums.Tail < _trades.Head && _trades[sums.Tail].Nanos <= oldest)
            {
                ref var trade = ref _trades[sums.Tail++];
                sums.Trades -= trade.Trades;
                sums.Add(-trade.Lots, trade.Sold);
            }
        }

        _trades.DropBefore(_windows[Count - 1].Tail);
    }

    /// <summary>Trades in a window, those of an aggregate one by one.</summary>
    public long Trades(int window) => _windows[window].Trades;

    /// <summary>Lots bought less lots sold by takers.</summary>
    public Int128 SignedLots(int window) => _windows[window].Bought - _windows[window].Sold;

    /// <summary>Lots bought and sold by takers.</summary>
    public Int128 Lots(int window) => _windows[window].Bought + _windows[window].Sold;

    private struct Trade
    {
        public long Nanos;
        public long Lots;
        public long Trades;
        public bool Sold;
    }

    private struct Window
    {
        public long Tail;
        public long Trades;
        public Int128 Bought;
        public Int128 Sold;

        public void Add(long lots, bool sold)
        {
            if (sold)
            {
                Sold += lots;
            }
            else
            {
                Bought += lots;
            }
        }
    }

    [InlineArray(TradeWindows.Count)]
    private struct Windows
    {
        private Window _first;
    }
}
