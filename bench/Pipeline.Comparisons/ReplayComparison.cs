using System.Diagnostics;
using System.Globalization;
using Pipeline.Engine.Replay;
using Pipeline.Inference;

namespace Pipeline.Comparisons;

/// <summary>The whole replay, from text and from a tape, against the one that a user would write in an afternoon.</summary>
internal static class ReplayComparison
{
    private const int WarmRounds = 3;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var path = options.CapturePath ?? CaptureFinder.Demo();
        var text = ReplayText.Load(path, options.Quick);
        RequireEqual(text);
        var folder = Directory.CreateTempSubdirectory("pipeline-replay");
        try
        {
            var tape = Path.Combine(folder.FullName, "replay.tape");
            ReplayPipeline.WriteTape(text, tape);
            return Measure(options, text, tape, Path.GetFileName(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ComparisonReport Measure(ComparisonOptions options, byte[] text, string tape, string name)
    {
        var trees = ReplayPipeline.CreateTrees(options.Quick ? 5 : 100, 31);
        var lanes = Lanes(text, tape, trees);
        for (var round = options.Quick ? 0 : -WarmRounds; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            Array.ForEach(lanes, lane => lane.Time(keep: round >= 0));
        }

        var contenders = lanes.Select(lane => lane.ToContender()).ToArray();
        var asPromised = options.Quick ? (double?)null : 1;
        return new ComparisonReport(
            "replay: everything from bytes to risk, one thread",
            "messages/s",
            contenders,
            [
                new Ratio("from JSON, over the afternoon's replay", contenders[0], contenders[^1], HigherIsBetter: true, 10),
                new Ratio("from the tape, no model, over 3 M/s", contenders[1], Mark(3e6, contenders[1]), HigherIsBetter: true, asPromised),
                new Ratio("from the tape, 100 trees, over 2 M/s", contenders[2], Mark(2e6, contenders[2]), HigherIsBetter: true, asPromised),
            ],
            [
                $"{name}: {lanes[0].Messages} messages, {text.Length / 1_000_000.0:F1} MB of text in memory before the clock starts; the tape is in the page cache",
                $"timed: from opening the input to the last result, pipeline set up and taken down included; {WarmRounds} rounds of warming, a collection before each run",
                "ours: hashes, ticker oracle, strategy, risk and paper exchange run as in the command line's replay; the demonstration configuration",
                "theirs: source-generated System.Text.Json models, SortedDictionary<decimal,decimal>, the sheet in decimals, the same score and threshold; no order, no risk, no oracle",
                "equal before the clock starts: diffs applied, gaps, book, rows, every tenth row's columns to 1e-9, rows past the threshold",
                "trees: 31 leaves each over 26 columns whose values lie around the thresholds, scored on every row but those of the first second",
            ]);
    }

    private static Lane[] Lanes(byte[] text, string tape, IModel trees) =>
    [
        new("Pipeline, JSON in memory", () => Digest(ReplayPipeline.FromText(text))),
        new("Pipeline, tape, no model", () => Digest(ReplayPipeline.FromTape(tape, null))),
        new("Pipeline, tape, trees on every row", () => Digest(ReplayPipeline.FromTape(tape, trees))),
        new("System.Text.Json, sorted dictionaries, decimals", () => RunRival(text)),
    ];

    private static (long Messages, string Digest) Digest(ReplaySummary summary) => (summary.Messages, $"{summary.BookHash} {summary.RowHash}");

    private static (long Messages, string Digest) RunRival(byte[] text)
    {
        var rival = new ReplayRival(new ReplayScore(), null);
        rival.Run(text);
        return (rival.Messages, $"{rival.Rows} {rival.Wanted} {rival.Ticker}");
    }

    private static Contender Mark(double figure, Contender beside) => new($"{figure:N0}", [.. beside.Figures.Select(_ => figure)]);

    private static void RequireEqual(byte[] text)
    {
        var (ours, theirs) = (new ReplayRows(), new ReplayRows());
        var summary = ReplayPipeline.FromText(text, ours);
        var rival = new ReplayRival(new ReplayScore(), theirs);
        rival.Run(text);
        var found = new[]
        {
            ("messages", summary.Messages, rival.Messages),
            ("diffs applied", summary.DepthUpdates, rival.Book.Updates),
            ("gaps", summary.Gaps, rival.Book.Gaps),
            ("rows", summary.Rows, rival.Rows),
            ("rows past the threshold", ours.Wanted, rival.Wanted),
        };
        var differences = found.Where(each => each.Item2 != each.Item3).Select(each => $"{each.Item1}: {each.Item2} and {each.Item3}")
            .Concat(BookDifferences(summary.Book, rival.Book)).Concat(ours.DifferencesFrom(theirs)).Take(10).ToArray();
        if (differences.Length > 0)
        {
            throw new InvalidOperationException($"ours and theirs differ: {string.Join("; ", differences)}");
        }
    }

    private static IEnumerable<string> BookDifferences(BookSummary? ours, ReplayRivalBook theirs)
    {
        if (ours is null || !theirs.IsSynced)
        {
            return ours is null && !theirs.IsSynced ? [] : ["one book is whole, the other is not"];
        }

        var (bid, ask) = (theirs.Bids.First(), theirs.Asks.First());
        var left = (Parse(ours.BestBid), Parse(ours.BestBidSize), Parse(ours.BestAsk), Parse(ours.BestAskSize), ours.BidLevels, ours.AskLevels);
        var right = (bid.Key, bid.Value, ask.Key, ask.Value, theirs.Bids.Count, theirs.Asks.Count);
        return left == right ? [] : [$"book: {left} and {right}"];
    }

    private static decimal Parse(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Lane(string name, Func<(long Messages, string Digest)> run)
    {
        private readonly List<double> _figures = [];
        private string? _digest;

        public long Messages { get; private set; }

        public void Time(bool keep)
        {
            GC.Collect();
            var start = Stopwatch.GetTimestamp();
            (Messages, var digest) = run();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (digest != (_digest ??= digest))
            {
                throw new InvalidOperationException($"{name}: {digest} after {_digest}");
            }

            if (keep)
            {
                _figures.Add(Messages / seconds);
            }
        }

        public Contender ToContender() => new(name, _figures);
    }
}
