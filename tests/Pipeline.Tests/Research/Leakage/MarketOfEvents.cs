using Pipeline.Research.Leakage;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>Seeded events of two connections, each with a transport time of its own, and a gap.</summary>
internal static class MarketOfEvents
{
    public const long Millisecond = 1_000_000;
    public const long Start = 1_000_000_000_000;
    public const long End = Start + 240_000 * Millisecond;

    private static readonly FeedGap Gap = new(Start + 150_000 * Millisecond, Start + 152_000 * Millisecond);

    public static RecipeInput Create(int seed)
    {
        var random = new Random(seed);
        var events = new List<MarketEvent>();
        var (mid, depthArrived, tradeArrived) = (1_000.0, 0L, 0L);
        for (var now = Start; now < End; now += random.NextInt64(20, 120) * Millisecond)
        {
            mid += random.NextDouble() - 0.5;
            var half = 0.05 + (random.Next(12) == 0 ? 1.5 : 0.1) * random.NextDouble();
            depthArrived = Math.Max(depthArrived + 1, now + random.NextInt64(1, 90) * Millisecond);
            events.Add(new MarketEvent(MarketStream.Depth, depthArrived, now, mid - half, mid + half, 1 + random.NextDouble()));
            tradeArrived = Math.Max(tradeArrived + 1, now + random.NextInt64(1, 140) * Millisecond);
            events.Add(new MarketEvent(MarketStream.Trade, tradeArrived, now + random.NextInt64(10) * Millisecond, mid, mid, random.NextDouble() - 0.5));
        }

        return new RecipeInput([.. events.Where(each => each.LocalNanos < Gap.FromNanos || each.LocalNanos >= Gap.ToNanos).OrderBy(each => each.LocalNanos)], [Gap]);
    }
}
