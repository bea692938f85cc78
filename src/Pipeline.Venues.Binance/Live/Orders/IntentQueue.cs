using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Intents on their way from the gateway stage to the gateway's thread: one writer, one reader, bounded.</summary>
/// <remarks>
/// The last quarter takes orders only to have them vetoed, and cancels, which still go out: a queue that is filling up
/// answers rather than forgets. 0 bytes a call; nobody ever waits.
/// </remarks>
public sealed class IntentQueue
{
    private readonly Entry[] _entries;
    private readonly int _mask;
    private readonly int _ordersRoom;
    private Cursor _written;
    private Cursor _read;

    /// <summary>Room for <paramref name="capacity"/> intents, a power of two of at least 4.</summary>
    public IntentQueue(int capacity)
    {
        Invariant.Always(capacity >= 4 && BitOperations.IsPow2(capacity), "an intent queue's capacity is a power of two");
        _entries = new Entry[capacity];
        _mask = capacity - 1;
        _ordersRoom = capacity / 4 * 3;
    }

    /// <summary>Whether nothing waits. The reader's thread.</summary>
    public bool IsEmpty => _read.Value == Volatile.Read(ref _written.Value);

    /// <summary>Adds an intent; false where it found no room at all. The writer's thread.</summary>
    public bool TryAdd(in OrderIntent intent)
    {
        var waiting = _written.Value - Volatile.Read(ref _read.Value);
        if (waiting > _mask)
        {
            return false;
        }

        ref var entry = ref _entries[_written.Value & _mask];
        entry.Intent = intent;
        entry.IsLate = waiting >= _ordersRoom && intent.Action != OrderAction.Cancel;
        Volatile.Write(ref _written.Value, _written.Value + 1);
        return true;
    }

    /// <summary>Takes the oldest; <paramref name="isLate"/> where it came into the last quarter and must be vetoed. The reader's thread.</summary>
    public bool TryTake(out OrderIntent intent, out bool isLate)
    {
        if (IsEmpty)
        {
            intent = default;
            isLate = false;
            return false;
        }

        ref readonly var entry = ref _entries[_read.Value & _mask];
        intent = entry.Intent;
        isLate = entry.IsLate;
        Volatile.Write(ref _read.Value, _read.Value + 1);
        return true;
    }

    private struct Entry
    {
        public OrderIntent Intent;
        public bool IsLate;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Cursor
    {
        [FieldOffset(128)]
        public long Value;
    }
}
