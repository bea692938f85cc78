using System.Globalization;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>Takes books of a selection into the depth profiles of both sides.</summary>
internal static class DepthBooks
{
    // Enough for a tenth percentile, few enough to hold.
    private const int Most = 2_000, Ranks = 10;

    /// <summary>Reads them, the whole known book where the input has level updates and else the ten ranks; says what was taken.</summary>
    public static (DepthProfile Bids, DepthProfile Asks, string What) Read(PlotSource source, PlotSelection selection)
    {
        var (bids, asks) = (new DepthProfile(), new DepthProfile());
        if (EventWalk.IsPossible(source, selection))
        {
            var step = selection.StepNanos(Most);
            Known(source, selection, step, bids, asks);
            return (bids, asks, $"the known book every {Trades.Duration(step)} while it is in force");
        }

        var every = (selection.Rows + Most - 1) / Most;
        Stored(source, selection, every, "bid", -1, bids);
        Stored(source, selection, every, "ask", 1, asks);
        return (bids, asks, $"the ten ranks a side of {(every > 1 ? string.Create(CultureInfo.InvariantCulture, $"one row in {every:N0}") : "each row")}");
    }

    private static void Known(PlotSource source, PlotSelection selection, long step, DepthProfile bids, DepthProfile asks)
    {
        // Only where a row is in force at the column's very end does the book stand that the walk shows there.
        var standing = source.Connection.List(
            $"{InForce.Pieces(source, selection, step, "mid")} select b from pieces where mid is not null group by b having max(e) >= {selection.FromNanos} + (b + 1) * {step} or max(e) = {selection.ToNanos}",
            row => (int)row.GetInt64(0)).ToHashSet();
        var walk = new EventWalk(step, Most, standing);
        walk.Run(source, selection, _ => Add(walk, bids, asks));
    }

    private static void Add(EventWalk walk, DepthProfile bids, DepthProfile asks)
    {
        var (bid, ask) = (double.NegativeInfinity, double.PositiveInfinity);
        foreach (var (isBid, price) in walk.Sizes.Keys)
        {
            (bid, ask) = isBid ? (Math.Max(bid, price), ask) : (bid, Math.Min(ask, price));
        }

        var mid = (bid + ask) / 2;
        if (!double.IsFinite(mid) || bid >= ask)
        {
            return;
        }

        bids.Add(Bps(walk.KnownLow), walk.Sizes.Where(level => level.Key.IsBid).Select(level => (Bps(level.Key.Price), level.Value)));
        asks.Add(-Bps(walk.KnownHigh), walk.Sizes.Where(level => !level.Key.IsBid).Select(level => (-Bps(level.Key.Price), level.Value)));

        double Bps(double price) => 1e4 * (1 - price / mid);
    }

    private static void Stored(PlotSource source, PlotSelection selection, long every, string side, int sign, DepthProfile profile)
    {
        var columns = string.Join(", ", Enumerable.Range(1, Ranks).Select(rank => $"{sign} * 1e4 * ({side}_px_{rank} / mid - 1), {side}_sz_{rank}"));
        using var command = source.Connection.CreateCommand();
        command.CommandText =
            $"""
            with numbered as (select *, row_number() over (order by ts_pipeline_ns, file, "row") as number from l2_features where {selection.Where} and mid is not null)
            select {columns} from numbered where number % {every} = 0
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var levels = new List<(double Bps, double Size)>(Ranks);
            for (var at = 0; at < 2 * Ranks; at += 2)
            {
                if (!reader.IsDBNull(at) && !reader.IsDBNull(at + 1))
                {
                    levels.Add((reader.GetDouble(at), reader.GetDouble(at + 1)));
                }
            }

            profile.Add(levels.Count == 0 ? 0 : levels.Max(level => level.Bps), levels);
        }
    }
}
