using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The ids and prices of the last diffs in a book: what a snapshot of an earlier id cannot be asked about.</summary>
/// <remarks>At most <see cref="MaxDiffs"/> diffs and <see cref="MaxPrices"/> prices; past either the oldest go. Single writer, 0 B a diff.</remarks>
internal sealed class RecentDiffs : IDisposable
{
    /// <summary>Most diffs remembered.</summary>
    public const int MaxDiffs = 1_000;

    /// <summary>Most prices remembered.</summary>
    public const int MaxPrices = 1 << 19;

    private readonly Section<Diff> _diffs = new(1_024);
    private readonly Section<long> _prices = new(MaxPrices);
    private long _first;
    private long _end;
    private long _endPrice;

    /// <summary>The lowest id after which every diff is remembered.</summary>
    public long KnownFrom { get; private set; } = long.MaxValue;

    /// <summary>The book starts anew from a snapshot.</summary>
    public void Restart(long snapshotId)
    {
        _first = _end;
        KnownFrom = snapshotId;
    }

    /// <summary>A diff was applied.</summary>
    public void Add(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        while (_first < _end && (_end - _first == MaxDiffs || _endPrice + levels.Length - FirstPrice > MaxPrices))
        {
            KnownFrom = _diffs[_first++].FinalUpdateId;
        }

        foreach (ref readonly var level in levels)
        {
            _prices[_endPrice++] = level.PriceTicks;
        }

        _diffs[_end++] = new Diff { FinalUpdateId = diff.Depth.FinalUpdateId, EndPrice = _endPrice, Bids = diff.Depth.BidCount, Asks = diff.Depth.AskCount };
    }

    /// <summary>Adds to the maps every price that diffs after <paramref name="updateId"/> touched.</summary>
    public void CopyTouched(long updateId, LongMap bids, LongMap asks)
    {
        for (var index = _end - 1; index >= _first && _diffs[index].FinalUpdateId > updateId; index--)
        {
            ref readonly var diff = ref _diffs[index];
            var price = diff.EndPrice - diff.Asks - diff.Bids;
            for (; price < diff.EndPrice - diff.Asks; price++)
            {
                bids.SetBits(_prices[price], 1);
            }

            for (; price < diff.EndPrice; price++)
            {
                asks.SetBits(_prices[price], 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _diffs.Dispose();
        _prices.Dispose();
    }

    private long FirstPrice => _diffs[_first].EndPrice - _diffs[_first].Asks - _diffs[_first].Bids;

    private struct Diff
    {
        public long FinalUpdateId;
        public long EndPrice;
        public int Bids;
        public int Asks;
    }
}
