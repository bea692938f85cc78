using Pipeline.Events;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The logic's actions on real sockets and REST.</summary>
/// <remarks>The feed's task only; what it starts reports by events.</remarks>
internal sealed class FeedConnections(FeedSetup setup, FeedLane[] lanes, FeedControl control, Action<FeedEvent> report) : IFeedActions
{
    private const string NoStreamsYet = "/stream";

    private readonly Dictionary<FeedLink, FeedSocket> _sockets = [];
    private readonly List<Task> _running = [];

    public CancellationToken Stop { get; set; }

    public void Connect(FeedLink link)
    {
        var socket = new FeedSocket(link, lanes[link.Lane], OptionsOf(link), report);
        _sockets.Add(link, socket);
        Start(socket.RunAsync(Stop));
    }

    public void Send(FeedLink link, ReadOnlyMemory<byte> command) => Start(_sockets[link].SendAsync(command, Stop));

    public void Close(FeedLink link) => Start(_sockets[link].CloseAsync(Stop));

    public void Fetch(int instrument, int epoch, int limit) => Start(FetchAsync(instrument, epoch, limit));

    public void Publish(in InputRecord record) => control.Publish(record);

    public void AskTime() => Start(AskTimeAsync());

    public void Forget(FeedLink link) => _sockets.Remove(link);

    public Task CloseAllAsync() =>
        Task.WhenAll(_sockets.Values.Select(socket => socket.CloseAsync(CancellationToken.None)));

    public Task CompletionAsync() => Task.WhenAll(_running);

    // What a socket or REST may do is an event; anything else is a bug or a failed stage, and ends the feed.
    private void Start(Task task)
    {
        _running.Find(running => running.IsFaulted)?.GetAwaiter().GetResult();
        _running.RemoveAll(running => running.IsCompleted);
        _running.Add(task);
    }

    private WebSocketOptions OptionsOf(FeedLink link)
    {
        var address = link.Route == FeedRoute.Public ? setup.Addresses.Public : setup.Addresses.Market;
        return new WebSocketOptions
        {
            Uri = new Uri(address.AbsoluteUri.TrimEnd('/') + NoStreamsYet),
            AllowPlain = setup.AllowPlain,
            TrustedRoot = setup.TrustedRoot,
            Clock = setup.Clock,
        };
    }

    private async Task FetchAsync(int instrument, int epoch, int limit)
    {
        var reply = await OrNothing(setup.Snapshots.GetAsync(setup.Options.Symbols[instrument], limit, Stop)).ConfigureAwait(false);
        report(new FeedEvent(FeedEventKind.Snapshot, null) { Instrument = instrument, Epoch = epoch, Reply = reply });
    }

    private async Task AskTimeAsync()
    {
        var reply = await OrNothing(setup.Snapshots.GetTimeAsync(Stop)).ConfigureAwait(false);
        report(new FeedEvent(FeedEventKind.Time, null) { Reply = reply });
    }

    private static async Task<RestReply> OrNothing(Task<RestReply> request)
    {
        try
        {
            return await request.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }
}
