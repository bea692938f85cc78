using Pipeline.Events;

namespace Pipeline.Research.Quality;

/// <summary>Counts of rows by what they lack and by flag.</summary>
/// <remarks>Single writer.</remarks>
internal sealed class RowCounts
{
    private const int AllLevels = 2 * FeatureRow.Levels;

    private readonly long[] _flags = new long[FlagNames.Count];

    public IReadOnlyList<long> Flags => _flags;

    public long Rows { get; private set; }

    public long Unscored { get; private set; }

    public long OneSided { get; private set; }

    public long NullMid { get; private set; }

    /// <summary>Rows with all twenty levels.</summary>
    public long Full { get; private set; }

    /// <summary>Levels of all rows.</summary>
    public long Levels { get; private set; }

    public void Add(in RowFacts row)
    {
        Rows++;
        Unscored += double.IsNaN(row.Score) ? 1 : 0;
        OneSided += row.Bids == 0 != (row.Asks == 0) ? 1 : 0;
        NullMid += row.HasMid ? 0 : 1;
        Full += row.Bids + row.Asks >= AllLevels ? 1 : 0;
        Levels += row.Bids + row.Asks;
        for (var flags = row.Flags; flags != 0; flags &= flags - 1)
        {
            var bit = System.Numerics.BitOperations.TrailingZeroCount(flags);
            _flags[Math.Min(bit, FlagNames.Count - 1)]++;
        }
    }

    public void Add(RowCounts other)
    {
        Rows += other.Rows;
        Unscored += other.Unscored;
        OneSided += other.OneSided;
        NullMid += other.NullMid;
        Full += other.Full;
        Levels += other.Levels;
        for (var i = 0; i < _flags.Length; i++)
        {
            _flags[i] += other._flags[i];
        }
    }
}
