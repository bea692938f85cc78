namespace Pipeline.ExchangeSimulator;

/// <summary>Makes recordings of a market that never was, in the words of a real one.</summary>
public static class RecordingGenerator
{
    /// <summary>
    /// Writes lines `receive time, space, JSON` to <paramref name="output"/> and says what a replay of them must count.
    /// </summary>
    /// <remarks>
    /// Deterministic in the options, in integers only. Holds bursts, silences, cancels, levels far from the market, deletes
    /// of levels that nobody knows, tickers that come after the diff that they belong to, and the faults of
    /// <see cref="RecordingOptions.Faults"/>. After each diff the book's top equals the last ticker with an id up to the diff's.
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RecordingSummary Write(Stream output, RecordingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DurationSeconds, RecordingOptions.MinSeconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MessagesPerSecond, RecordingOptions.MinMessagesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StartTicks, 100_000);

        var expected = new ExpectedReplay();
        using var outbox = new Outbox(output, expected);
        new RecordingSession(options, outbox).Run();
        var book = expected.Finish(options.Instrument);
        return Summarise(expected, book, outbox);
    }

    internal static RecordingSummary Summarise(ExpectedReplay expected, RecordedBook? book, Outbox outbox) => new()
    {
        Messages = expected.Messages,
        DepthMessages = expected.DepthMessages,
        DepthUpdates = expected.DepthUpdates,
        LevelUpdates = expected.LevelUpdates,
        Trades = expected.Count(MessageCategory.Trade),
        BookTickers = expected.BookTickers,
        Snapshots = expected.Snapshots,
        Other = expected.Count(MessageCategory.Other),
        Filtered = expected.Count(MessageCategory.Filtered),
        DeadLetters = expected.Count(MessageCategory.DeadLetter),
        Gaps = expected.Gaps,
        Resyncs = expected.Resyncs,
        StaleDiffs = expected.StaleDiffs,
        BboChecks = expected.BboChecks,
        Book = book,
        TextBytes = outbox.TextBytes,
        TextSha256 = outbox.TextSha256(),
    };
}
