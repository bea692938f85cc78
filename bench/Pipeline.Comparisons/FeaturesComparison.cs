using System.Diagnostics;
using Pipeline.Features.Kernels;

namespace Pipeline.Comparisons;

/// <summary>The rank-wise kernels at every width against their scalar twin, and what a whole row costs.</summary>
internal static class FeaturesComparison
{
    private const int WarmUpRounds = 3;
    private const int PassesPerRound = 400;

    private static readonly KernelWidth[] Widths = [KernelWidth.Scalar, KernelWidth.V128, KernelWidth.V256, KernelWidth.V512];

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var lanes = Widths.Select(width => new Lane($"kernels {width}", new FeaturesKernelWork(width)))
            .Append(new Lane("whole row, scalar kernels", new FeaturesRowWork(KernelWidth.Scalar)))
            .Append(new Lane("whole row, widest kernels", new FeaturesRowWork(KernelWidth.Auto))).ToArray();
        var passes = options.Quick ? 1 : PassesPerRound;
        for (var round = options.Quick ? 0 : -WarmUpRounds; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            foreach (var lane in lanes)
            {
                lane.Time(passes, keep: round >= 0);
            }
        }

        RequireEqual(lanes[..Widths.Length]);
        RequireEqual(lanes[Widths.Length..]);
        return Report([.. lanes.Select(lane => lane.ToContender())], passes, options.Rounds);
    }

    private static ComparisonReport Report(Contender[] contenders, int passes, int rounds)
    {
        var widest = RankKernel.Create(KernelWidth.Auto).Width;
        return new ComparisonReport(
            "features: rank-wise kernels, and a whole row",
            "ns a row",
            contenders,
            [
                .. Enumerable.Range(1, Widths.Length - 1).Select(i => new Ratio(
                    $"{Widths[i]} kernels against the scalar twin", contenders[i], contenders[0], HigherIsBetter: false, Widths[i] == widest ? 2 : null)),
                new Ratio("whole row, widest against scalar kernels", contenders[^1], contenders[^2], HigherIsBetter: false, null),
            ],
            [
                $"{FeaturesData.Rows} synthetic rows, cached and aligned as in the row arena; the fastest of {passes} passes a round, {rounds} alternating rounds",
                "kernels: a row leaves the window, order flow, volumes and price x size of twenty levels, ten sums to twenty doubles",
                $"whole row: a trade and FeatureEngine.OnRow, 50 rows a second, every column warm but rv_300s; widest here: {widest}",
                "tiered compilation and PGO as they come; equal digests over every value of every row",
            ]);
    }

    private static void RequireEqual(Lane[] lanes)
    {
        if (lanes.Select(lane => lane.Digest).Distinct().Count() > 1)
        {
            throw new InvalidOperationException($"digests differ: {string.Join(", ", lanes.Select(lane => $"{lane.Name} {lane.Digest:x16}"))}");
        }
    }

    private sealed class Lane(string name, IFeaturesWork work)
    {
        private readonly List<double> _figures = [];

        public string Name { get; } = name;

        public ulong Digest { get; private set; }

        // The fastest pass of the round: what else ran on the core is not ours.
        public void Time(int passes, bool keep)
        {
            var fastest = double.MaxValue;
            for (var i = 0; i < passes; i++)
            {
                var start = Stopwatch.GetTimestamp();
                work.Pass();
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalNanoseconds / FeaturesData.Rows);
            }

            Digest = work.Digest();
            if (keep)
            {
                _figures.Add(fastest);
            }
        }

        public Contender ToContender() => new(Name, _figures);
    }
}
