namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>From the venue's order ids to ours, and whether the order has ended: for what arrives after an order left the table.</summary>
/// <remarks>Single writer. The oldest is forgotten when full.</remarks>
internal sealed class OrderIdMemory(int capacity)
{
    private readonly long[] _order = new long[capacity];
    private readonly Dictionary<long, (long ClientOrderId, bool HasEnded)> _known = new(capacity);
    private long _added;

    public void Add(long orderId, long clientOrderId)
    {
        if (orderId <= 0 || _known.ContainsKey(orderId))
        {
            return;
        }

        var slot = _added % capacity;
        if (_added++ >= capacity)
        {
            _known.Remove(_order[slot]);
        }

        _order[slot] = orderId;
        _known[orderId] = (clientOrderId, false);
    }

    public void End(long orderId)
    {
        if (_known.TryGetValue(orderId, out var known))
        {
            _known[orderId] = (known.ClientOrderId, true);
        }
    }

    public bool HasEnded(long orderId) => _known.TryGetValue(orderId, out var known) && known.HasEnded;

    public bool Knows(long orderId) => _known.ContainsKey(orderId);

    public long ClientIdOf(long orderId) => _known.TryGetValue(orderId, out var known) ? known.ClientOrderId : -orderId;
}
