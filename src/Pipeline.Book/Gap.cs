using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>A stretch in which a book was not known.</summary>
public sealed record Gap
{
    /// <summary>Number, from 1, within the instrument.</summary>
    public int Id { get; internal set; }

    /// <summary>What began it.</summary>
    public BookReason Reason { get; internal set; }

    /// <summary>Pipeline time of the last diff that was applied before it: what came after is missing.</summary>
    public long FromNanos { get; internal set; }

    /// <summary>Pipeline time of the record that told of it.</summary>
    public long DetectedNanos { get; internal set; }

    /// <summary>Last id that the book had.</summary>
    public long FromUpdateId { get; internal set; }

    /// <summary>Pipeline time of the sync that ended it, or Absent while it is open.</summary>
    public long ToNanos { get; internal set; } = InputRecord.Absent;

    /// <summary>Id of the book at that sync, or Absent while it is open.</summary>
    public long ToUpdateId { get; internal set; } = InputRecord.Absent;

    /// <summary>Whether the book is still not known.</summary>
    public bool IsOpen => ToNanos == InputRecord.Absent;
}
