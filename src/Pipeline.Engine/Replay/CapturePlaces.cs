namespace Pipeline.Engine.Replay;

/// <summary>Where the last messages of a recording stand, by their place in the log: what the stages find out is told some records later.</summary>
internal sealed class CapturePlaces
{
    // Several times what a ring holds.
    private const int Remembered = 1 << 15;

    private readonly (int Source, long Line, long Offset)[] _places = new (int, long, long)[Remembered];
    private long _count;

    /// <summary>The next message stands here. The log begins with the session's start, so the first message is its record 1.</summary>
    public void Add(int source, long line, long offset) => _places[++_count & (Remembered - 1)] = (source, line, offset);

    /// <summary>Where the message behind a record stands; line 0 where that is not remembered any more.</summary>
    public (int Source, long Line, long Offset) Of(long ordinal) =>
        ordinal > 0 && ordinal <= _count && _count - ordinal < Remembered ? _places[ordinal & (Remembered - 1)] : (0, 0, 0);
}
