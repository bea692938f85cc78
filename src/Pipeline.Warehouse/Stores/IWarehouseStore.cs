namespace Pipeline.Warehouse.Stores;

/// <summary>Where rows are kept. A block enters it exactly once, whatever is killed in between.</summary>
/// <remarks>One thread at a time. Opening one checks its schema: <see cref="SchemaMismatchException"/>.</remarks>
public interface IWarehouseStore : IDisposable
{
    /// <summary>The manifest lines of a file.</summary>
    IReadOnlyCollection<LoadedBlock> Loaded(long file);

    /// <summary>What the sessions table says of files already loaded: short name, content hash, previous file.</summary>
    IReadOnlyList<KnownFile> KnownFiles();

    /// <summary>Of each file, and each market, symbol and kind in it, what its trades span.</summary>
    IReadOnlyList<TradeSpan> TradeSpans();

    /// <summary>The runs of trade ids of a file.</summary>
    IReadOnlyList<TradeSpan> TradeRuns(long file);

    /// <summary>Keeps all rows and manifest lines of <paramref name="batch"/>, or none of them.</summary>
    /// <remarks>
    /// When it returns the batch may be filled anew; durable it is when <see cref="Finish"/> returns, or earlier. After an exception, or when
    /// the process is killed, a load is begun again: what the manifest lacks comes anew, nothing is doubled.
    /// </remarks>
    void Commit(LoadBatch batch, CancellationToken cancellation);

    /// <summary>The rows of these files are to be built anew: what is committed from now on takes their place when <see cref="Finish"/> returns, all of it or none.</summary>
    /// <remarks>Until then readers see the old rows, and where the process is killed they stay. For this store they are gone at once.</remarks>
    /// <exception cref="Feeds.Capture.InputUnusableException">Rows of another file lie together with theirs.</exception>
    void Replace(IReadOnlyCollection<long> files);

    /// <summary>All files are in: whatever makes reading fast is done here. Called once.</summary>
    /// <exception cref="SchemaMismatchException">Rows were built anew under another configuration than those that are left.</exception>
    void Finish(CancellationToken cancellation);
}
