using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>One diff or snapshot that is kept with its levels for later.</summary>
/// <remarks>It has room for the largest message there is, in memory that is not touched before it is needed. Single writer, 0 B a message.</remarks>
internal sealed class KeptDepth : IDisposable
{
    private readonly NativeArray<LevelUpdate> _levels = new(LevelArena.MaxRun);
    private InputRecord _record;
    private int _count;

    /// <summary>Whether there is one.</summary>
    public bool IsKept { get; private set; }

    /// <summary>The record; of use while <see cref="IsKept"/>.</summary>
    public ref readonly InputRecord Record => ref _record;

    /// <summary>Its levels, bids first.</summary>
    public ReadOnlySpan<LevelUpdate> Levels => _levels.Slice(0, _count);

    /// <summary>Keeps this one in the place of the last.</summary>
    public void Keep(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        levels.CopyTo(_levels.Span);
        _count = levels.Length;
        _record = record;
        IsKept = true;
    }

    /// <summary>Gives it up.</summary>
    public void Clear() => IsKept = false;

    /// <inheritdoc/>
    public void Dispose() => _levels.Dispose();
}
