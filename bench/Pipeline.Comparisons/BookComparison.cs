using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>One level update of a book, top ten read after every message.</summary>
internal static class BookComparison
{
    private const int PassesPerRound = 10;
    private const int WarmRounds = 3;
    private const int Depth = 10;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var work = options.CapturePath is { } path ? BookWorkload.FromCapture(path) : BookWorkload.Synthetic(options.Quick ? 200 : 6_000);
        var passes = options.Quick ? 1 : PassesPerRound;
        using var ours = new OurBook();
        using var dense = new DenseBook(work.HighestTicks + 1);
        var sorted = new SortedBook();
        var oursFigures = new List<double>();
        var denseFigures = new List<double>();
        var sortedFigures = new List<double>();

        var warm = options.Quick ? 0 : WarmRounds;
        for (var round = -warm; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            var (oursNanos, oursDigest) = Measure(ours, work, passes);
            var (denseNanos, denseDigest) = Measure(dense, work, passes);
            var (sortedNanos, sortedDigest) = Measure(sorted, work, passes);
            if (oursDigest != sortedDigest || denseDigest != sortedDigest)
            {
                throw new InvalidOperationException($"digests differ: ours {oursDigest:x}, dense {denseDigest:x}, sorted {sortedDigest:x}");
            }

            if (round >= 0)
            {
                oursFigures.Add(oursNanos);
                denseFigures.Add(denseNanos);
                sortedFigures.Add(sortedNanos);
            }
        }

        return Report(work, passes, new("Pipeline.Book", oursFigures), new("dense array with bitmap", denseFigures), new("SortedDictionary<long,long>", sortedFigures));
    }

    private static ComparisonReport Report(BookWorkload work, int passes, Contender ours, Contender dense, Contender sorted) => new(
        "book: level update, top ten read after each message",
        "ns per level update",
        [ours, dense, sorted],
        [
            new("over SortedDictionary<long,long>", ours, sorted, HigherIsBetter: false, AtLeast: 15),
            new("against a dense array over every price", ours, dense, HigherIsBetter: false, AtLeast: 1 / 1.15),
        ],
        [
            $"{work.Name}: {work.Messages.Count} diffs with {work.LevelUpdates} levels after the snapshot, parsed beforehand",
            $"the fastest of {passes} passes a round for every contender; the book is emptied and the snapshot applied before each, untimed; {WarmRounds} rounds of warming",
            "levels anywhere, deletes of unknown levels and ten levels a side read after each diff are every contender's duty; equal digests",
            $"the dense array knows the highest price beforehand and takes {16L * (work.HighestTicks + 1) / 1_000_000} MB",
            $"{RuntimeInformation.FrameworkDescription}, tiered compilation and PGO as they come",
        ]);

    internal static (double NanosPerLevel, ulong Digest) Measure<TBook>(TBook book, BookWorkload work, int passes)
        where TBook : IBook
    {
        var fastest = long.MaxValue;
        var digest = 0UL;
        for (var pass = 0; pass < passes; pass++)
        {
            book.Clear();
            book.Apply(work.SnapshotBids, work.SnapshotAsks);
            var start = Stopwatch.GetTimestamp();
            digest = Play(book, work);
            fastest = Math.Min(fastest, Stopwatch.GetTimestamp() - start);
        }

        return (fastest * 1e9 / Stopwatch.Frequency / work.LevelUpdates, digest);
    }

    private static ulong Play<TBook>(TBook book, BookWorkload work)
        where TBook : IBook
    {
        Span<long> ticks = stackalloc long[Depth];
        Span<long> lots = stackalloc long[Depth];
        var digest = 0UL;
        ReadOnlySpan<LevelUpdate> levels = work.Levels;
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(work.Messages))
        {
            book.Apply(levels.Slice(message.Start, message.Bids), levels.Slice(message.Start + message.Bids, message.Asks));
            var bids = book.CopyTopBids(ticks, lots);
            digest = Fold(digest, ticks[..bids], lots);
            var asks = book.CopyTopAsks(ticks, lots);
            digest = Fold(digest, ticks[..asks], lots);
        }

        return digest;
    }

    private static ulong Fold(ulong digest, ReadOnlySpan<long> ticks, ReadOnlySpan<long> lots)
    {
        var sum = 0UL;
        for (var rank = 0; rank < ticks.Length; rank++)
        {
            sum += (ulong)(ticks[rank] ^ (lots[rank] << 24)) * (ulong)((2 * rank) + 1);
        }

        return (digest * 31) + sum;
    }
}
