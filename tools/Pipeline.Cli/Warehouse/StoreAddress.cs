using DuckDB.NET.Data;
using Pipeline.Cli.Output;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Cli.Warehouse;

/// <summary>Opens the store that an address names.</summary>
internal static class StoreAddress
{
    private const string DatabaseLog = ".wal";

    private static readonly string[] Kinds = ["duckdb", "parquet", "clickhouse"];

    public static IWarehouseStore Open(string address, StoreOpening opening, int? batchRows, CancellationToken cancellation)
    {
        var (kind, place) = Parse(address);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return kind switch
            {
                "duckdb" => Opened(place, () => DuckDbStore.Open(WithFolder(place), opening, batchRows ?? DuckDbStore.DefaultRowsAtOnce)),
                "clickhouse" => ClickHouseStore.Open(address, opening.FeatureSchemaHash, opening.Migrate, cancellation),
                "parquet" => OpenFolder(place, opening),
                _ => throw Unknown(address),
            };
        }
        catch (FormatException e)
        {
            throw new UsageException($"--to: {e.Message}");
        }
    }

    /// <summary>Refuses what is no address, before anything is read.</summary>
    public static void Require(string address)
    {
        if (!Kinds.Contains(Parse(address).Kind))
        {
            throw Unknown(address);
        }
    }

    /// <summary>Where a store would be made on a disk; null where one is there, or where none is made on a disk of this machine.</summary>
    public static string? PlaceOfNew(string address) => Parse(address) is ("duckdb" or "parquet", var place) && !Path.Exists(place) ? place : null;

    /// <summary>Removes what was made of a store that holds nothing.</summary>
    public static void Remove(string place)
    {
        if (File.Exists(place + DatabaseLog))
        {
            File.Delete(place + DatabaseLog);
        }

        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }
        else if (File.Exists(place))
        {
            File.Delete(place);
        }
    }

    /// <summary>Moves a database to a version of its schema, up or down, and answers the columns that are gone.</summary>
    public static IReadOnlyList<string> Move(string address, int version)
    {
        var (kind, place) = Parse(address);
        if (kind != "duckdb" || !File.Exists(place))
        {
            throw new UsageException($"--migrate {version}: only a DuckDB database that is there can be moved to a version; {address} is none");
        }

        using var connection = Opened(place, () => DuckDbSession.Open(place));
        var migrator = new DuckDbMigrator(connection, place);
        if (version < 1 || version > migrator.Newest)
        {
            throw new UsageException($"--migrate {version}: this build knows the versions 1 to {migrator.Newest}");
        }

        return migrator.MoveTo(version);
    }

    private static T Opened<T>(string place, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (DuckDBException e) when (DatabaseFailure.IsFullDisk(e) || DatabaseFailure.IsDenied(e))
        {
            throw OutputFailedException.For(place, e);
        }
        catch (DuckDBException e)
        {
            throw new InputUnusableException($"{place}: cannot be opened as a DuckDB database ({e.Message.Split('\n')[0]}); close whoever has it open, or name another file");
        }
    }

    private static ParquetStore OpenFolder(string folder, StoreOpening opening)
    {
        RequireNoFile(folder);
        OutputFailedException.Guard(folder, () => Directory.CreateDirectory(folder));
        return ParquetStore.Open(folder, opening);
    }

    private static void RequireNoFile(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InputUnusableException($"{folder}: is a file and no folder; name another place");
        }
    }

    private static (string Kind, string Place) Parse(string address)
    {
        var cut = address.IndexOf(':', StringComparison.Ordinal);
        return cut > 0 && cut + 1 < address.Length ? (address[..cut], address[(cut + 1)..]) : throw Unknown(address);
    }

    private static string WithFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            RequireNoFile(folder);
            OutputFailedException.Guard(path, () => Directory.CreateDirectory(folder));
        }

        return path;
    }

    private static UsageException Unknown(string address)
    {
        var (kind, place) = address.Split(':', 2) is [var before, var after] ? (before, after) : ("", address);
        var hint = NearestWord.Of(kind, Kinds) is { } nearest ? $"{nearest}:{place}" : InputPath.StoreAt(address) ?? (Directory.Exists(address) ? $"parquet:{address}" : null);
        return new UsageException($"{address}: is no store; {(hint is null ? "" : $"did you mean {hint}? The forms are ")}duckdb:PATH, parquet:DIR or clickhouse:URL");
    }
}
