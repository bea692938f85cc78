using System.Globalization;
using Pipeline.Engine.Replay;
using Pipeline.Venues.Binance.Live.Orders;
using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>A replay's summary for people.</summary>
internal static class ReplayText
{
    /// <summary>Writes the lines; <paramref name="desk"/> is what stood between the pipeline and a venue, null on paper.</summary>
    public static void Write(ReplaySummary summary, IAnsiConsole console, DeskCounts? desk = null)
    {
        foreach (var (what, figure) in Lines(summary, desk))
        {
            console.Profile.Out.Writer.WriteLine($"{what,-16} {figure}");
        }

        WriteStages(summary, console);
        foreach (var error in summary.InputErrors)
        {
            console.Profile.Out.Writer.WriteLine($"damaged: {error.File}: line {error.Line}, byte {error.Offset}: {error.Reason}");
        }
    }

    public static void WriteStages(ReplaySummary summary, IAnsiConsole console)
    {
        if (summary.StageNanos is null)
        {
            return;
        }

        var table = new Table().AddColumn("stage").AddColumns("events", "p50 ns", "p99 ns", "p99.9 ns", "max ns");
        foreach (var (stage, latency) in summary.StageNanos)
        {
            table.AddRow(Row(stage, latency));
        }

        if (summary.VerdictNanos is { } verdict)
        {
            table.AddRow(Row("verdict", verdict)).Caption("verdict: from a message's arrival to the verdict on its row");
        }

        console.Write(table);
    }

    private static IEnumerable<(string What, string Figure)> Lines(ReplaySummary summary, DeskCounts? desk)
    {
        yield return ("messages", $"{N(summary.Messages)} in {F(summary.Seconds)} s = {N((long)summary.MessagesPerSecond)}/s");
        yield return ("", $"depth {N(summary.DepthMessages)}, trades {N(summary.Trades)}, aggregates {N(summary.AggTrades)}, redelivered {N(summary.Redelivered)}, tickers {N(summary.BookTickers)}, snapshots {N(summary.Snapshots)}, other {N(summary.Other)}, filtered {N(summary.Filtered)}, dead letters {N(summary.DeadLetters)}");
        if (summary.DeadLetters > 0)
        {
            yield return ("dead letters", string.Join(", ", summary.DeadLetterReasons.Select(each => $"{each.Key} {N(each.Value)}")));
        }

        yield return ("book", $"{N(summary.DepthUpdates)} diffs and {N(summary.LevelUpdates)} levels applied, {N(summary.Gaps)} gaps, {N(summary.Resyncs)} resyncs, {N(summary.Stale)} stale");
        foreach (var (symbol, book) in summary.Books)
        {
            yield return (symbol, book is null ? "not synced at the end" : $"{book.BestBidSize} @ {book.BestBid} | {book.BestAsk} @ {book.BestAskSize}, levels {N(book.BidLevels)} and {N(book.AskLevels)}");
        }

        if (summary.OffGrid is not { Prices: 0, Sizes: 0 })
        {
            yield return ("off grid", $"{N(summary.OffGrid.Prices)} prices and {N(summary.OffGrid.Sizes)} sizes are finer than the instrument's tick and lot; they are kept");
        }

        yield return ("exchange's word", $"{N(summary.BboChecks)} comparisons with bookTicker, {N(summary.BboMismatches)} do not agree");
        yield return ("trades", $"{summary.TradeSource ?? "none"}, {N(summary.TradeGaps.MissingIds)} missing in {N(summary.TradeGaps.Count)} places; {N(summary.StaleTickers)} stale tickers");
        yield return ("audits", $"{N(summary.Audits)} snapshots compared over {N(summary.AuditLevels)} levels, {N(summary.AuditMismatches)} do not agree");
        yield return ("receive times", $"{N(summary.WrongStamps)} wrong, {N(summary.ClockSteps)} clock steps");
        yield return ("rows", $"{N(summary.Rows)} cut, {N(summary.Decisions)} decisions, {OrdersOf(summary, desk)}, {N(summary.Fills)} fills");
        if (summary.RowsBeyondSnapshot > 0)
        {
            yield return ("", $"{N(summary.RowsBeyondSnapshot)} reach beyond the snapshot of their book: levels may be missing among their ten best");
        }

        yield return ("refused", summary.Rejects.Count == 0 ? "none" : string.Join(", ", summary.Rejects.Select(each => $"{each.Key} {N(each.Value)}")));
        yield return ("hashes", $"input {summary.InputHash}, book {summary.BookHash}, row {summary.RowHash}");
        yield return ("", $"state {summary.StateHash}, decision {summary.DecisionHash}");
        if (summary.JournalLag is { } lag)
        {
            yield return ("journal", $"flushed {N(lag.Syncs)} times; what was written waited {F(lag.MeanMillis)} ms for the disk on average, {F(lag.MaxMillis)} ms at most");
        }

        yield return ("allocated", summary.AllocatedBytesPerMessage is { } bytes ? $"{F(bytes)} bytes a message in steady state, worst thread" : "not measured: fewer than 10,000 messages");
        yield return ("threads", string.Join(", ", summary.Threads.Select(thread => $"{thread.Stage} on {thread.Tid} ({N(thread.AllocatedBytes)} B)")));
        if (summary.Inferred.Count > 0)
        {
            yield return ("inferred", $"grid of {string.Join(", ", summary.Inferred)}, from the snapshot");
        }

        if (summary.Merged.Count > 0)
        {
            yield return ("merged", $"by receive time: {string.Join("; ", summary.Merged)}");
        }

        if (summary.SessionDifferences.Count > 0)
        {
            yield return ("unlike the tape", string.Join("; ", summary.SessionDifferences));
        }

        yield return ("checks off", string.Join("; ", summary.ChecksOff));
    }

    // What the desk stopped at its last look never left.
    private static string OrdersOf(ReplaySummary summary, DeskCounts? desk) =>
        desk is null ? $"{N(summary.Orders)} orders sent" : $"{N(desk.Placed)} orders sent, {N(desk.NotSent)} that never left, {N(desk.Vetoed)} stopped by the last look";

    private static string[] Row(string name, StageLatency latency) =>
        [name, N(latency.Count), N(latency.P50), N(latency.P99), N(latency.P999), N(latency.Max)];

    private static string N(long figure) => figure.ToString("N0", CultureInfo.InvariantCulture);

    private static string F(double figure) => figure.ToString("F3", CultureInfo.InvariantCulture);
}
