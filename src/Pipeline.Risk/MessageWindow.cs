using System.Numerics;

namespace Pipeline.Risk;

/// <summary>Times of the messages of the last minute: exact counts over 10 s and 60 s.</summary>
/// <remarks>Sized for the most that the limits let pass, so it never runs over. 0 bytes a call.</remarks>
internal sealed class MessageWindow
{
    private const long ShortNanos = 10_000_000_000;
    private const long LongNanos = 60_000_000_000;
    private readonly long[] _nanos;
    private long _head;
    private long _shortTail;
    private long _longTail;

    public MessageWindow(long most) => _nanos = new long[BitOperations.RoundUpToPowerOf2((ulong)most + 1)];

    /// <summary>Messages in (now - 10 s, now].</summary>
    public long ShortCount => _head - _shortTail;

    /// <summary>Messages in (now - 60 s, now].</summary>
    public long LongCount => _head - _longTail;

    /// <summary>Forgets what has left the windows.</summary>
    public void Advance(long nanos)
    {
        Advance(ref _shortTail, nanos - ShortNanos);
        Advance(ref _longTail, nanos - LongNanos);
    }

    public void Add(long nanos) => _nanos[_head++ & (_nanos.Length - 1)] = nanos;

    private void Advance(ref long tail, long oldest)
    {
        while (tail < _head && _nanos[tail & (_nanos.Length - 1)] <= oldest)
        {
            tail++;
        }
    }
}
