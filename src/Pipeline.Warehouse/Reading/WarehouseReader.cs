using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Opens what rows lie in, whatever it is, as a database that has every table of the warehouse.</summary>
public static class WarehouseReader
{
    private const string DuckDb = "duckdb:";
    private const string ParquetFolder = "parquet:";

    /// <summary>Opens `duckdb:PATH`, `parquet:DIR`, or tapes and recordings, which are read into memory.</summary>
    /// <param name="addresses">One store, or any number of tapes and recordings.</param>
    /// <param name="venue">Tells what recordings are.</param>
    /// <param name="options">How rows are made of tapes and recordings.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <param name="notes">Is told of the damage of tapes and recordings, those that a store was loaded from included.</param>
    /// <exception cref="InputUnusableException">It is not there or cannot be read; the message says what to do.</exception>
    public static DuckDBConnection Open(
        IReadOnlyList<string> addresses, ICaptureVenue venue, LoadOptions options, CancellationToken cancellation, ReadNotes? notes = null)
    {
        if (addresses.FirstOrDefault(IsStore) is { } store && addresses.Count > 1)
        {
            throw new InputUnusableException($"{store}: a store is read alone; name one store, or tapes and recordings");
        }

        var connection = addresses[0] switch
        {
            var address when address.StartsWith(DuckDb, StringComparison.Ordinal) => Told(OpenDatabase(address[DuckDb.Length..]), notes),
            var address when address.StartsWith(ParquetFolder, StringComparison.Ordinal) => Told(OpenFolder(address[ParquetFolder.Length..]), notes),
            _ => OpenStreams(addresses, venue, options, cancellation, notes),
        };
        try
        {
            TakeOnly(options.Symbols, string.Join(", ", addresses), connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether <paramref name="address"/> names a store that can be read here.</summary>
    public static bool IsStore(string address) =>
        address.StartsWith(DuckDb, StringComparison.Ordinal) || address.StartsWith(ParquetFolder, StringComparison.Ordinal);

    /// <summary>An address as a title has room for it: a store's kind and the file's name, not where it lies.</summary>
    public static string NameOf(string address)
    {
        var kind = IsStore(address) ? address[..(address.IndexOf(':', StringComparison.Ordinal) + 1)] : "";
        return kind + Path.GetFileName(Path.TrimEndingDirectorySeparator(address[kind.Length..]));
    }

    /// <summary>Columns of a table as DuckDB declares them.</summary>
    public static string Declaration(TableSpec table) => string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\" {TypeOf(column.Kind)}"));

    /// <summary>DuckDB's type of a kind of column.</summary>
    public static string TypeOf(ColumnKind kind) => kind switch { ColumnKind.Int64 => "BIGINT", ColumnKind.Double => "DOUBLE", _ => "VARCHAR" };

    // Views of the same names, which are found first, over what stands in the database in memory.
    private static void TakeOnly(IReadOnlyList<string> symbols, string source, DuckDBConnection connection)
    {
        if (symbols.Count == 0)
        {
            return;
        }

        var held = connection.List(
            "SELECT DISTINCT market, symbol FROM l2_features UNION SELECT DISTINCT market, symbol FROM sessions",
            row => (Market: row.GetString(0), Symbol: row.GetString(1), Name: InstrumentName.Of(row.GetString(0), row.GetString(1))));
        var chosen = SymbolChoice.Of(source, held.Select(each => each.Name), symbols);
        var condition = string.Join(" OR ", held.Where(each => chosen.Contains(each.Name))
            .Select(each => $"(market = {DuckDbSession.Literal(each.Market)} AND symbol = {DuckDbSession.Literal(each.Symbol)})"));
        foreach (var table in WarehouseTables.All.Where(table => table.HasSymbol))
        {
            connection.Run($"CREATE TEMP VIEW {table.Name} AS SELECT * FROM memory.main.{table.Name} WHERE {condition}");
        }
    }

    private static DuckDBConnection Told(DuckDBConnection connection, ReadNotes? notes)
    {
        notes?.Add(StoredDamage.Of(connection));
        return connection;
    }

    private static DuckDBConnection OpenDatabase(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputUnusableException($"{path}: no such database{NearestFile.Hint(path)}; load one with pipeline load TAPES --to duckdb:{path}");
        }

        try
        {
            RequireNewest(path);
            return Attach(path);
        }
        catch (DuckDBException e) when (e.Message.Contains(DuckDbSession.Denied, StringComparison.Ordinal))
        {
            throw new InputUnusableException($"{path}: may not be read ({DuckDbSession.Denied}); give this user the right to read it, or read a copy");
        }
        catch (DuckDBException e)
        {
            throw new InputUnusableException($"{path}: cannot be opened as a DuckDB database ({e.Message.Split('\n')[0]}); where it was one it is damaged: load again into a new one with pipeline load");
        }
    }

    private static void RequireNewest(string path)
    {
        using var connection = DuckDbSession.Open(path, readOnly: true);
        var migrator = new DuckDbMigrator(connection, path);
        if (migrator.Current() is var version && version != migrator.Newest)
        {
            throw new InputUnusableException($"{path}: its tables have version {version}, this build's {migrator.Newest}; move it with pipeline load --to duckdb:{path} --migrate");
        }
    }

    // Tables that a reader makes for itself lie in memory: what was loaded is only read.
    private static DuckDBConnection Attach(string path)
    {
        var connection = DuckDbSession.Open(null);
        try
        {
            connection.Run($"ATTACH {DuckDbSession.Literal(LiteralPath.OfDatabase(path))} AS warehouse (READ_ONLY)");
            foreach (var table in WarehouseTables.All)
            {
                connection.Run($"CREATE VIEW {table.Name} AS SELECT {string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""))} FROM warehouse.{table.Name}");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static DuckDBConnection OpenFolder(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "_warehouse.json")))
        {
            throw new InputUnusableException($"{folder}: holds no warehouse; load one with pipeline load TAPES --to parquet:{folder}");
        }

        ParquetStore.RequireNewest(folder);
        var files = ParquetFiles.Of(folder);
        var connection = DuckDbSession.Open(null);
        try
        {
            foreach (var table in WarehouseTables.All)
            {
                var columns = string.Join(", ", table.Columns.Select(column => $"\"{column.Name}\""));
                connection.Run(files.Contains(table.Name)
                    ? $"CREATE VIEW {table.Name} AS SELECT {columns} FROM {LiteralPath.ReadParquet(files[table.Name])}"
                    : $"CREATE TABLE {table.Name} ({Declaration(table)})");
            }

            return connection;
        }
        catch (DuckDBException e)
        {
            connection.Dispose();
            throw new InputUnusableException($"{folder}: cannot be read ({e.Message.Split('\n')[0]}); load again into a new folder");
        }
    }

    // The store is the connection's only owner but for the folder that it writes batches to; the connection outlives it.
    private static DuckDBConnection OpenStreams(
        IReadOnlyList<string> paths, ICaptureVenue venue, LoadOptions options, CancellationToken cancellation, ReadNotes? notes)
    {
        var inputs = LoadInputs.Group(paths, venue, options.Symbols);
        var store = DuckDbStore.Open(null, new StoreOpening(FeatureSchema.HashOf(options.Features)));
        try
        {
            var result = new Loader(store, options with { Symbols = [] }).Run(inputs, readers: 1, cancellation);
            notes?.Add(result.Defects);
            return store.Detach();
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
