using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One side of a matching engine: queues by price, then by time.</summary>
internal sealed class BookSide(Side side)
{
    private readonly SortedDictionary<long, PriceQueue> _queues = new(
        side == Side.Buy ? Comparer<long>.Create((x, y) => y.CompareTo(x)) : Comparer<long>.Default);

    private readonly Dictionary<long, PriceQueue> _byPrice = [];

    public int Prices => _queues.Count;

    public bool IsEmpty => _queues.Count == 0;

    /// <summary>Best price; 0 where the side is empty.</summary>
    public long BestTicks => IsEmpty ? 0 : Best.Ticks;

    public VenueOrder FirstOrder => Best.Orders.First!.Value;

    public IEnumerable<PriceQueue> Queues => _queues.Values;

    private PriceQueue Best => _queues.First().Value;

    public long LotsAt(long ticks) => _byPrice.TryGetValue(ticks, out var queue) ? queue.Lots : 0;

    public void Add(VenueOrder order)
    {
        if (!_byPrice.TryGetValue(order.Ticks, out var queue))
        {
            queue = new PriceQueue(order.Ticks);
            _queues.Add(order.Ticks, queue);
            _byPrice.Add(order.Ticks, queue);
        }

        order.Node = queue.Orders.AddLast(order);
        queue.Lots += order.Open;
    }

    public void Remove(VenueOrder order)
    {
        var queue = _byPrice[order.Ticks];
        queue.Lots -= order.Open;
        Unlink(queue, order);
    }

    /// <summary>Fills <paramref name="order"/>, which waits here.</summary>
    public void Fill(VenueOrder order, long lots)
    {
        var queue = _byPrice[order.Ticks];
        queue.Lots -= lots;
        order.Fill(order.Ticks, lots);
        if (order.Open == 0)
        {
            Unlink(queue, order);
        }
    }

    private void Unlink(PriceQueue queue, VenueOrder order)
    {
        queue.Orders.Remove(order.Node!);
        order.Node = null;
        if (queue.Orders.Count == 0)
        {
            _queues.Remove(queue.Ticks);
            _byPrice.Remove(queue.Ticks);
        }
    }
}

/// <summary>The orders at one price, in time order, and their sum.</summary>
internal sealed class PriceQueue(long ticks)
{
    public long Ticks => ticks;

    public LinkedList<VenueOrder> Orders { get; } = [];

    public long Lots { get; set; }
}
