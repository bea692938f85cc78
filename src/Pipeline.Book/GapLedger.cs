using System.Collections;
using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>The last gaps of one instrument, oldest first; the newest one may be open.</summary>
/// <remarks>
/// At most <see cref="MaxKept"/> are kept; an older one's place is taken by a newer, and the numbers go on. Single writer, 0 B a
/// gap; a reader of another thread waits for the stage's end.
/// </remarks>
public sealed class GapLedger : IReadOnlyList<Gap>
{
    /// <summary>Most gaps kept.</summary>
    public const int MaxKept = 4_096;

    private readonly Gap[] _kept = [.. Enumerable.Range(0, MaxKept).Select(_ => new Gap())];

    /// <summary>All gaps that are kept, oldest first.</summary>
    public IReadOnlyList<Gap> All => this;

    /// <summary>Number of the open or last gap, 0 before the first.</summary>
    public int LastId { get; private set; }

    /// <summary>Number of the oldest gap that is kept, 1 before the first.</summary>
    public int FirstId => Math.Max(1, LastId - MaxKept + 1);

    /// <inheritdoc/>
    public int Count => Math.Min(LastId, MaxKept);

    /// <summary>Whether the last gap is open.</summary>
    public bool IsOpen => LastId > 0 && Last.IsOpen;

    /// <inheritdoc/>
    public Gap this[int index] => index >= 0 && index < Count ? Of(FirstId + index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The gap of a number, from <see cref="FirstId"/> to <see cref="LastId"/>.</summary>
    public Gap Of(int id) => _kept[(id - 1) % MaxKept];

    /// <inheritdoc/>
    public IEnumerator<Gap> GetEnumerator()
    {
        for (var id = FirstId; id <= LastId; id++)
        {
            yield return Of(id);
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Open(BookReason reason, long fromNanos, long fromUpdateId, long detectedNanos)
    {
        LastId++;
        var gap = Last;
        gap.Id = LastId;
        gap.Reason = reason;
        gap.FromNanos = fromNanos;
        gap.FromUpdateId = fromUpdateId;
        gap.DetectedNanos = detectedNanos;
        gap.ToNanos = InputRecord.Absent;
        gap.ToUpdateId = InputRecord.Absent;
    }

    internal void Close(long nanos, long updateId)
    {
        if (IsOpen)
        {
            Last.ToNanos = nanos;
            Last.ToUpdateId = updateId;
        }
    }

    private Gap Last => Of(LastId);
}
