using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One key's money, positions and orders. Money in 1e-8 USDT.</summary>
internal sealed class Account(ExchangeKey key, Int128 balanceE8)
{
    private readonly List<VenueOrder> _open = [];

    public ExchangeKey Key => key;

    public Int128 BalanceE8 { get; set; } = balanceE8;

    public Dictionary<string, Position> Positions { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<long, VenueOrder> Orders { get; } = [];

    public List<AccountTrade> Trades { get; } = [];

    /// <summary>When the dead man's switch of a symbol cancels, milliseconds.</summary>
    public Dictionary<string, long> Countdowns { get; } = new(StringComparer.Ordinal);

    public OrderCounts Counts { get; } = new();

    public string? ListenKey { get; set; }

    public long ListenKeyDueMillis { get; set; }

    public int Leverage { get; set; } = 20;

    /// <summary>Orders that live, oldest first.</summary>
    public IEnumerable<VenueOrder> Open
    {
        get
        {
            _open.RemoveAll(order => !order.IsLive);
            return _open;
        }
    }

    public void Add(VenueOrder order)
    {
        Orders.Add(order.Id, order);
        _open.Add(order);
    }

    public Position PositionIn(Instrument instrument)
    {
        if (!Positions.TryGetValue(instrument.Symbol, out var position))
        {
            Positions.Add(instrument.Symbol, position = new Position(instrument));
        }

        return position;
    }

    public VenueOrder? Find(string symbol, long? orderId, string? clientId) => orderId is { } id
        ? Orders.TryGetValue(id, out var order) && order.Instrument.Symbol == symbol ? order : null
        : Orders.Values.LastOrDefault(order => order.ClientId == clientId && order.Instrument.Symbol == symbol);
}

/// <summary>A fill as its account remembers it.</summary>
internal sealed record AccountTrade(VenueOrder Order, long Id, long Ticks, long Lots, bool Maker, Int128 FeeE8, Int128 ProfitE8, long Millis);
