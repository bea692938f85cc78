using Pipeline.Events;

namespace Pipeline.Book;

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
