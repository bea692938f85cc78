using DuckDB.NET.Data;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Files of rows that wait to enter a database together, with the manifest lines that say so.</summary>
/// <remarks>Single writer until it enters; then whoever enters it.</remarks>
/// <param name="rowsAtOnce">Rows as wide as the feature sheet that are enough for a transaction.</param>
internal sealed class StagedRows(int rowsAtOnce)
{
    private const int LinesOfStatement = 1_000;

    private readonly SortedDictionary<string, List<string>> _files = new(StringComparer.Ordinal);
    private readonly List<LoadedBlock> _blocks = [];

    private long _values;

    /// <summary>Whether these are enough for a transaction.</summary>
    public bool IsLarge => _values >= (long)rowsAtOnce * WarehouseTables.Features.Columns.Count;

    public bool IsEmpty => _blocks.Count == 0;

    public void Add(TableBatch table, string path)
    {
        if (!_files.TryGetValue(table.Table.Name, out var paths))
        {
            _files[table.Table.Name] = paths = [];
        }

        paths.Add(path);
        _values += (long)table.Rows * table.Columns.Count;
    }

    public void Add(IReadOnlyList<LoadedBlock> blocks) => _blocks.AddRange(blocks);

    /// <summary>All rows and lines in one transaction, the one that is open or one of their own; then the files are gone.</summary>
    public void EnterInto(DuckDBConnection connection, bool isOpen)
    {
        using (var transaction = isOpen ? null : connection.BeginTransaction())
        {
            foreach (var (table, paths) in _files)
            {
                connection.Run($"INSERT INTO {table} BY NAME SELECT * FROM {LiteralPath.ReadParquet(paths)}");
            }

            foreach (var lines in _blocks.Chunk(LinesOfStatement))
            {
                connection.Run($"INSERT INTO load_manifest (file, part, block, rows, loaded_at) VALUES {string.Join(',', lines.Select(line => $"({line.File},{(int)line.Part},{line.Block},{line.Rows},now())"))}");
            }

            transaction?.Commit();
        }

        foreach (var path in _files.Values.SelectMany(paths => paths))
        {
            File.Delete(path);
        }
    }
}
