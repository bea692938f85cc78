using System.Numerics;
using Pipeline.Events;

namespace Pipeline.Risk;

/// <summary>Orders that passed of late, so that the same one again is seen.</summary>
/// <remarks>Sized for what the throttle lets pass in 10 s, the longest window.</remarks>
internal sealed class RecentOrders
{
    private readonly Entry[] _entries;
    private long _head;

    public RecentOrders(long most) => _entries = new Entry[BitOperations.RoundUpToPowerOf2((ulong)most + 1)];

    public void Add(in OrderIntent intent, long nanos) => _entries[_head++ & (_entries.Length - 1)] = new Entry(nanos, Key.Of(intent));

    /// <summary>Equal orders (strategy, instrument, target, side, price, size) in (now - window, now].</summary>
    public long Count(in OrderIntent intent, long nanos, long windowNanos)
    {
        var key = Key.Of(intent);
        var count = 0L;
        for (var at = _head - 1; at >= Math.Max(_head - _entries.Length, 0); at--)
        {
            ref readonly var entry = ref _entries[at & (_entries.Length - 1)];
            if (entry.Nanos <= nanos - windowNanos)
            {
                break;
            }

            count += entry.Key == key ? 1 : 0;
        }

        return count;
    }

    private readonly record struct Entry(long Nanos, Key Key);

    private readonly record struct Key(long PriceTicks, long SizeLots, long Target, int Strategy, int Instrument, Side Side)
    {
        public static Key Of(in OrderIntent intent) =>
            new(intent.PriceTicks, intent.SizeLots, intent.TargetClientOrderId, intent.Strategy, intent.Instrument, intent.Side);
    }
}
