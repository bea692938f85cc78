using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>What a replay must count, told from the facts behind the messages, in the order in which they are received.</summary>
/// <remarks>
/// A plain book on sorted dictionaries and the futures rule of continuity. It shares nothing with the decoder and the book
/// that are tested against it. A recording whose own tickers disagree with its own diffs is refused here.
/// </remarks>
internal sealed class ExpectedReplay
{
    private readonly long[] _counts = new long[Enum.GetValues<MessageCategory>().Length];
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((x, y) => y.CompareTo(x)));
    private readonly SortedDictionary<long, long> _asks = [];
    private readonly List<DiffFact> _buffer = [];
    private readonly ExpectedTickers _tickers = new();
    private SnapshotFact? _kept;
    private long _last;
    private bool _synced;
    private bool _everSynced;

    public long DepthMessages { get; private set; }

    public long DepthUpdates { get; private set; }

    public long LevelUpdates { get; private set; }

    public long BookTickers { get; private set; }

    public long Snapshots { get; private set; }

    public long Gaps { get; private set; }

    public long Resyncs { get; private set; }

    public long StaleDiffs { get; private set; }

    public long BboChecks => _tickers.Checks;

    public long Messages => DepthMessages + BookTickers + Snapshots + _counts.Sum();

    public long Count(MessageCategory category) => _counts[(int)category];

    public void Receive(Fact fact)
    {
        switch (fact)
        {
            case CountedFact counted:
                _counts[(int)counted.Category]++;
                break;
            case DiffFact diff:
                DepthMessages++;
                ReceiveDiff(diff);
                break;
            case SnapshotFact snapshot:
                Snapshots++;
                ReceiveSnapshot(snapshot);
                break;
            case TickerFact ticker:
                BookTickers++;
                _tickers.Receive(ticker);
                break;
        }
    }

    /// <summary>Ends the input; gives the book, or null where it is not synced.</summary>
    public RecordedBook? Finish(Instrument instrument)
    {
        _tickers.Finish();
        if (!_synced)
        {
            return null;
        }

        var top = Top;
        return new RecordedBook(
            instrument.FormatPrice(instrument.PriceOfTicks(top.BidTicks)), instrument.FormatSize(instrument.SizeOfLots(top.BidLots)),
            instrument.FormatPrice(instrument.PriceOfTicks(top.AskTicks)), instrument.FormatSize(instrument.SizeOfLots(top.AskLots)), _bids.Count, _asks.Count);
    }

    private TopOfBook Top
    {
        get
        {
            var (bid, ask) = (_bids.First(), _asks.First());
            return new TopOfBook(bid.Key, bid.Value, ask.Key, ask.Value);
        }
    }

    private void ReceiveDiff(DiffFact diff)
    {
        if (!_synced)
        {
            Wait(diff);
        }
        else if (diff.Last <= _last)
        {
            StaleDiffs++;
        }
        else if (diff.Previous <= _last)
        {
            Apply(diff);
            DepthUpdates++;
            _tickers.Applied(diff.Last, Top);
        }
        else
        {
            Gaps++;
            _synced = false;
            _buffer.Add(diff);
        }
    }

    private void Wait(DiffFact diff)
    {
        if (_buffer.Count > 0 && diff.Previous > _buffer[^1].Last)
        {
            _buffer.Clear();
        }

        _buffer.Add(diff);
        if (_kept is { } snapshot)
        {
            TrySync(snapshot);
        }
    }

    private void ReceiveSnapshot(SnapshotFact snapshot)
    {
        if (!_synced)
        {
            TrySync(snapshot);
        }
    }

    private void TrySync(SnapshotFact snapshot)
    {
        _buffer.RemoveAll(diff => diff.Last < snapshot.Last);
        _kept = _buffer.Count == 0 ? snapshot : null;
        if (_buffer.Count > 0 && Bridges(_buffer[0], snapshot.Last))
        {
            Sync(snapshot);
        }
    }

    private static bool Bridges(DiffFact diff, long snapshot) =>
        (diff.First <= snapshot && snapshot <= diff.Last) || diff.Previous == snapshot;

    private void Sync(SnapshotFact snapshot)
    {
        _bids.Clear();
        _asks.Clear();
        Set(_bids, snapshot.Bids);
        Set(_asks, snapshot.Asks);
        _buffer.ForEach(Apply);
        _buffer.Clear();
        Resyncs += _everSynced ? 1 : 0;
        _synced = _everSynced = true;
    }

    private void Apply(DiffFact diff)
    {
        Set(_bids, diff.Bids);
        Set(_asks, diff.Asks);
        LevelUpdates += diff.Bids.Length + diff.Asks.Length;
        _last = diff.Last;
    }

    private static void Set(SortedDictionary<long, long> side, LevelUpdate[] levels)
    {
        foreach (var level in levels)
        {
            side[level.PriceTicks] = level.SizeLots;
            if (level.SizeLots == 0)
            {
                side.Remove(level.PriceTicks);
            }
        }
    }
}
