using System.Globalization;
using System.Text.Json;

namespace Pipeline.Tests.EndToEnd.Simulator;

/// <summary>The book as a patient person would keep it: decimals in two sorted maps, and the rules of the protocol sheet.</summary>
internal sealed class NaiveBook
{
    private readonly List<JsonElement> _waiting = [];
    private bool _first = true;

    public SortedDictionary<decimal, decimal> Bids { get; } = [];

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public long Id { get; private set; }

    public bool IsLoaded { get; private set; }

    public int Applied { get; private set; }

    /// <summary>Whether the diff continues the chain; a diff before the snapshot waits.</summary>
    public bool TryApply(JsonElement diff)
    {
        if (!IsLoaded)
        {
            _waiting.Add(diff);
            return true;
        }

        var (first, last, previous) = (diff.GetProperty("U").GetInt64(), diff.GetProperty("u").GetInt64(), diff.GetProperty("pu").GetInt64());
        if (last < Id)
        {
            return true;
        }

        if (previous != Id && !(_first && first <= Id && Id <= last))
        {
            return false;
        }

        _first = false;
        Set(Bids, diff.GetProperty("b"));
        Set(Asks, diff.GetProperty("a"));
        Id = last;
        Applied++;
        return true;
    }

    public bool TryLoad(JsonElement snapshot)
    {
        Set(Bids, snapshot.GetProperty("bids"));
        Set(Asks, snapshot.GetProperty("asks"));
        Id = snapshot.GetProperty("lastUpdateId").GetInt64();
        IsLoaded = true;
        return _waiting.TrueForAll(TryApply);
    }

    private static void Set(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var (price, size) = (Number(level[0]), Number(level[1]));
            side[price] = size;
            if (size == 0)
            {
                side.Remove(price);
            }
        }
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}
