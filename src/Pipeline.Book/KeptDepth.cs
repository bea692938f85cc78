using System.Numerics;
using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>One diff or snapshot that is kept with its levels for later.</summary>
/// <remarks>Memory grows with the largest one and stays. Single writer.</remarks>
internal sealed class KeptDepth
{
    private InputRecord _record;
    private LevelUpdate[] _levels = [];
    private int _count;

    /// <summary>Whether there is one.</summary>
    public bool IsKept { get; private set; }

    /// <summary>The record; of use while <see cref="IsKept"/>.</summary>
    public ref readonly InputRecord Record => ref _record;

    /// <summary>Its levels, bids first.</summary>
    public ReadOnlySpan<LevelUpdate> Levels => _levels.AsSpan(0, _count);

    /// <summary>Keeps this one in the place of the last.</summary>
    public void Keep(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        if (_levels.Length < levels.Length)
        {
            _levels = new LevelUpdate[BitOperations.RoundUpToPowerOf2((uint)levels.Length)];
        }

        levels.CopyTo(_levels);
        _count = levels.Length;
        _record = record;
        IsKept = true;
    }

    /// <summary>Gives it up.</summary>
    public void Clear() => IsKept = false;
}
