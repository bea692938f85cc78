using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One symbol's market as the venue shows it. Behind the venue's lock.</summary>
internal abstract class SymbolMarket(Instrument instrument)
{
    private ExchangeBook? _stale;
    private long _staleNanos;

    public Instrument Instrument => instrument;

    public abstract IMatcher Matcher { get; }

    /// <summary>Mark price: the middle of the book, or its last known one.</summary>
    public long MarkTicks { get; private set; } = 600_000;

    public virtual bool Ended => false;

    /// <summary>Lets the market run up to now.</summary>
    public abstract void Advance(long nowNanos);

    public abstract ExchangeBook Book();

    public virtual ExchangeBook? BookAt(long updateId) => null;

    /// <summary>Reply of the depth call.</summary>
    public virtual string DepthText(int limit, long nowNanos) => DepthText(Book(), limit, nowNanos);

    /// <summary>Reply as it was a while ago.</summary>
    public string StaleDepthText(int limit) => DepthText(_stale ?? Book(), limit, _staleNanos);

    /// <summary>Says best prices and trades to whoever listens, after orders came or went.</summary>
    public abstract void Announce(long nowNanos);

    /// <summary>Remembers the book for a stale reply, about once a second.</summary>
    protected void Remember(long nowNanos)
    {
        if (nowNanos - _staleNanos > 1_000_000_000)
        {
            _stale = Book();
            _staleNanos = nowNanos;
        }
    }

    protected void Mark()
    {
        var (bid, ask) = (Matcher.BestTicks(Side.Buy), Matcher.BestTicks(Side.Sell));
        MarkTicks = bid > 0 && ask > 0 ? (bid + ask) / 2 : MarkTicks;
    }

    private string DepthText(ExchangeBook book, int limit, long nanos)
    {
        var text = MarketText.Of(instrument);
        return text.Snapshot(nanos, book.UpdateId, text.Levels(book.Bids.Take(limit)), text.Levels(book.Asks.Take(limit)));
    }
}
