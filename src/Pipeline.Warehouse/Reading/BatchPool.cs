using System.Collections.Concurrent;

namespace Pipeline.Warehouse.Reading;

/// <summary>A few batches that are filled, stored and filled again: what bounds the memory of a load.</summary>
/// <remarks>Any thread. A reader that is ahead of its store waits here. Batches may come back after the reader has gone.</remarks>
internal sealed class BatchPool<T>(int most, Func<T> create, Action<T> clear)
    where T : class
{
    private readonly SemaphoreSlim _free = new(most, most);
    private readonly ConcurrentBag<T> _batches = [];

    public T Take(CancellationToken cancellation)
    {
        _free.Wait(cancellation);
        return _batches.TryTake(out var batch) ? batch : create();
    }

    public void Return(T batch)
    {
        clear(batch);
        _batches.Add(batch);
        _free.Release();
    }
}
