using System.Globalization;
using Pipeline.Engine.Replay;

namespace Pipeline.Testing.Replay;

/// <summary>All of a summary that must not depend on thread, width, ring or source: every count and every hash.</summary>
public static class Fingerprint
{
    /// <summary>One text, so that a failed comparison shows where two runs part.</summary>
    public static string Of(ReplaySummary summary) => string.Create(CultureInfo.InvariantCulture, $"""
        hashes {summary.InputHash} {summary.BookHash} {summary.RowHash} {summary.StateHash} {summary.DecisionHash}
        messages {summary.Messages} = {summary.DepthMessages} + {summary.Trades} + {summary.AggTrades} + {summary.Redelivered} + {summary.BookTickers} + {summary.Snapshots} + {summary.Other} + {summary.Filtered} + {summary.DeadLetters}
        applied {summary.DepthUpdates} levels {summary.LevelUpdates} stale {summary.Stale} gaps {summary.Gaps} resyncs {summary.Resyncs}
        trades {summary.TradeSource} missing {summary.TradeGaps} stale tickers {summary.StaleTickers} wrong stamps {summary.WrongStamps} clock steps {summary.ClockSteps}
        audits {summary.Audits} levels {summary.AuditLevels} mismatches {summary.AuditMismatches}
        checks {summary.BboChecks} mismatches {summary.BboMismatches} book {summary.Book}
        rows {summary.Rows} decisions {summary.Decisions} orders {summary.Orders} fills {summary.Fills}
        rejects {string.Join(", ", summary.Rejects.Select(each => $"{each.Key} {each.Value}"))}
        """);
}
