using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Replay;

/// <summary>A stream whose contract has aggregate trades only feeds the trade columns with them, from capture and tape alike.</summary>
internal sealed partial class AggregateTests
{
    // A trade that is none has no aggregate.
    private static readonly List<string> Lines = [.. RecordedLines.Read(FaultyRecording.Path).Take(4_000).Where(line => !IsTrade(line) || line.Contains("\"X\":\"MARKET\"", StringComparison.Ordinal))];

    [Test]
    public void Should_feed_trade_columns_with_aggregates_where_there_is_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var trades = ReplayRun.OfCapture([folder.WriteLines("trades.txt", Lines)]);
        var aggregates = ReplayRun.OfCapture([folder.WriteLines("aggregates.txt", Lines.Select(AsAggregate))], tape: folder.File("run.tape"));
        var withoutTrades = ReplayRun.OfCapture([folder.WriteLines("none.txt", Lines.Where(line => !IsTrade(line)))]);

        Assert.That(aggregates.DeadLetters, Is.EqualTo(trades.DeadLetters));
        Assert.That((aggregates.TradeSource, aggregates.AggTrades), Is.EqualTo(("aggTrade", trades.Trades)));
        Assert.That(aggregates.RowHash, Is.EqualTo(trades.RowHash).And.Not.EqualTo(withoutTrades.RowHash));
        Assert.That(Fingerprint.Of(ReplayRun.OfTape(folder.File("run.tape"))), Is.EqualTo(Fingerprint.Of(aggregates)));
    }

    [Test]
    public void Should_not_count_a_trade_twice_where_both_are_there()
    {
        using var folder = new TemporaryFolder();
        var trades = ReplayRun.OfCapture([folder.WriteLines("trades.txt", Lines)]);
        var both = ReplayRun.OfCapture([folder.WriteLines("both.txt", Lines.SelectMany(line => IsTrade(line) ? new[] { line, AsAggregate(line) } : [line]))]);

        Assert.That(both.RowHash, Is.EqualTo(trades.RowHash));
        Assert.That((both.Trades, both.AggTrades, both.Other), Is.EqualTo((trades.Trades, trades.Trades, trades.Other)));
        Assert.That((trades.TradeSource, both.TradeSource), Is.EqualTo(("trade", "trade")));
    }

    private static bool IsTrade(string line) => line.Contains("\"e\":\"trade\"", StringComparison.Ordinal);

    private static string AsAggregate(string line) => !IsTrade(line) ? line : Trade().Replace(line
        .Replace("@trade", "@aggTrade", StringComparison.Ordinal)
        .Replace("\"e\":\"trade\"", "\"e\":\"aggTrade\"", StringComparison.Ordinal)
        .Replace(",\"X\":\"MARKET\"", "", StringComparison.Ordinal), match => AggregateIds(match.Groups[1].Value));

    private static string AggregateIds(string id)
    {
        var number = long.Parse(id, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"\"a\":{number},\"f\":{number},\"l\":{number},");
    }

    [GeneratedRegex("\"t\":([0-9]+),")]
    private static partial Regex Trade();
}
