using Pipeline.Engine;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Cli.Live;

/// <summary>Joins the Book stage, which asks for snapshots, with the feed, which is made after it.</summary>
internal sealed class FeedResyncs : IResyncRequests
{
    /// <summary>The feed; set before the stages start.</summary>
    public BinanceFeed? Feed { get; set; }

    public void Request(int instrument, int epoch, bool isDoubted) => Feed!.RequestSnapshot(instrument, epoch, isDoubted);

    public void Doubt(int instrument) => Feed!.ReportDoubt(instrument);
}
