using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>The ids and levels of the last diffs in a book: what a snapshot of an earlier id cannot be asked about.</summary>
/// <remarks>At most <see cref="MaxDiffs"/> diffs and <see cref="MaxLevels"/> levels; past either the oldest go. Single writer, 0 B a diff.</remarks>
internal sealed class RecentDiffs : IDisposable
{
    /// <summary>Most diffs remembered.</summary>
    public const int MaxDiffs = 1_000;

    /// <summary>Most levels remembered: 1 MiB of them, the busiest half minute that was seen.</summary>
    public const int MaxLevels = 1 << 16;

    private readonly Section<Diff> _diffs = new(1_024);
    private readonly NativeArray<LevelUpdate> _levels = new(MaxLevels);
    private long _first;
    private long _end;
    private long _endLevel;

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
        while (_first < _end && (_end - _first == MaxDiffs || _endLevel + levels.Length - FirstLevel > MaxLevels))
        {
            KnownFrom = _diffs[_first++].FinalUpdateId;
        }

        if (levels.Length > MaxLevels)
        {
            KnownFrom = diff.Depth.FinalUpdateId;
            return;
        }

        // Copied whole, though prices alone are asked for: once a diff, and a snapshot is rare.
        var place = (int)(_endLevel & (MaxLevels - 1));
        var before = Math.Min(levels.Length, MaxLevels - place);
        levels[..before].CopyTo(_levels.Span[place..]);
        levels[before..].CopyTo(_levels.Span);
        _endLevel += levels.Length;
        _diffs[_end++] = new Diff { FinalUpdateId = diff.Depth.FinalUpdateId, EndLevel = _endLevel, Bids = diff.Depth.BidCount, Asks = diff.Depth.AskCount };
    }

    /// <summary>Adds to the maps every price that diffs after <paramref name="updateId"/> touched.</summary>
    public void CopyTouched(long updateId, LongMap bids, LongMap asks)
    {
        for (var index = _end - 1; index >= _first && _diffs[index].FinalUpdateId > updateId; index--)
        {
            ref readonly var diff = ref _diffs[index];
            var level = diff.EndLevel - diff.Asks - diff.Bids;
            for (; level < diff.EndLevel - diff.Asks; level++)
            {
                bids.SetBits(PriceAt(level), 1);
            }

            for (; level < diff.EndLevel; level++)
            {
                asks.SetBits(PriceAt(level), 1);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _diffs.Dispose();
        _levels.Dispose();
    }

    private long FirstLevel => _diffs[_first].EndLevel - _diffs[_first].Asks - _diffs[_first].Bids;

    private long PriceAt(long level) => _levels[(int)(level & (MaxLevels - 1))].PriceTicks;

    private struct Diff
    {
        public long FinalUpdateId;
        public long EndLevel;
        public int Bids;
        public int Asks;
    }
}
