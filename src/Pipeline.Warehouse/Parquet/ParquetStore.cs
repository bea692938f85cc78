using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Parquet;

/// <summary>A folder of Parquet files, a folder a table, venue, symbol and day. Exactly once by what is renamed when.</summary>
/// <remarks>
/// One thread at a time, one process by a lock file. A commit writes its files under names that no reader looks at, then its manifest, whose
/// renaming is the commit; then the files get their names. Rows that take the place of others are told of together, in one note whose
/// renaming is the commit. Opening finishes what was committed and removes what was not.
/// </remarks>
public sealed class ParquetStore : IWarehouseStore
{
    /// <summary>Version of the tables: that of the newest migration.</summary>
    public static readonly int SchemaVersion = Migrations.Migration.Of("duckdb").Count;

    private const string Pending = ParquetFiles.Pending;
    private const string Unknown = "unknown";

    private static readonly JsonSerializerOptions Json = ParquetFiles.Json;

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly WriterBuffers _buffers = new();
    private readonly Dictionary<string, string> _facts;
    private readonly ulong _featureSchemaHash;
    // What the folder's manifests say, by their files' names. A batch may hold blocks of several files, so a name tells only where it begins.
    private readonly SortedDictionary<string, ParquetManifest> _kept = new(StringComparer.Ordinal);
    private readonly HashSet<long> _replaced = [];
    private readonly List<NamedManifest> _replacing = [];

    private ParquetStore(string folder, FileStream file, ulong featureSchemaHash)
    {
        (_folder, _lock, _featureSchemaHash) = (folder, file, featureSchemaHash);
        _facts = new Dictionary<string, string>
        {
            ["schema_version"] = SchemaVersion.ToString(CultureInfo.InvariantCulture),
            ["feature_schema_hash"] = Hex(featureSchemaHash),
        };
    }

    private string Manifests => ParquetFiles.ManifestsOf(_folder);

    /// <summary>Opens or creates a folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="opening">Its feature sheet, and whether the files of an older folder are written anew in the present form.</param>
    /// <exception cref="SchemaMismatchException">Its schema is another and may not be moved.</exception>
    /// <exception cref="InputUnusableException">What it says of itself cannot be read.</exception>
    /// <exception cref="IOException">Another process loads into it, or it cannot be written.</exception>
    public static ParquetStore Open(string folder, StoreOpening opening)
    {
        Directory.CreateDirectory(Path.Combine(folder, "_manifest"));
        var file = new FileStream(Path.Combine(folder, "_lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var store = new ParquetStore(folder, file, opening.FeatureSchemaHash);
            store.Recover();
            store.Check(opening);
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

    /// <inheritdoc/>
    public IReadOnlyCollection<LoadedBlock> Loaded(long file) => _replaced.Contains(file)
        ? []
        : [.. _kept.Values.SelectMany(manifest => manifest.Blocks).Where(block => block.File == file)];

    /// <inheritdoc/>
    public IReadOnlyList<KnownFile> KnownFiles() =>
        [.. _kept.Values.SelectMany(manifest => manifest.Files).Distinct().Where(file => !_replaced.Contains(file.File))];

    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeSpans() =>
        [.. AskTrades(_kept.Values, StoredTrades.Spans).Where(span => !_replaced.Contains(span.File))];

    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeRuns(long file) => AskTrades(
        _kept.Values.Where(manifest => manifest.Blocks.Any(block => block.File == file)), (connection, trades) => StoredTrades.Runs(connection, trades, file));

    /// <inheritdoc/>
    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        var name = NewName(batch);
        var paths = new List<string>();
        foreach (var table in batch.Tables.Where(table => table.Rows > 0))
        {
            paths.AddRange(Partition.Of(table).Select(part => Write(batch.Venue, name, table, part)));
        }

        cancellation.ThrowIfCancellationRequested();
        var manifest = new NamedManifest(name, new ParquetManifest(batch.Blocks, paths, [.. FilesOf(batch)]));
        if (_replaced.Count > 0)
        {
            _replacing.Add(manifest);
            return;
        }

        Keep(manifest);
        Publish(manifest.Manifest);
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<long> files)
    {
        _replaced.UnionWith(files);
        foreach (var (_, manifest) in OfReplaced())
        {
            if (manifest.Blocks.FirstOrDefault(block => !_replaced.Contains(block.File)) is { Rows: > 0 } other)
            {
                throw new InputUnusableException($"{_folder}: its rows lie together with those of file {other.File:x16}; give all files of the stream to --refresh");
            }
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation)
    {
        if (_replaced.Count == 0)
        {
            return;
        }

        RequireOneSheet();
        var note = ParquetFiles.ReplacementOf(_folder);
        WriteDurably(note, JsonSerializer.SerializeToUtf8Bytes(new ParquetReplacement([.. OfReplaced().Select(each => each.Name)], _replacing), Json));
        Apply(note);
        WriteDurably(FactsOf(_folder), JsonSerializer.SerializeToUtf8Bytes(new StoreFacts(SchemaVersion, Hex(_featureSchemaHash)), Json));
        _replaced.Clear();
        _replacing.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.Dispose();
        _lock.Dispose();
    }

    private List<TradeSpan> AskTrades(IEnumerable<ParquetManifest> manifests, Func<DuckDBConnection, string, List<TradeSpan>> ask)
    {
        var paths = manifests.SelectMany(manifest => manifest.Paths).Where(path => path.Split('/', '\\')[0] == WarehouseTables.Trades.Name)
            .Select(path => Path.Combine(_folder, path)).ToList();
        if (paths.Count == 0)
        {
            return [];
        }

        using var connection = DuckDbSession.Open(null);
        return ask(connection, LiteralPath.ReadParquet(paths));
    }

    private void Check(StoreOpening opening)
    {
        var path = FactsOf(_folder);
        var kept = File.Exists(path) ? ReadJson<StoreFacts>(path) : null;
        var present = new StoreFacts(SchemaVersion, Hex(opening.FeatureSchemaHash));
        if (kept is null)
        {
            WriteDurably(path, JsonSerializer.SerializeToUtf8Bytes(present, Json));
            return;
        }

        if (kept.SchemaVersion != SchemaVersion && !(kept.SchemaVersion < SchemaVersion && opening.Migrate))
        {
            throw new SchemaMismatchException(kept.SchemaVersion < SchemaVersion
                ? $"{_folder}: its tables have version {kept.SchemaVersion}, this build's {SchemaVersion}; add --migrate to move it, or load into a new folder"
                : $"{_folder}: its tables have version {kept.SchemaVersion}, newer than this build's {SchemaVersion}; use the build that wrote it");
        }

        var isEarlier = kept.SchemaVersion < SchemaVersion && opening.EarlierHash is { } earlier && kept.FeatureSchemaHash == Hex(earlier);
        if (kept.FeatureSchemaHash != present.FeatureSchemaHash && !isEarlier && !opening.Refresh)
        {
            throw new SchemaMismatchException(
                $"{_folder}: its rows follow the feature sheet {kept.FeatureSchemaHash}, these {present.FeatureSchemaHash}; load with the configuration that it was begun with, or into a new folder");
        }

        if (kept.SchemaVersion < SchemaVersion)
        {
            // Whoever is cut off here begins again: a file that was written anew stays as it is when that is done once more.
            new ParquetMigration(_folder, isEarlier ? (kept.FeatureSchemaHash, present.FeatureSchemaHash) : null).Run([.. _kept.Values.SelectMany(manifest => manifest.Paths)]);
            WriteDurably(path, JsonSerializer.SerializeToUtf8Bytes(isEarlier ? present : present with { FeatureSchemaHash = kept.FeatureSchemaHash }, Json));
        }
    }

    // A store follows one sheet: rows of other files must be those of the same configuration.
    private void RequireOneSheet()
    {
        var left = KnownFiles();
        if (left.Count > 0 && ReadJson<StoreFacts>(FactsOf(_folder)).FeatureSchemaHash != Hex(_featureSchemaHash))
        {
            throw new SchemaMismatchException($"{_folder}: files {string.Join(", ", left.Select(file => $"{file.File:x16}"))} would still follow another feature sheet; give all its files to --refresh, or the configuration that it was begun with");
        }
    }

    private void Recover()
    {
        if (File.Exists(ParquetFiles.ReplacementOf(_folder)))
        {
            Apply(ParquetFiles.ReplacementOf(_folder));
        }

        foreach (var path in Directory.GetFiles(Manifests, "*.json"))
        {
            _kept[Path.GetFileName(path)] = Read(path);
            Publish(_kept[Path.GetFileName(path)]);
        }

        foreach (var orphan in Directory.GetFiles(_folder, $"*{Pending}", SearchOption.AllDirectories))
        {
            File.Delete(orphan);
        }
    }

    // Every step may have been taken before: whoever is cut off in between does all of them again.
    private void Apply(string note)
    {
        var replacement = ReadJson<ParquetReplacement>(note);
        foreach (var manifest in replacement.Added)
        {
            Publish(manifest.Manifest);
            Keep(manifest);
        }

        foreach (var path in replacement.Removed.Select(name => Path.Combine(Manifests, name)).Where(File.Exists))
        {
            foreach (var relative in Read(path).Paths)
            {
                File.Delete(Path.Combine(_folder, relative));
            }

            File.Delete(path);
            _kept.Remove(Path.GetFileName(path));
        }

        File.Delete(note);
    }

    private IEnumerable<(string Name, ParquetManifest Manifest)> OfReplaced() => _kept
        .Select(each => (Name: each.Key, Manifest: each.Value)).Where(each => each.Manifest.Blocks.Any(block => _replaced.Contains(block.File)));

    private void Keep(NamedManifest manifest)
    {
        WriteDurably(Path.Combine(Manifests, $"{manifest.Name}.json"), JsonSerializer.SerializeToUtf8Bytes(manifest.Manifest, Json));
        _kept[$"{manifest.Name}.json"] = manifest.Manifest;
    }

    private static void WriteDurably(string path, byte[] bytes)
    {
        DurableFile.Write(path + Pending, bytes);
        File.Move(path + Pending, path, overwrite: true);
    }

    private void Publish(ParquetManifest manifest)
    {
        foreach (var path in manifest.Paths.Select(relative => Path.Combine(_folder, relative)))
        {
            if (File.Exists(path + Pending))
            {
                File.Move(path + Pending, path, overwrite: true);
            }
        }
    }

    // Rows that take the place of others lie beside them until those are gone.
    private string NewName(LoadBatch batch)
    {
        var first = batch.Blocks[0];
        var name = $"{first.File:x16}-{(int)first.Part}-{first.Block:d8}-{batch.Blocks[^1].Block:d8}";
        var free = name;
        for (var again = 1; _replaced.Count > 0 && _kept.ContainsKey($"{free}.json"); again++)
        {
            free = $"{name}-{again}";
        }

        return free;
    }

    private string Write(string venue, string name, TableBatch table, Partition part)
    {
        var folder = Path.Combine(table.Table.Name, $"venue={venue}-{part.Market ?? Unknown}", $"symbol={part.Symbol ?? Unknown}", $"day={part.Day ?? Unknown}");
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

    private static ParquetManifest Read(string path) => ReadJson<ParquetManifest>(path);

    private static T ReadJson<T>(string path) => ParquetFiles.ReadJson<T>(path);

    private static string FactsOf(string folder) => Path.Combine(folder, "_warehouse.json");

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private sealed record StoreFacts(int SchemaVersion, string FeatureSchemaHash);
}
