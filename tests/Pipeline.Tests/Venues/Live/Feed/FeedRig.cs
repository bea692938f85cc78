using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Feed;

namespace Pipeline.Tests.Venues.Live.Feed;

/// <summary>The feed's logic with its actions written down, in virtual time.</summary>
internal sealed class FeedRig : IFeedActions
{
    public const long Second = 1_000_000_000;
    private const long StepNanos = Second / 100;

    public FeedRig(FeedOptions? options = null)
    {
        Options = options ?? new FeedOptions { Symbols = ["BTCUSDT"], Streams = StreamContract.Usual("BTCUSDT", 0) };
        Machine = new FeedMachine(Options, this, new Random(1));
    }

    public FeedOptions Options { get; }

    public FeedMachine Machine { get; }

    public long Now { get; private set; } = Second;

    public List<FeedLink> Connected { get; } = [];

    public List<FeedLink> Closed { get; } = [];

    public List<(FeedLink Link, int Bytes, long At)> Sent { get; } = [];

    public List<(int Instrument, int Epoch, long At)> Fetched { get; } = [];

    public List<InputRecord> Published { get; } = [];

    public IEnumerable<InputRecord> Alarms => Published.Where(record => record.Kind == RecordKind.FeedAlarm);

    /// <summary>Streams that speak every step on every link that is open.</summary>
    public HashSet<int> Speaking { get; } = [];

    private readonly HashSet<FeedLink> _open = [];

    public void Connect(FeedLink link) => Connected.Add(link);

    public void Send(FeedLink link, ReadOnlyMemory<byte> command) => Sent.Add((link, command.Length, Now));

    public void Close(FeedLink link)
    {
        Closed.Add(link);
        _open.Remove(link);
    }

    public void Fetch(int instrument, int epoch, int limit) => Fetched.Add((instrument, epoch, Now));

    public void Publish(in InputRecord record) => Published.Add(record);

    public void Open(FeedLink link)
    {
        _open.Add(link);
        Machine.OnOpened(link, Now);
    }

    /// <summary>Opens every connection that is asked for, as time passes.</summary>
    public void Pass(double seconds, bool opens = true)
    {
        for (var until = Now + (long)(seconds * Second); Now < until; Now += StepNanos)
        {
            foreach (var (link, stream) in _open.SelectMany(link => Speaking.Select(stream => (link, stream))))
            {
                if (Options.Streams[stream].Route == link.Route)
                {
                    link.See(stream, Now);
                }
            }

            Machine.Step(Now);
            foreach (var link in Connected.Where(link => opens && !_open.Contains(link) && !Closed.Contains(link)).ToArray())
            {
                Open(link);
            }
        }
    }
}
