namespace Pipeline.Tests.Simulator;

/// <summary>A book in decimals that follows a recording without faults, line by line.</summary>
internal sealed class TextBook
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly List<RecordedLine> _waiting = [];
    private bool _synced;

    /// <summary>The last id and the top of the book after every diff that is applied to a synced book.</summary>
    public IEnumerable<(long Id, string Top)> Follow(IEnumerable<RecordedLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.IsSnapshot && !_synced)
            {
                Begin(line);
            }
            else if (line.Stream == "btcusdt@depth@0ms")
            {
                if (_synced)
                {
                    Apply(line, "b", "a");
                    yield return (line.Long("u"), $"{_bids.Last()} {_asks.First()}");
                }
                else
                {
                    _waiting.Add(line);
                }
            }
        }
    }

    public static string TopOf(RecordedLine ticker) =>
        $"{KeyValuePair.Create(ticker.Decimal("b"), ticker.Decimal("B"))} {KeyValuePair.Create(ticker.Decimal("a"), ticker.Decimal("A"))}";

    private void Begin(RecordedLine snapshot)
    {
        Apply(snapshot, "bids", "asks");
        _waiting.Where(diff => diff.Long("u") > snapshot.Long("lastUpdateId")).ToList().ForEach(diff => Apply(diff, "b", "a"));
        _synced = true;
    }

    private void Apply(RecordedLine line, string bids, string asks)
    {
        Set(_bids, line.Levels(bids));
        Set(_asks, line.Levels(asks));
    }

    private static void Set(SortedDictionary<decimal, decimal> side, IEnumerable<(decimal Price, decimal Size)> levels)
    {
        foreach (var (price, size) in levels)
        {
            _ = size == 0 ? side.Remove(price) : (side[price] = size) > 0;
        }
    }
}
