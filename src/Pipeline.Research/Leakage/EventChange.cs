namespace Pipeline.Research.Leakage;

/// <summary>Changes events at random, where and in what a check says.</summary>
internal sealed class EventChange(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Other prices and sizes for the events that <paramref name="where"/> holds for; times, number and order stay.</summary>
    public MarketEvent[] Values(IEnumerable<MarketEvent> events, Func<MarketEvent, bool> where) =>
        [.. events.Select(each => where(each) ? Changed(each) : each)];

    /// <summary>As <see cref="Values"/>; some events go and some come twice besides.</summary>
    public MarketEvent[] All(IEnumerable<MarketEvent> events, Func<MarketEvent, bool> where) =>
        [.. events.SelectMany(each => Enumerable.Repeat(each, where(each) ? _random.Next(8) switch { 0 => 0, 1 => 2, _ => 1 } : 1)).Select(each => where(each) ? Changed(each) : each)];

    /// <summary>Another order of the streams among one another, and other exchange times of trades, within <paramref name="jitterNanos"/>; what was received when stays.</summary>
    public MarketEvent[] Transport(IReadOnlyList<MarketEvent> events, long jitterNanos)
    {
        // Each stream keeps its own order: its keys rise, since a key is never below the one before.
        var last = new long[2];
        var keys = new (long Key, int Index)[events.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            ref var before = ref last[(int)events[i].Stream];
            before = Math.Max(before, events[i].LocalNanos + _random.NextInt64(jitterNanos));
            keys[i] = (before, i);
        }

        return [.. keys.Order().Select(key => Stamped(events[key.Index], jitterNanos))];
    }

    private MarketEvent Stamped(MarketEvent each, long jitterNanos) =>
        each.Stream == MarketStream.Depth ? each : each with { ExchangeNanos = each.ExchangeNanos + _random.NextInt64(-jitterNanos, jitterNanos) };

    private MarketEvent Changed(MarketEvent each)
    {
        var shift = (0.5 + _random.NextDouble()) * each.Mid * 0.01 * (_random.Next(2) == 0 ? 1 : -1);
        var spread = (each.Ask - each.Bid) * (0.2 + 3 * _random.NextDouble());
        return each with { Bid = each.Bid + shift, Ask = each.Bid + shift + spread, Size = each.Size * (0.1 + 5 * _random.NextDouble()) * (each.Stream == MarketStream.Trade && _random.Next(2) == 0 ? -1 : 1) };
    }
}
