namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>The last fills by (instrument, trade id, venue order id), from whatever source they came.</summary>
/// <remarks>Single writer. The oldest is forgotten when full. The order is part of the key: both sides of a trade with oneself have one id.</remarks>
internal sealed class FillMemory(int capacity)
{
    private readonly (int Instrument, long TradeId, long OrderId)[] _order = new (int, long, long)[capacity];
    private readonly Dictionary<(int Instrument, long TradeId, long OrderId), bool> _hasFee = new(capacity);
    private long _added;

    /// <summary>What is new of this fill.</summary>
    public FillNews Add(int instrument, long tradeId, long orderId, bool hasFee)
    {
        var key = (instrument, tradeId, orderId);
        if (_hasFee.TryGetValue(key, out var hadFee))
        {
            _hasFee[key] = hadFee || hasFee;
            return hasFee && !hadFee ? FillNews.Fee : FillNews.Nothing;
        }

        var slot = _added % capacity;
        if (_added++ >= capacity)
        {
            _hasFee.Remove(_order[slot]);
        }

        _order[slot] = key;
        _hasFee[key] = hasFee;
        return FillNews.Fill;
    }
}
