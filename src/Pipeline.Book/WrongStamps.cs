using System.Globalization;

namespace Pipeline.Book;

/// <summary>The records whose receive time is wrong, by their place in the log.</summary>
/// <remarks>All are counted; the first <see cref="MaxKept"/> can be looked at, from any thread. Single writer, 0 B a record.</remarks>
public sealed class WrongStamps
{
    /// <summary>Most that can be looked at.</summary>
    public const int MaxKept = 1_024;

    private const int MaxSuspects = 256;

    private readonly WrongStamp[] _kept = new WrongStamp[MaxKept];
    private readonly WrongStamp[] _suspects = new WrongStamp[MaxSuspects];
    private int _suspectCount;
    private long _count;

    /// <summary>Number of wrong stamps.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Wrong stamp <paramref name="index"/>, from 0, below both <see cref="Count"/> and <see cref="MaxKept"/>.</summary>
    public WrongStamp this[int index] => _kept[index];

    internal void Add(long ordinal, long byNanos)
    {
        if (_count < MaxKept)
        {
            _kept[_count] = new WrongStamp(ordinal, byNanos);
        }

        Volatile.Write(ref _count, _count + 1);
    }

    // Its record tells no time of its own: the next that does shows what it is. Of very many the last may pass.
    internal void Suspect(long ordinal, long nanos)
    {
        if (_suspectCount < MaxSuspects)
        {
            _suspects[_suspectCount++] = new WrongStamp(ordinal, nanos);
        }
    }

    internal void Settle(long nanos)
    {
        for (var i = 0; i < _suspectCount; i++)
        {
            var suspect = _suspects[i];
            if (Math.Abs(suspect.ByNanos - nanos) > PipelineTime.NearNanos)
            {
                Add(suspect.Ordinal, suspect.ByNanos - nanos);
            }
        }

        _suspectCount = 0;
    }
}

/// <summary>A record whose receive time is wrong.</summary>
/// <param name="Ordinal">Its place in the log, from 0.</param>
/// <param name="ByNanos">How far off it is.</param>
public readonly record struct WrongStamp(long Ordinal, long ByNanos)
{
    /// <summary>In words.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"the receive time is off by {ByNanos / 1e9:0.###} s; the message was used and moved no time");
}
