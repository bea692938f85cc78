using Pipeline.Warehouse.Stores;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>A store whose load ends after a number of commits, as one that is killed there does.</summary>
internal sealed class StoppedStore(IWarehouseStore store, int commits, CancellationTokenSource stop) : IWarehouseStore
{
    public int Commits { get; private set; }

    public IReadOnlyCollection<LoadedBlock> Loaded(long file) => store.Loaded(file);

    public IReadOnlyList<KnownFile> KnownFiles() => store.KnownFiles();

    public IReadOnlyList<TradeSpan> TradeSpans() => store.TradeSpans();

    public IReadOnlyList<TradeSpan> TradeRuns(long file) => store.TradeRuns(file);

    public void Replace(IReadOnlyCollection<long> files) => store.Replace(files);

    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        stop.Token.ThrowIfCancellationRequested();
        store.Commit(batch, cancellation);
        if (++Commits == commits)
        {
            stop.Cancel();
        }
    }

    public void Finish(CancellationToken cancellation)
    {
        stop.Token.ThrowIfCancellationRequested();
        store.Finish(cancellation);
    }

    public void Dispose() => store.Dispose();
}
