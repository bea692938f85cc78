using DuckDB.NET.Data;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>A DuckDB database: rows and manifest lines enter in one transaction.</summary>
/// <remarks>
/// One thread at a time. A batch goes into a plain Parquet file beside the database, and some batches at once from there into the
/// tables while the next are written: whole columns are handed over, and both processors work. Rows of a table lie in no order: whoever
/// needs one asks for it.
/// </remarks>
public sealed class DuckDbStore : IWarehouseStore
{
    /// <summary>Rows of a transaction, where nothing else is asked for: four of the database's row groups.</summary>
    /// <remarks>Less than one is written twice, into the log and then into the table; each thread leaves a part of one that the checkpoint writes again.</remarks>
    public const int DefaultRowsAtOnce = 4 * 122_880;

    // Less than 288 leaves no room for a transaction of the default size; more only keeps blocks that no one asks for again.
    private const int Mebibytes = 384;

    private readonly DuckDBConnection _connection;
    private readonly string _folder;
    private readonly WriterBuffers _buffers = new();
    private readonly int _rowsAtOnce;
    private readonly Action _requireOneSheet;
    private StagedRows _staged;
    private Task _entering = Task.CompletedTask;
    private int _files;
    private DuckDBTransaction? _replacing;

    private DuckDbStore(DuckDBConnection connection, string folder, int rowsAtOnce, Action requireOneSheet)
    {
        (_connection, _folder, _rowsAtOnce, _staged) = (connection, folder, rowsAtOnce, new StagedRows(rowsAtOnce));
        _requireOneSheet = requireOneSheet;
    }

    /// <summary>The connection, for those who read what was loaded; all that was committed is in the tables.</summary>
    public DuckDBConnection Connection
    {
        get
        {
            Settle();
            return _connection;
        }
    }

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file, or null for one in memory.</param>
    /// <param name="opening">Its feature sheet.</param>
    /// <param name="rowsAtOnce">Rows as wide as the feature sheet, about, that enter in one transaction.</param>
    /// <exception cref="SchemaMismatchException">Its schema is another and may not be moved.</exception>
    /// <exception cref="DuckDBException">It is no database, or another process has it open.</exception>
    public static DuckDbStore Open(string? path, StoreOpening opening, int rowsAtOnce = DefaultRowsAtOnce)
    {
        var connection = DuckDbSession.Open(path);
        try
        {
            connection.Run("SET preserve_insertion_order = false");
            connection.LimitMemory(Mebibytes);
            var migrator = new DuckDbMigrator(connection, path ?? "memory");
            migrator.Prepare(opening);
            var folder = path is null ? Directory.CreateTempSubdirectory("pipeline-load-").FullName : $"{path}.load";
            if (path is not null && Directory.Exists(folder))
            {
                // A load that was killed left it behind; its rows are in the database or will come again.
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            return new DuckDbStore(connection, folder, rowsAtOnce, () => migrator.RequireOneSheet(opening.FeatureSchemaHash));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Hands the connection to the caller; the store is of no more use.</summary>
    public DuckDBConnection Detach()
    {
        Settle();
        _connection.Run("SET preserve_insertion_order = true");
        _connection.LimitMemory(DuckDbSession.UsualMebibytes);
        RemoveFolder();
        return _connection;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<LoadedBlock> Loaded(long file) => Connection.List(
        $"SELECT file, part, block, rows FROM load_manifest WHERE file = {file}",
        row => new LoadedBlock(row.GetInt64(0), (LoadPart)row.GetInt64(1), (int)row.GetInt64(2), row.GetInt64(3)));

    /// <inheritdoc/>
    public IReadOnlyList<KnownFile> KnownFiles() => Connection.List(
        "SELECT DISTINCT file, content_hash, previous_file FROM sessions",
        row => new KnownFile(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2)));

    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeSpans() => StoredTrades.Spans(Connection, "trades");

    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeRuns(long file) => StoredTrades.Runs(Connection, "trades", file);

    /// <inheritdoc/>
    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var table in batch.Tables.Where(table => table.Rows > 0))
        {
            _staged.Add(table, Write(table));
        }

        _staged.Add(batch.Blocks);
        if (_staged.IsLarge)
        {
            Enter();
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<long> files)
    {
        var connection = Connection;
        _replacing ??= connection.BeginTransaction();
        foreach (var table in WarehouseTables.All.Select(table => table.Name).Append("load_manifest"))
        {
            connection.Run($"DELETE FROM {table} WHERE file IN ({string.Join(',', files)})");
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation)
    {
        Settle();
        if (_replacing is not null)
        {
            _requireOneSheet();
            _replacing.Commit();
            _replacing.Dispose();
            _replacing = null;
        }

        _connection.Run("CHECKPOINT");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What is staged is not in the manifest: a load that was stopped takes it again.
        ((IAsyncResult)_entering).AsyncWaitHandle.WaitOne();
        RemoveFolder();
        _replacing?.Dispose();
        _connection.Dispose();
    }

    private void Settle()
    {
        Enter();
        _entering.GetAwaiter().GetResult();
    }

    // One transaction at a time: the next one waits, and an error of the last one is told here.
    private void Enter()
    {
        _entering.GetAwaiter().GetResult();
        if (_staged.IsEmpty)
        {
            return;
        }

        var staged = _staged;
        _staged = new StagedRows(_rowsAtOnce);
        _entering = Task.Factory.StartNew(() => staged.EnterInto(_connection, isOpen: _replacing is not null), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private string Write(TableBatch batch)
    {
        var path = Path.Combine(_folder, $"{batch.Table.Name}-{_files++}.parquet");
        using var writer = new ParquetTableWriter(path, batch.SpecOf(0, batch.Rows), _buffers, plain: true);
        writer.Write(batch, 0, batch.Rows);
        writer.Close();
        return path;
    }

    private void RemoveFolder()
    {
        _buffers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
