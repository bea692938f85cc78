namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>From the venue's order ids to ours, and whether the order has ended: for what arrives after an order left the table.</summary>
/// <remarks>Single writer. The oldest is forgotten when full.</remarks>
internal sealed class OrderIdMemory(int capacity)
{
    private readonly long[] _order = new long[capacity];
    private readonly Dictionary<long, Known> _known = new(capacity);
    private long _added;

    public void Add(long orderId, long clientOrderId)
    {
        if (orderId <= 0 || Corrects(orderId, clientOrderId))
        {
            return;
        }

        var slot = _added % capacity;
        if (_added++ >= capacity)
        {
            _known.Remove(_order[slot]);
        }

        _order[slot] = orderId;
        _known[orderId] = new Known(clientOrderId, false, 0);
    }

    /// <summary>A trade told the venue's id alone; whoever tells ours too is right.</summary>
    private bool Corrects(long orderId, long clientOrderId)
    {
        if (!_known.TryGetValue(orderId, out var known))
        {
            return false;
        }

        _known[orderId] = known.ClientOrderId < 0 ? known with { ClientOrderId = clientOrderId } : known;
        return true;
    }

    public void End(long orderId)
    {
        if (_known.TryGetValue(orderId, out var known))
        {
            _known[orderId] = known with { HasEnded = true };
        }
    }

    public bool HasEnded(long orderId) => _known.TryGetValue(orderId, out var known) && known.HasEnded;

    public bool Knows(long orderId) => _known.ContainsKey(orderId);

    public long ClientIdOf(long orderId) => _known.TryGetValue(orderId, out var known) ? known.ClientOrderId : -orderId;

    /// <summary>Counts lots that were published of an order that is in no table.</summary>
    public void AddStrangeLots(long orderId, long lots)
    {
        if (_known.TryGetValue(orderId, out var known))
        {
            _known[orderId] = known with { StrangeLots = known.StrangeLots + lots };
        }
    }

    public long StrangeLots(long orderId) => _known.TryGetValue(orderId, out var known) ? known.StrangeLots : 0;

    private readonly record struct Known(long ClientOrderId, bool HasEnded, long StrangeLots);
}
