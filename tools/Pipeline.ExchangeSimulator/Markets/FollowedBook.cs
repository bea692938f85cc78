using System.Text.Json;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>The book of a recording, kept plainly: sizes by price, from its snapshot and its diffs.</summary>
internal sealed class FollowedBook(Instrument instrument)
{
    private readonly SortedDictionary<long, long> _bids = new(Comparer<long>.Create((x, y) => y.CompareTo(x)));
    private readonly SortedDictionary<long, long> _asks = [];

    /// <summary>Hears of each level that a diff sets.</summary>
    public Action<Side, long, long>? LevelSet { get; set; }

    public long LastId { get; private set; }

    public static bool IsDiffStream(string name)
    {
        var at = name.IndexOf("@depth", StringComparison.Ordinal);
        return at > 0 && (name.Length == at + 6 || name[at + 6] == '@');
    }

    public SortedDictionary<long, long> SideOf(Side side) => side == Side.Buy ? _bids : _asks;

    public long BestTicks(Side side)
    {
        foreach (var level in SideOf(side))
        {
            return level.Key;
        }

        return 0;
    }

    public ExchangeBook ToBook() => new(LastId, Levels(_bids), Levels(_asks));

    public void Load(JsonElement snapshot)
    {
        _bids.Clear();
        _asks.Clear();
        LastId = snapshot.GetProperty("lastUpdateId").GetInt64();
        Set(Side.Buy, snapshot.GetProperty("bids"));
        Set(Side.Sell, snapshot.GetProperty("asks"));
    }

    public void Apply(JsonElement diff)
    {
        LastId = diff.GetProperty("u").GetInt64();
        Set(Side.Buy, diff.GetProperty("b"));
        Set(Side.Sell, diff.GetProperty("a"));
    }

    public long Ticks(JsonElement price) => (long)(decimal.Parse(price.GetString()!) * FixedPoint.PowerOfTen(instrument.PriceDecimals)) / instrument.TickMantissa;

    public long Lots(JsonElement size) => (long)(decimal.Parse(size.GetString()!) * FixedPoint.PowerOfTen(instrument.SizeDecimals)) / instrument.LotMantissa;

    private void Set(Side side, JsonElement levels)
    {
        var sizes = SideOf(side);
        foreach (var level in levels.EnumerateArray())
        {
            var (ticks, lots) = (Ticks(level[0]), Lots(level[1]));
            if (lots == 0)
            {
                sizes.Remove(ticks);
            }
            else
            {
                sizes[ticks] = lots;
            }

            LevelSet?.Invoke(side, ticks, lots);
        }
    }

    private static LevelUpdate[] Levels(SortedDictionary<long, long> side) =>
        [.. side.Select(level => new LevelUpdate { PriceTicks = level.Key, SizeLots = level.Value })];
}
