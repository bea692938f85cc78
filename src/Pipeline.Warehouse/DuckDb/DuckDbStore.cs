using DuckDB.NET.Data;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>A DuckDB database: rows and manifest lines enter in one transaction.</summary>
/// <remarks>
/// One thread at a time. A batch goes through a plain Parquet file beside the database: whole columns are handed over, which is several times
/// as fast as appending rows.
/// </remarks>
public sealed class DuckDbStore : IWarehouseStore
{
    private readonly DuckDBConnection _connection;
    private readonly string _folder;
    private readonly TextPool _texts = new();

    private DuckDbStore(DuckDBConnection connection, string folder) => (_connection, _folder) = (connection, folder);

    /// <summary>The connection, for those who read what was loaded.</summary>
    public DuckDBConnection Connection => _connection;

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file, or null for one in memory.</param>
    /// <param name="featureSchemaHash">Hash of the feature sheet that rows will have.</param>
    /// <param name="migrate">Whether an older schema is moved to the present one.</param>
    /// <exception cref="SchemaMismatchException">Its schema is another and may not be moved.</exception>
    /// <exception cref="DuckDBException">It is no database, or another process has it open.</exception>
    public static DuckDbStore Open(string? path, ulong featureSchemaHash, bool migrate)
    {
        var connection = DuckDbSession.Open(path);
        try
        {
            new DuckDbMigrator(connection, path ?? "memory").Prepare(featureSchemaHash, migrate);
            var folder = path is null ? Directory.CreateTempSubdirectory("pipeline-load-").FullName : $"{path}.load";
            if (path is not null && Directory.Exists(folder))
            {
                // A load that was killed left it behind; its rows are in the database or will come again.
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            return new DuckDbStore(connection, folder);
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
        _texts.Dispose();
        Directory.Delete(_folder, recursive: true);
        return _connection;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<LoadedBlock> Loaded(long file) => _connection.List(
        $"SELECT file, part, block, rows FROM load_manifest WHERE file = {file}",
        row => new LoadedBlock(row.GetInt64(0), (LoadPart)row.GetInt64(1), (int)row.GetInt64(2), row.GetInt64(3)));

    /// <inheritdoc/>
    public IReadOnlyList<KnownFile> KnownFiles() => _connection.List(
        "SELECT DISTINCT file, content_hash, previous_file FROM sessions",
        row => new KnownFile(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2)));

    /// <inheritdoc/>
    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        var files = batch.Tables.Where(table => table.Rows > 0).Select(table => (table, Path: Write(table))).ToArray();
        cancellation.ThrowIfCancellationRequested();
        using (var transaction = _connection.BeginTransaction())
        {
            foreach (var (table, path) in files)
            {
                _connection.Run($"INSERT INTO {table.Table.Name} SELECT * FROM read_parquet({DuckDbSession.Literal(path)})");
            }

            foreach (var lines in batch.Blocks.Chunk(1_000))
            {
                _connection.Run($"INSERT INTO load_manifest VALUES {string.Join(',', lines.Select(line => $"({line.File},{(int)line.Part},{line.Block},{line.Rows},now())"))}");
            }

            transaction.Commit();
        }

        Array.ForEach(files, file => File.Delete(file.Path));
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation) => _connection.Run("CHECKPOINT");

    /// <inheritdoc/>
    public void Dispose()
    {
        Detach().Dispose();
    }

    private string Write(TableBatch batch)
    {
        var path = Path.Combine(_folder, $"{batch.Table.Name}.parquet");
        using var writer = new ParquetTableWriter(path, batch.Table, _texts, plain: true);
        writer.Write(batch, 0, batch.Rows);
        writer.Close();
        return path;
    }
}
