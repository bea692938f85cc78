using System.Globalization;
using System.Text.Json;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Parquet;

/// <summary>A folder of Parquet files, a folder a table, venue, symbol and day. Exactly once by what is renamed when.</summary>
/// <remarks>
/// One thread at a time, one process by a lock file. A commit writes its files under names that no reader looks at, then its manifest, whose
/// renaming is the commit; then the files get their names. Opening finishes what was committed and removes what was not.
/// </remarks>
public sealed class ParquetStore : IWarehouseStore
{
    /// <summary>Version of the tables: that of the newest migration.</summary>
    public static readonly int SchemaVersion = Migrations.Migration.Of("duckdb").Count;

    private const string Pending = ".pending";
    private const string Unknown = "unknown";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly WriterBuffers _buffers = new();
    private readonly Dictionary<string, string> _facts;

    private ParquetStore(string folder, FileStream file, ulong featureSchemaHash)
    {
        (_folder, _lock) = (folder, file);
        _facts = new Dictionary<string, string>
        {
            ["schema_version"] = SchemaVersion.ToString(CultureInfo.InvariantCulture),
            ["feature_schema_hash"] = Hex(featureSchemaHash),
        };
    }

    private string Manifests => Path.Combine(_folder, "_manifest");

    /// <summary>Opens or creates a folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="featureSchemaHash">Hash of the feature sheet that rows will have.</param>
    /// <param name="migrate">Whether an older folder is taken: its files lack the newer columns, which then read as nulls.</param>
    /// <exception cref="SchemaMismatchException">Its schema is another and may not be moved.</exception>
    /// <exception cref="InputUnusableException">What it says of itself cannot be read.</exception>
    /// <exception cref="IOException">Another process loads into it, or it cannot be written.</exception>
    public static ParquetStore Open(string folder, ulong featureSchemaHash, bool migrate)
    {
        Directory.CreateDirectory(Path.Combine(folder, "_manifest"));
        var file = new FileStream(Path.Combine(folder, "_lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Check(FactsOf(folder), folder, featureSchemaHash, migrate);
            var store = new ParquetStore(folder, file, featureSchemaHash);
            store.Recover();
            return store;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses to read a folder whose tables are not of the present version.</summary>
    /// <exception cref="InputUnusableException">They are older or newer, or what the folder says of itself cannot be read.</exception>
    public static void RequireNewest(string folder)
    {
        var version = ReadJson<StoreFacts>(FactsOf(folder)).SchemaVersion;
        if (version != SchemaVersion)
        {
            throw new InputUnusableException($"{folder}: its tables have version {version}, this build's {SchemaVersion}; {(version < SchemaVersion ? $"move it with pipeline load --to parquet:{folder} --migrate" : "use the build that wrote it")}");
        }
    }

    /// <summary>Whether some files of a folder may lack columns: they were written by an earlier version.</summary>
    public static bool HasEarlierFiles(string folder) => ReadJson<StoreFacts>(FactsOf(folder)).EarliestVersion != SchemaVersion;

    /// <inheritdoc/>
    public IReadOnlyCollection<LoadedBlock> Loaded(long file) =>
        [.. Directory.GetFiles(Manifests, $"{file:x16}-*.json").SelectMany(path => Read(path).Blocks).Where(block => block.File == file)];

    /// <inheritdoc/>
    public IReadOnlyList<KnownFile> KnownFiles() =>
        [.. Directory.GetFiles(Manifests, "*.json").SelectMany(path => Read(path).Files).Distinct()];

    /// <inheritdoc/>
    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        var first = batch.Blocks[0];
        var name = $"{first.File:x16}-{(int)first.Part}-{first.Block:d8}-{batch.Blocks[^1].Block:d8}";
        var paths = new List<string>();
        foreach (var table in batch.Tables.Where(table => table.Rows > 0))
        {
            paths.AddRange(Partition.Of(table).Select(part => Write(batch.Venue, name, table, part)));
        }

        cancellation.ThrowIfCancellationRequested();
        var manifest = new Manifest(batch.Blocks, paths, [.. FilesOf(batch)]);
        var path = Path.Combine(Manifests, $"{name}.json");
        DurableFile.Write(path + Pending, JsonSerializer.SerializeToUtf8Bytes(manifest, Json));
        File.Move(path + Pending, path, overwrite: true);
        Publish(manifest);
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation)
    {
        // Files are read as they lie: nothing is left to do.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.Dispose();
        _lock.Dispose();
    }

    private static void Check(string path, string folder, ulong featureSchemaHash, bool migrate)
    {
        var kept = File.Exists(path) ? ReadJson<StoreFacts>(path) : null;
        var present = new StoreFacts(SchemaVersion, Hex(featureSchemaHash), kept is null ? SchemaVersion : kept.EarliestVersion ?? kept.SchemaVersion);
        if (kept is null || (kept.SchemaVersion < SchemaVersion && migrate))
        {
            DurableFile.Write(path + Pending, JsonSerializer.SerializeToUtf8Bytes(present, Json));
            File.Move(path + Pending, path, overwrite: true);
        }
        else if (kept.SchemaVersion != SchemaVersion)
        {
            throw new SchemaMismatchException(kept.SchemaVersion < SchemaVersion
                ? $"{folder}: its tables have version {kept.SchemaVersion}, this build's {SchemaVersion}; add --migrate to move it, or load into a new folder"
                : $"{folder}: its tables have version {kept.SchemaVersion}, newer than this build's {SchemaVersion}; use the build that wrote it");
        }
        else if (kept.FeatureSchemaHash != present.FeatureSchemaHash)
        {
            throw new SchemaMismatchException(
                $"{folder}: its rows follow the feature sheet {kept.FeatureSchemaHash}, these {present.FeatureSchemaHash}; load with the configuration that it was begun with, or into a new folder");
        }
    }

    private void Recover()
    {
        foreach (var path in Directory.GetFiles(Manifests, "*.json"))
        {
            Publish(Read(path));
        }

        foreach (var orphan in Directory.GetFiles(_folder, $"*{Pending}", SearchOption.AllDirectories))
        {
            File.Delete(orphan);
        }
    }

    private void Publish(Manifest manifest)
    {
        foreach (var path in manifest.Paths.Select(relative => Path.Combine(_folder, relative)))
        {
            if (File.Exists(path + Pending))
            {
                File.Move(path + Pending, path, overwrite: true);
            }
        }
    }

    private string Write(string venue, string name, TableBatch table, Partition part)
    {
        var folder = Path.Combine(table.Table.Name, $"venue={venue}", $"symbol={part.Symbol ?? Unknown}", $"day={part.Day ?? Unknown}");
        Directory.CreateDirectory(Path.Combine(_folder, folder));
        var relative = Path.Combine(folder, $"{name}.parquet");
        var path = Path.Combine(_folder, relative) + Pending;
        using (var writer = new ParquetTableWriter(path, part.Rows.SpecOf(part.First, part.Count), _buffers, plain: false, _facts))
        {
            writer.Write(part.Rows, part.First, part.Count);
            writer.Close();
        }

        DurableFile.Flush(path);
        return relative;
    }

    private static IEnumerable<KnownFile> FilesOf(LoadBatch batch)
    {
        var sessions = batch.Tables.FirstOrDefault(table => table.Table == WarehouseTables.Sessions);
        for (var row = 0; row < (sessions?.Rows ?? 0); row++)
        {
            var previous = sessions!["previous_file"];
            yield return new KnownFile(
                sessions["file"].Integers[row], sessions["content_hash"].Texts[row], previous.Nulls[row] ? null : previous.Integers[row]);
        }
    }

    private static Manifest Read(string path) => ReadJson<Manifest>(path);

    // Whole ones are all that a load leaves behind, wherever it is cut off: another hand was here, and guessing would double rows.
    private static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) ?? throw new InputUnusableException($"{path}: says nothing; load into a new folder");
        }
        catch (JsonException e)
        {
            throw new InputUnusableException($"{path}: was changed and can no longer be read ({e.Message}); load into a new folder");
        }
    }

    private static string FactsOf(string folder) => Path.Combine(folder, "_warehouse.json");

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private sealed record Manifest(IReadOnlyList<LoadedBlock> Blocks, IReadOnlyList<string> Paths, IReadOnlyList<KnownFile> Files);

    private sealed record StoreFacts(int SchemaVersion, string FeatureSchemaHash, int? EarliestVersion);
}
