using System.Numerics;
using Pipeline.Events;

namespace Pipeline.Testing.Book;

/// <summary>The order book written so plainly that it is right by reading: two sorted dictionaries.</summary>
public sealed class PlainBook
{
    public SortedDictionary<long, long> Bids { get; } = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<long, long> Asks { get; } = [];

    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
    }

    public void Apply(ReadOnlySpan<LevelUpdate> bids, ReadOnlySpan<LevelUpdate> asks)
    {
        Apply(Bids, bids);
        Apply(Asks, asks);
    }

    public (Int128 Bid, Int128 Ask) DepthWithin5Bps()
    {
        if (Bids.Count == 0 || Asks.Count == 0)
        {
            return (0, 0);
        }

        var twiceMid = (BigInteger)Bids.First().Key + Asks.First().Key;
        var bid = Bids.Where(level => (BigInteger)level.Key * 20_000 >= twiceMid * 9_995 && (BigInteger)level.Key * 2 <= twiceMid).Aggregate((Int128)0, (sum, level) => sum + level.Value);
        var ask = Asks.Where(level => (BigInteger)level.Key * 20_000 <= twiceMid * 10_005 && (BigInteger)level.Key * 2 >= twiceMid).Aggregate((Int128)0, (sum, level) => sum + level.Value);
        return (bid, ask);
    }

    private static void Apply(SortedDictionary<long, long> side, ReadOnlySpan<LevelUpdate> levels)
    {
        foreach (var level in levels)
        {
            if (level.SizeLots == 0)
            {
                side.Remove(level.PriceTicks);
            }
            else
            {
                side[level.PriceTicks] = level.SizeLots;
            }
        }
    }
}
