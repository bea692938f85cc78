using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Diffs that wait for a snapshot, oldest first, with their levels copied out of the lane's arena.</summary>
/// <remarks>
/// At most <see cref="MaxDiffs"/> diffs and <see cref="MaxLevels"/> levels; past either the oldest go. Memory doubles while
/// it fills, which no Synced book does. Single writer.
/// </remarks>
internal sealed class DiffBuffer : IDisposable
{
    /// <summary>Most diffs that wait.</summary>
    public const int MaxDiffs = 10_000;

    /// <summary>Most levels that wait: 16 MiB.</summary>
    public const int MaxLevels = 1 << 20;

    private const int FirstLevels = 1 << 15;
    private const int FirstDiffs = 256;

    private readonly Queue<InputRecord> _diffs = new(FirstDiffs);
    private LevelArena _arena = new(FirstLevels, FirstDiffs);
    private long _nextOrdinal;

    /// <summary>Number of diffs that wait.</summary>
    public int Count => _diffs.Count;

    /// <summary>The oldest diff; there must be one.</summary>
    public InputRecord Oldest => _diffs.Peek();

    /// <summary>Keeps a diff behind the others.</summary>
    /// <returns>Number of older diffs given up for it.</returns>
    public int Add(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var dropped = 0;
        if (Count == MaxDiffs)
        {
            RemoveOldest();
            dropped++;
        }

        while (!TryCopy(diff, levels))
        {
            dropped += MakeRoom();
        }

        return dropped;
    }

    /// <summary>Levels of a diff that waits.</summary>
    public ReadOnlySpan<LevelUpdate> Levels(in InputRecord diff) => _arena.Read(diff.Depth);

    /// <summary>The diffs that wait, oldest first.</summary>
    public Queue<InputRecord>.Enumerator GetEnumerator() => _diffs.GetEnumerator();

    /// <summary>Gives up the oldest diff.</summary>
    public void RemoveOldest()
    {
        _arena.Release(_nextOrdinal - Count);
        _diffs.Dequeue();
    }

    /// <summary>Gives up every diff and keeps the memory.</summary>
    /// <returns>Number of diffs given up.</returns>
    public int Clear()
    {
        var count = Count;
        _arena.Release(_nextOrdinal);
        _diffs.Clear();
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _arena.Dispose();

    private bool TryCopy(in InputRecord diff, ReadOnlySpan<LevelUpdate> levels)
    {
        var room = _arena.TryReserve(out var offset);
        if (room.IsEmpty)
        {
            return false;
        }

        levels.CopyTo(room);
        _arena.Commit(_nextOrdinal++, offset, levels.Length);
        var kept = diff;
        kept.Depth.LevelOffset = offset;
        _diffs.Enqueue(kept);
        return true;
    }

    private int MakeRoom()
    {
        if (_arena.Capacity == MaxLevels)
        {
            RemoveOldest();
            return 1;
        }

        Grow();
        return 0;
    }

    private void Grow()
    {
        using var old = _arena;
        _arena = new LevelArena(old.Capacity * 2, MaxDiffs);
        for (var left = Count; left > 0; left--)
        {
            var diff = _diffs.Dequeue();
            Invariant.Always(TryCopy(diff, old.Read(diff.Depth)), "twice the levels have room for the levels");
        }
    }
}
