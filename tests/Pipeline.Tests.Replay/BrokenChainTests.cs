using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>One diff is missing: seen at the first event behind it, nothing comes from the book until a snapshot.</summary>
internal sealed class BrokenChainTests
{
    private static readonly List<string> Lines = RecordedLines.Read(FaultyRecording.Path);

    // Diffs of the first unbroken stretch behind the first snapshot.
    private static readonly List<int> Diffs = FirstStretch();

    [TestCase(0.02)]
    [TestCase(0.3)]
    [TestCase(0.5)]
    [TestCase(0.77)]
    [TestCase(0.98)]
    public void Should_find_a_missing_diff_at_the_next_event_and_stay_invalid(double place)
    {
        var missing = (int)(place * (Diffs.Count - 2));
        var (summary, log) = ReplayWithout(Diffs[missing], Lines.FindIndex(Diffs[^1], RecordedLines.IsSnapshot));

        Assert.That((summary.Gaps, summary.Resyncs, summary.Book), Is.EqualTo((1L, 0L, (BookSummary?)null)));
        var broke = BreakAt(log);
        Assert.That(log.Records[(int)broke.RecordOrdinal].Record.Depth.FinalUpdateId, Is.EqualTo(RecordedLines.Id(Lines[Diffs[missing + 1]], "u")));
        Assert.That((broke.BookState, broke.BookReason), Is.EqualTo((BookState.Invalid, BookReason.ChainBroken)));
        var behind = log.Decisions.Where(each => each.Entry.RecordOrdinal >= broke.RecordOrdinal).ToList();
        Assert.That(behind.Where(each => each.Entry.Row != BookResult.NoRow || each.Entry.BookState == BookState.Synced), Is.Empty, "rows of an invalid book");
        Assert.That(behind.SelectMany(each => each.Intents), Is.Empty, "orders from an invalid book");
    }

    [TestCase(0.1)]
    [TestCase(0.9)]
    public void Should_resync_at_the_next_snapshot(double place)
    {
        var missing = (int)(place * (Diffs.Count - 2));
        var (summary, log) = ReplayWithout(Diffs[missing], Lines.Count);
        var expected = FaultyRecording.Expected();

        var broke = BreakAt(log).RecordOrdinal;
        var sync = log.Decisions.First(each => each.Entry.RecordOrdinal > broke && each.Entry.BookAction == BookAction.SyncedNow).Entry;
        var snapshot = log.Records.FindIndex((int)broke, each => each.Record.Kind == RecordKind.DepthSnapshot);
        Assert.That(sync.RecordOrdinal, Is.GreaterThanOrEqualTo(snapshot));
        Assert.That(log.Decisions.Where(each => each.Entry.RecordOrdinal > broke && each.Entry.RecordOrdinal < sync.RecordOrdinal && each.Entry.Row != BookResult.NoRow), Is.Empty);
        Assert.That(summary.Gaps, Is.EqualTo(expected.GetProperty("gaps").GetInt64() + GapsAdded(log, broke)));
        Assert.That(summary.Book!.BestBid, Is.EqualTo(expected.GetProperty("book").GetProperty("bestBid").GetString()));
        Assert.That(summary.Book.BidLevels, Is.EqualTo(expected.GetProperty("book").GetProperty("bidLevels").GetInt32()));
        Assert.That(summary.BboMismatches, Is.Zero);
    }

    private static DecisionEntry BreakAt(TapeLog log) => log.Decisions.First(each => each.Entry.BookAction == BookAction.Broke).Entry;

    // The recording's own next gap falls into the stretch that is already invalid, where there is none to find.
    private static long GapsAdded(TapeLog log, long broke)
    {
        var sync = log.Decisions.First(each => each.Entry.RecordOrdinal > broke && each.Entry.BookAction == BookAction.SyncedNow).Entry.RecordOrdinal;
        var ownGaps = log.Records.Take((int)sync).Where(each => each.Record.Kind == RecordKind.DepthUpdate).Select(each => each.Record.Depth).ToList();
        var brokenLinks = ownGaps.Zip(ownGaps.Skip(1)).Count(pair => pair.Second.PreviousFinalUpdateId > pair.First.FinalUpdateId);
        return 2 - brokenLinks;
    }

    private static (ReplaySummary Summary, TapeLog Log) ReplayWithout(int index, int end)
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteLines("gap.txt", Lines.Take(end).Where((_, i) => i != index));
        var summary = ReplayRun.OfCapture([file], tape: folder.File("gap.tape"));
        return (summary, new TapeLog(folder.File("gap.tape")));
    }

    private static List<int> FirstStretch()
    {
        var first = Lines.FindIndex(RecordedLines.IsSnapshot) + 1;
        var stretch = new List<int>();
        foreach (var index in Enumerable.Range(first, Lines.Count - first).Where(i => RecordedLines.IsDiff(Lines[i])))
        {
            if (stretch.Count > 0 && RecordedLines.Id(Lines[index], "pu") != RecordedLines.Id(Lines[stretch[^1]], "u"))
            {
                break;
            }

            stretch.Add(index);
        }

        return stretch;
    }
}
