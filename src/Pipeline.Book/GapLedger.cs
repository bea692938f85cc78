using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>The gaps of one instrument, oldest first; the last one may be open.</summary>
/// <remarks>The first 1,024 gaps lie ready; a later one is a small object. Single writer; a reader of another thread waits for the stage's end.</remarks>
public sealed class GapLedger
{
    private const int Ready = 1_024;

    private readonly Gap[] _ready = [.. Enumerable.Range(0, Ready).Select(_ => new Gap())];
    private readonly List<Gap> _gaps = new(Ready);

    /// <summary>All gaps, oldest first.</summary>
    public IReadOnlyList<Gap> All => _gaps;

    /// <summary>Number of the open or last gap, 0 before the first.</summary>
    public int LastId => _gaps.Count;

    /// <summary>Whether the last gap is open.</summary>
    public bool IsOpen => _gaps.Count > 0 && _gaps[^1].IsOpen;

    internal void Open(BookReason reason, long fromNanos, long fromUpdateId, long detectedNanos)
    {
        var gap = _gaps.Count < Ready ? _ready[_gaps.Count] : new Gap();
        gap.Id = _gaps.Count + 1;
        gap.Reason = reason;
        gap.FromNanos = fromNanos;
        gap.FromUpdateId = fromUpdateId;
        gap.DetectedNanos = detectedNanos;
        _gaps.Add(gap);
    }

    internal void Close(long nanos, long updateId)
    {
        if (IsOpen)
        {
            _gaps[^1].ToNanos = nanos;
            _gaps[^1].ToUpdateId = updateId;
        }
    }
}
