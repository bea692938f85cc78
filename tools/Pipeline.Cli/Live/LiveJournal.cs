using Pipeline.Journal;

namespace Pipeline.Cli.Live;

/// <summary>How a session's tape is flushed, and what waits for it.</summary>
internal sealed record LiveJournal
{
    private const string Example = "give a number and a unit of at least 1ms, for example 50ms or 2s";
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>When new orders and amends leave: once the decision is `written` (default) or `durable`. Cancels never wait for more than `written`.</summary>
    public JournalAck NewOrders { get; init; } = JournalAck.Written;

    /// <summary>How often what was written is flushed. Default 50ms.</summary>
    public string SyncEvery { get; init; } = "50ms";

    /// <summary>How long something written may wait for the disk before the run ends. Default 10s.</summary>
    public string MaxLag { get; init; } = "10s";

    /// <summary>The same for the journal. Once validated.</summary>
    public JournalOptions ToOptions() => JournalOptions.Live with { SyncEvery = Of(SyncEvery), MaxLag = Of(MaxLag) };

    /// <summary>All that is wrong; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Of(SyncEvery) < Least)
        {
            yield return $"journal.syncEvery is {SyncEvery}; {Example}";
        }

        if (Of(MaxLag) < Least)
        {
            yield return $"journal.maxLag is {MaxLag}; {Example}";
        }
    }

    private static TimeSpan Of(string text) => Duration.TryParse(text, out var duration) ? duration : TimeSpan.Zero;
}
