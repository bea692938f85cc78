using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>A book as anyone would write it: two sorted dictionaries.</summary>
public sealed class PlainBook
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((left, right) => right.CompareTo(left)));
    private readonly SortedDictionary<long, long> _asks = [];

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    public void SetBid(long ticks, long lots) => Set(_bids, ticks, lots);

    public void SetAsk(long ticks, long lots) => Set(_asks, ticks, lots);

    /// <summary>The levels of a row; times and ids are the caller's.</summary>
    public RowBook ToRow(Instrument instrument)
    {
        var row = default(RowBook);
        row.BidCount = Fill(_bids, ref row.BidTicks, ref row.BidLots);
        row.AskCount = Fill(_asks, ref row.AskTicks, ref row.AskLots);
        row.DqFlags = Flags(in row);
        if (row is { BidCount: > 0, AskCount: > 0 })
        {
            // Within 5 bps of mid = (b + a) / 2, bounds included and nothing beyond mid: 20000 p against 9995 and 10005 times (b + a).
            Int128 twiceMid = row.BidTicks[0] + row.AskTicks[0];
            row.DepthBid = instrument.Size(Sum(_bids.TakeWhile(level => (Int128)level.Key * 20_000 >= twiceMid * 9_995).Where(level => (Int128)level.Key * 2 <= twiceMid)));
            row.DepthAsk = instrument.Size(Sum(_asks.TakeWhile(level => (Int128)level.Key * 20_000 <= twiceMid * 10_005).Where(level => (Int128)level.Key * 2 >= twiceMid)));
        }

        return row;
    }

    private static Int128 Sum(IEnumerable<KeyValuePair<long, long>> levels) => levels.Aggregate((Int128)0, (sum, level) => sum + level.Value);

    private static DqFlags Flags(in RowBook row)
    {
        DqFlags flags = 0;
        flags |= row.BidCount == 0 ? DqFlags.NoBid : 0;
        flags |= row.AskCount == 0 ? DqFlags.NoAsk : 0;
        flags |= row.BidCount < FeatureRow.Levels ? DqFlags.FewBids : 0;
        flags |= row.AskCount < FeatureRow.Levels ? DqFlags.FewAsks : 0;
        var spread = row is { BidCount: > 0, AskCount: > 0 } ? row.AskTicks[0] - row.BidTicks[0] : 1;
        return flags | (spread < 0 ? DqFlags.Crossed : spread == 0 ? DqFlags.Locked : 0);
    }

    private static void Set(SortedDictionary<long, long> side, long ticks, long lots)
    {
        if (lots == 0)
        {
            side.Remove(ticks);
        }
        else
        {
            side[ticks] = lots;
        }
    }

    private static byte Fill(SortedDictionary<long, long> side, ref TenLongs ticks, ref TenLongs lots)
    {
        byte rank = 0;
        foreach (var (price, size) in side.Take(FeatureRow.Levels))
        {
            ticks[rank] = price;
            lots[rank++] = size;
        }

        return rank;
    }
}
