using Pipeline.Research.Leakage;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>What people get wrong; each is a few characters of code away from right.</summary>
public enum Mistake
{
    None,
    ScaleOfAllRows,
    ThresholdOfTestRows,
    RandomSplit,
    JoinOnExchangeTime,
    SmoothedLabel,
    DropByTheFuture,
    LabelAcrossGap,
    WeightsOfAllRows,
    BarStampedAtItsStart,
    CommonOrderOfStreams,
}

/// <summary>A small honest recipe, and the same with one mistake.</summary>
internal sealed class MistakenRecipe(Mistake mistake)
{
    private const long Second = 1_000 * MarketOfEvents.Millisecond;
    private const long Horizon = 5 * Second;
    private const long Bar = 2 * Second;
    private const long Warmed = MarketOfEvents.Start + 12 * Second;
    private const long TrainTo = MarketOfEvents.Start + 120 * Second;
    private const long TestFrom = TrainTo + 12 * Second;

    private sealed record Raw(long Nanos, double[] Values, double Return, bool HasLabel, bool IsTest);

    public Sample Make(RecipeInput input)
    {
        var depth = input.Events.Where(each => each.Stream == MarketStream.Depth).OrderBy(each => each.LocalNanos).ToArray();
        var rows = Rows(input, depth).ToArray();
        var train = rows.Where(row => !row.IsTest).ToArray();
        var scaled = mistake == Mistake.ScaleOfAllRows ? rows : train;
        var means = Enumerable.Range(0, 3).Select(i => scaled.Average(row => row.Values[i])).ToArray();
        var weights = Weights(mistake == Mistake.WeightsOfAllRows ? rows : train, means);
        var threshold = Median((mistake == Mistake.ThresholdOfTestRows ? rows.Where(row => row.IsTest) : train).Where(row => row.HasLabel).Select(row => Math.Abs(row.Return)));
        var made = rows.Select(row => new SampleRow(
            row.Nanos,
            [row.Values[0] - means[0], row.Values[1] - means[1], row.Values[2] - means[2], weights.X * row.Values[0] + weights.Y * row.Values[1]],
            row.HasLabel ? Math.Abs(row.Return) < threshold ? 0 : Math.Sign(row.Return) : null,
            row.Nanos,
            row.Nanos + Horizon,
            row.IsTest));
        return new Sample([.. made], new Dictionary<string, double> { ["mean"] = means[0], ["weight"] = weights.X, ["threshold"] = threshold });
    }

    private IEnumerable<Raw> Rows(RecipeInput input, MarketEvent[] depth)
    {
        var last = depth[^1].LocalNanos;
        var random = new Random(5);
        for (var i = 0; i < depth.Length; i++)
        {
            var now = depth[i].LocalNanos;
            var isTest = mistake == Mistake.RandomSplit ? random.Next(3) == 0 : now >= TestFrom;
            var isBetween = mistake != Mistake.RandomSplit && now + Horizon >= TrainTo && now < TestFrom;
            var spread = mistake == Mistake.DropByTheFuture ? depth[Math.Min(i + 5, depth.Length - 1)] : depth[i];
            if (now < Warmed || isBetween || spread.Ask - spread.Bid > 1.0)
            {
                continue;
            }

            var hasLabel = now + Horizon <= last && (mistake == Mistake.LabelAcrossGap || !input.Gaps.Any(gap => gap.FromNanos <= now + Horizon && gap.ToNanos > now));
            yield return new Raw(now, [depth[i].Mid - Mean(depth, now - 10 * Second, now), Flow(input, depth[i]), BarLast(depth, now)], Return(depth, i), hasLabel, isTest);
        }
    }

    private double Return(MarketEvent[] depth, int row)
    {
        var now = depth[row].LocalNanos;
        return mistake == Mistake.SmoothedLabel
            ? Mean(depth, now, now + Horizon) - Mean(depth, now - Horizon, now)
            : LastAt(depth, now + Horizon).Mid - depth[row].Mid;
    }

    // Trades of the last second: those that had arrived here, whatever the exchange or the file says of when they were.
    private double Flow(RecipeInput input, MarketEvent row)
    {
        var trades = input.Events.Where(each => each.Stream == MarketStream.Trade);
        return mistake switch
        {
            Mistake.JoinOnExchangeTime => trades.Where(each => each.ExchangeNanos <= row.ExchangeNanos && each.ExchangeNanos > row.ExchangeNanos - Second).Sum(each => each.Size),
            Mistake.CommonOrderOfStreams => input.Events.TakeWhile(each => each != row).Where(each => each.Stream == MarketStream.Trade).TakeLast(10).Sum(each => each.Size),
            _ => trades.Where(each => each.LocalNanos <= row.LocalNanos && each.LocalNanos > row.LocalNanos - Second).Sum(each => each.Size),
        };
    }

    // The last mid of the bar before this one; who stamps a bar at its start shows the last mid of the bar that is still running.
    private double BarLast(MarketEvent[] depth, long now)
    {
        var start = now / Bar * Bar;
        return LastAt(depth, mistake == Mistake.BarStampedAtItsStart ? start + Bar - 1 : start - 1).Mid;
    }

    private static MarketEvent LastAt(MarketEvent[] depth, long nanos)
    {
        var (low, high) = (0, depth.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = depth[middle].LocalNanos <= nanos ? (middle, high) : (low, middle - 1);
        }

        return depth[low];
    }

    private static double Mean(MarketEvent[] depth, long after, long to) =>
        depth.Where(each => each.LocalNanos > after && each.LocalNanos <= to).Select(each => each.Mid).DefaultIfEmpty(0).Average();

    // First principal component of two columns.
    private static (double X, double Y) Weights(Raw[] rows, double[] means)
    {
        var (xx, xy, yy) = (0.0, 0.0, 0.0);
        foreach (var row in rows)
        {
            var (x, y) = (row.Values[0] - means[0], row.Values[1] - means[1]);
            (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
        }

        var angle = Math.Atan2(2 * xy, xx - yy) / 2;
        return (Math.Cos(angle), Math.Sin(angle));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted && sorted.Length > 0 ? sorted[sorted.Length / 2] : 0;
}
