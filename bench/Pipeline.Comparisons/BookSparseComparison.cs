using System.Runtime.InteropServices;

namespace Pipeline.Comparisons;

/// <summary>One level update of books whose prices lie far apart, top ten read after every message.</summary>
internal static class BookSparseComparison
{
    private const int PassesPerRound = 3;
    private const int WarmRounds = 3;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var messages = options.Quick ? 200 : 6_000;
        var flows = new[]
        {
            BookWorkload.Sparse("anywhere within 500,000 ticks", 500_000, 1, messages),
            BookWorkload.Sparse("29 ticks apart within 580,000", 580_000, 29, messages),
        };
        var contenders = new List<Contender>();
        var ratios = new List<Ratio>();
        foreach (var flow in flows)
        {
            var (ours, dense, sorted) = Measure(flow, options);
            contenders.AddRange([ours, dense, sorted]);
            ratios.Add(new($"over SortedDictionary, {flow.Name}", ours, sorted, HigherIsBetter: false, AtLeast: 10));
            ratios.Add(new($"against the dense array, {flow.Name}", ours, dense, HigherIsBetter: false, AtLeast: 0.5));
        }

        return new(
            "book: level update on sparse prices, top ten read after each message",
            "ns per level update",
            [.. contenders],
            [.. ratios],
            [
                $"34 levels a side a message, a third deletes, {messages} messages after a snapshot of up to 20,000",
                "the dense array knows the highest price beforehand",
                $"the fastest of {PassesPerRound} passes a round; the book is emptied and the snapshot applied before each, untimed",
                $"{RuntimeInformation.FrameworkDescription}, tiered compilation and PGO as they come",
            ]);
    }

    private static (Contender Ours, Contender Dense, Contender Sorted) Measure(BookWorkload work, ComparisonOptions options)
    {
        using var ours = new OurBook();
        using var dense = new DenseBook(work.HighestTicks + 1);
        var sorted = new SortedBook();
        var figures = new[] { new List<double>(), new List<double>(), new List<double>() };
        for (var round = options.Quick ? 0 : -WarmRounds; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            var passes = options.Quick ? 1 : PassesPerRound;
            (double Nanos, ulong Digest)[] taken = [BookComparison.Measure(ours, work, passes), BookComparison.Measure(dense, work, passes), BookComparison.Measure(sorted, work, passes)];
            if (taken.Any(one => one.Digest != taken[0].Digest))
            {
                throw new InvalidOperationException($"digests differ: ours {taken[0].Digest:x}, dense {taken[1].Digest:x}, sorted {taken[2].Digest:x}");
            }

            for (var i = 0; i < figures.Length && round >= 0; i++)
            {
                figures[i].Add(taken[i].Nanos);
            }
        }

        return (new($"Pipeline.Book, {work.Name}", figures[0]), new($"dense array, {work.Name}", figures[1]), new($"SortedDictionary, {work.Name}", figures[2]));
    }
}
