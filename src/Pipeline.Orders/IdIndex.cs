using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Orders;

/// <summary>From a client order id to a slot: open addressing with linear probing, at most half full, never grown.</summary>
/// <remarks>Single writer. Ids are not 0. Deletion shifts the cluster back, so no tombstones pile up. 0 bytes a call.</remarks>
public sealed class IdIndex
{
    private readonly Entry[] _entries;
    private readonly int _mask;
    private readonly int _capacity;

    /// <summary>Room for <paramref name="capacity"/> ids.</summary>
    public IdIndex(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)capacity * 2)];
        _mask = _entries.Length - 1;
    }

    /// <summary>Number of ids.</summary>
    public int Count { get; private set; }

    /// <summary>The slot of <paramref name="id"/>.</summary>
    public bool TryGet(long id, out int slot)
    {
        var at = Find(id);
        slot = _entries[at].Slot;
        return id != 0 && _entries[at].Id == id;
    }

    /// <summary>Adds an id that is not there yet.</summary>
    /// <exception cref="InvalidOperationException">There is no room, or the id is 0 or there: the caller counts its orders.</exception>
    public void Add(long id, int slot)
    {
        var at = Find(id);
        Invariant.Always(id != 0 && Count < _capacity && _entries[at].Id == 0, "an id index has room for a new id");
        _entries[at] = new Entry { Id = id, Slot = slot };
        Count++;
    }

    /// <summary>Removes an id; nothing happens if it is not there.</summary>
    public void Remove(long id)
    {
        var hole = Find(id);
        if (id == 0 || _entries[hole].Id != id)
        {
            return;
        }

        Count--;
        CloseHole(hole);
    }

    private void CloseHole(int hole)
    {
        for (var next = (hole + 1) & _mask; _entries[next].Id != 0; next = (next + 1) & _mask)
        {
            // An entry may move into the hole unless its home lies behind the hole.
            if (((next - Home(_entries[next].Id)) & _mask) >= ((next - hole) & _mask))
            {
                _entries[hole] = _entries[next];
                hole = next;
            }
        }

        _entries[hole] = default;
    }

    private int Find(long id)
    {
        var at = Home(id);
        while (_entries[at].Id != id && _entries[at].Id != 0)
        {
            at = (at + 1) & _mask;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Home(long id) => (int)(((ulong)id * 0x9E3779B97F4A7C15) >> 32) & _mask;

    private struct Entry
    {
        public long Id;
        public int Slot;
    }
}
