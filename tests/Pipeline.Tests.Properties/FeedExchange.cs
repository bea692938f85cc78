using Pipeline.Events;
using static Pipeline.Testing.Book.BookRecords;

namespace Pipeline.Tests.Properties;

/// <summary>A market so naive that it is right by reading: every change ever made, and the book as two arrays.</summary>
internal sealed class FeedExchange(Random random)
{
    public const int Prices = 24;
    private const int FirstBid = 500;
    private const int FirstAsk = 600;

    private readonly List<(long Id, int Price, long Lots)> _changes = [];
    private readonly long[] _at = new long[2 * Prices];
    private int _applied;
    private long _id = 1_000;

    public long LastId => _id;

    /// <summary>Makes some changes; ids have holes, as the venue's do.</summary>
    public (long First, long Final, long Previous, LevelUpdate[] Bids, LevelUpdate[] Asks) Move(long previous)
    {
        var begin = _changes.Count;
        var first = _id + random.Next(1, 5);
        _id = first - 1;
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            _changes.Add((++_id, random.Next(2 * Prices), random.Next(0, 4)));
        }

        return Diff(begin, first, previous);
    }

    /// <summary>The whole book after the change with this id, as a snapshot.</summary>
    public (InputRecord Record, LevelUpdate[] Levels) SnapshotAt(long id)
    {
        var book = At(id);
        var bids = Side(book, 0, FirstBid);
        var asks = Side(book, Prices, FirstAsk);
        return (Snapshot(id, bids.Length, asks.Length), [.. bids, .. asks]);
    }

    /// <summary>Lots by price after the change with this id; the next call overwrites it.</summary>
    public ReadOnlySpan<long> At(long id)
    {
        if (_applied > 0 && _changes[_applied - 1].Id > id)
        {
            _applied = 0;
            Array.Clear(_at);
        }

        for (; _applied < _changes.Count && _changes[_applied].Id <= id; _applied++)
        {
            _at[_changes[_applied].Price] = _changes[_applied].Lots;
        }

        return _at;
    }

    public static long Ticks(int price) => price < Prices ? FirstBid + price : FirstAsk + price - Prices;

    private (long First, long Final, long Previous, LevelUpdate[] Bids, LevelUpdate[] Asks) Diff(int begin, long first, long previous)
    {
        var last = new Dictionary<int, long>();
        foreach (var (_, price, lots) in _changes[begin..])
        {
            last[price] = lots;
        }

        LevelUpdate[] Of(bool bids) => [.. last.Where(level => level.Key < Prices == bids).Select(level => Level(Ticks(level.Key), level.Value))];
        return (first, _id, previous, Of(true), Of(false));
    }

    private static LevelUpdate[] Side(ReadOnlySpan<long> book, int from, int firstTicks)
    {
        var levels = new List<LevelUpdate>();
        for (var i = 0; i < Prices; i++)
        {
            if (book[from + i] > 0)
            {
                levels.Add(Level(firstTicks + i, book[from + i]));
            }
        }

        return [.. levels];
    }
}
