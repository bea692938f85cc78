using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One side of the market: orders in queues by price, then by time.</summary>
internal sealed class RestingSide(Side side)
{
    private readonly SortedDictionary<long, LinkedList<RestingOrder>> _queues = new(BestFirst(side));
    private readonly List<RestingOrder> _orders = [];
    private readonly SortedSet<long> _touched = [];

    public Side Side => side;

    public int Orders => _orders.Count;

    public int Prices => _queues.Count;

    public long BestTicks => _queues.First().Key;

    /// <summary>Prices whose size changed since <see cref="ForgetTouched"/>, rising.</summary>
    public IReadOnlyCollection<long> Touched => _touched;

    /// <summary>The order that trades next.</summary>
    public RestingOrder FirstOrder => _queues.First().Value.First!.Value;

    public RestingOrder OrderAt(int index) => _orders[index];

    public long LotsAt(long ticks) => _queues.TryGetValue(ticks, out var queue) ? queue.Sum(order => order.Lots) : 0;

    public IEnumerable<LevelUpdate> BestLevels(int count) =>
        _queues.Keys.Take(count).Select(ticks => new LevelUpdate { PriceTicks = ticks, SizeLots = LotsAt(ticks) });

    public void ForgetTouched() => _touched.Clear();

    public void Add(long ticks, long lots)
    {
        if (!_queues.TryGetValue(ticks, out var queue))
        {
            _queues.Add(ticks, queue = []);
        }

        var order = new RestingOrder { Ticks = ticks, Lots = lots, Index = _orders.Count };
        queue.AddLast(order);
        _orders.Add(order);
        _touched.Add(ticks);
    }

    public void Cancel(RestingOrder order)
    {
        var queue = _queues[order.Ticks];
        queue.Remove(order);
        if (queue.Count == 0)
        {
            _queues.Remove(order.Ticks);
        }

        var last = _orders[^1];
        _orders[order.Index] = last;
        last.Index = order.Index;
        _orders.RemoveAt(_orders.Count - 1);
        _touched.Add(order.Ticks);
    }

    /// <summary>Takes up to <paramref name="lots"/> from the first order of the best price; says what was taken.</summary>
    public LevelUpdate TakeFirst(long lots)
    {
        var order = FirstOrder;
        var taken = Math.Min(lots, order.Lots);
        order.Lots -= taken;
        _touched.Add(order.Ticks);
        if (order.Lots == 0)
        {
            Cancel(order);
        }

        return new LevelUpdate { PriceTicks = order.Ticks, SizeLots = taken };
    }

    private static Comparer<long> BestFirst(Side side) =>
        side == Side.Buy ? Comparer<long>.Create((x, y) => y.CompareTo(x)) : Comparer<long>.Default;
}

/// <summary>An order that waits in a queue.</summary>
internal sealed class RestingOrder
{
    public required long Ticks { get; init; }

    public required long Lots { get; set; }

    /// <summary>Its place in the side's list of orders.</summary>
    public required int Index { get; set; }
}
