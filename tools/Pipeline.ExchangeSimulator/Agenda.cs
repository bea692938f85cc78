namespace Pipeline.ExchangeSimulator;

/// <summary>What happens when. Equal times keep the order in which they were entered.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action<long>, (long Nanos, long Ordinal)> _entries = new();
    private long _ordinal;

    public void At(long nanos, Action<long> what) => _entries.Enqueue(what, (nanos, _ordinal++));

    /// <summary>Does <paramref name="what"/> at <paramref name="nanos"/> and every <paramref name="periodNanos"/> from then on.</summary>
    public void Every(long nanos, long periodNanos, Action<long> what) => At(nanos, now =>
    {
        what(now);
        Every(now + periodNanos, periodNanos, what);
    });

    /// <summary>When the next entry is due.</summary>
    public long NextNanos => _entries.TryPeek(out _, out var due) ? due.Nanos : long.MaxValue;

    /// <summary>Does the next entry.</summary>
    public void Step()
    {
        _entries.TryDequeue(out var what, out var due);
        what?.Invoke(due.Nanos);
    }

    /// <summary>Does everything that is due at <paramref name="nanos"/>.</summary>
    public void Advance(long nanos)
    {
        while (_entries.TryPeek(out var what, out var due) && due.Nanos <= nanos)
        {
            _entries.Dequeue();
            what(due.Nanos);
        }
    }
}
