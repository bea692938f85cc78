namespace Pipeline.Warehouse.Stores;

/// <summary>Where rows are kept. A block enters it exactly once, whatever is killed in between.</summary>
/// <remarks>One thread at a time. Opening one checks its schema: <see cref="SchemaMismatchException"/>.</remarks>
public interface IWarehouseStore : IDisposable
{
    /// <summary>The manifest lines of a file.</summary>
    IReadOnlyCollection<LoadedBlock> Loaded(long file);

    /// <summary>What the sessions table says of files already loaded: short name, content hash, previous file.</summary>
    IReadOnlyList<KnownFile> KnownFiles();

    /// <summary>Keeps all rows and manifest lines of <paramref name="batch"/>, or none of them.</summary>
    /// <remarks>
    /// When it returns the batch may be filled anew; durable it is when <see cref="Finish"/> returns, or earlier. After an exception, or when
    /// the process is killed, a load is begun again: what the manifest lacks comes anew, nothing is doubled.
    /// </remarks>
    void Commit(LoadBatch batch, CancellationToken cancellation);

    /// <summary>All files are in: whatever makes reading fast is done here. Called once.</summary>
    void Finish(CancellationToken cancellation);
}
