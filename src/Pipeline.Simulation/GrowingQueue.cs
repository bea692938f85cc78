namespace Pipeline.Simulation;

/// <summary>First in, first out, in an array that doubles when full and never shrinks: 0 bytes a call in steady state.</summary>
internal sealed class GrowingQueue<T>
    where T : struct
{
    private T[] _items = new T[64];
    private int _head;

    public int Count { get; private set; }

    /// <summary>The oldest; there must be one.</summary>
    public ref readonly T First => ref _items[_head];

    public ref T Add()
    {
        if (Count == _items.Length)
        {
            Grow();
        }

        ref var item = ref _items[(_head + Count++) & (_items.Length - 1)];
        item = default;
        return ref item;
    }

    public void RemoveFirst()
    {
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
    }

    private void Grow()
    {
        var larger = new T[_items.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _items[(_head + i) & (_items.Length - 1)];
        }

        (_items, _head) = (larger, 0);
    }
}
