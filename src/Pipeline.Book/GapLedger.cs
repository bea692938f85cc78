using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>A stretch in which a book was not known.</summary>
public sealed record Gap
{
    /// <summary>Number, from 1, within the instrument.</summary>
    public required int Id { get; init; }

    /// <summary>What began it.</summary>
    public required BookReason Reason { get; init; }

    /// <summary>Pipeline time of the last diff that was applied before it: what came after is missing.</summary>
    public required long FromNanos { get; init; }

    /// <summary>Pipeline time of the record that told of it.</summary>
    public required long DetectedNanos { get; init; }

    /// <summary>Last id that the book had.</summary>
    public required long FromUpdateId { get; init; }

    /// <summary>Pipeline time of the sync that ended it, or Absent while it is open.</summary>
    public long ToNanos { get; internal set; } = InputRecord.Absent;

    /// <summary>Id of the book at that sync, or Absent while it is open.</summary>
    public long ToUpdateId { get; internal set; } = InputRecord.Absent;

    /// <summary>Whether the book is still not known.</summary>
    public bool IsOpen => ToNanos == InputRecord.Absent;
}

/// <summary>The gaps of one instrument, oldest first; the last one may be open.</summary>
/// <remarks>One small object a gap, none a record. Single writer; a reader of another thread waits for the stage's end.</remarks>
public sealed class GapLedger
{
    private readonly List<Gap> _gaps = [];

    /// <summary>All gaps, oldest first.</summary>
    public IReadOnlyList<Gap> All => _gaps;

    /// <summary>Number of the open or last gap, 0 before the first.</summary>
    public int LastId => _gaps.Count;

    /// <summary>Whether the last gap is open.</summary>
    public bool IsOpen => _gaps.Count > 0 && _gaps[^1].IsOpen;

    internal void Open(BookReason reason, long fromNanos, long fromUpdateId, long detectedNanos) => _gaps.Add(new Gap
    {
        Id = _gaps.Count + 1,
        Reason = reason,
        FromNanos = fromNanos,
        FromUpdateId = fromUpdateId,
        DetectedNanos = detectedNanos,
    });

    internal void Close(long nanos, long updateId)
    {
        if (IsOpen)
        {
            _gaps[^1].ToNanos = nanos;
            _gaps[^1].ToUpdateId = updateId;
        }
    }
}
