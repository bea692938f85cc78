using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Loads streams into a store: several are read at once, one thread stores.</summary>
/// <remarks>A stream that cannot be used is a reject, and the others go on. Memory is a few batches a reading thread.</remarks>
public sealed class Loader(IWarehouseStore store, LoadOptions options)
{
    private const int BatchesAhead = 1;

    private readonly ConcurrentDictionary<LoadInput, Func<(long Done, long Total)>> _progress = new();
    private readonly ConcurrentQueue<(LoadInput Input, string Reason)> _unusable = new();
    private readonly ConcurrentQueue<string> _already = new();
    private readonly ConcurrentQueue<Reject> _firstRejects = new();
    private readonly Lock _asking = new();
    private readonly TradesOnce _trades = new(store);
    private readonly Dictionary<string, string> _taken = [];
    private readonly List<SourceFile> _files = [];
    private readonly SortedDictionary<string, long> _rows = new(WarehouseTables.All.ToDictionary(table => table.Name, _ => 0L), StringComparer.Ordinal);
    private long _storedRows;
    private long _rejects;
    private readonly List<string> _defects = [];
    private long _skipped;

    /// <summary>Bytes read so far of those there are, and rows stored. Any thread.</summary>
    public (long Done, long Total, long Rows) Progress =>
        (_progress.Values.Sum(each => each().Done), _progress.Values.Sum(each => each().Total), Volatile.Read(ref _storedRows));

    /// <summary>Loads <paramref name="inputs"/>, <paramref name="readers"/> of them at a time.</summary>
    /// <exception cref="InputUnusableException">There is one input and it cannot be used, or a file is there already in another stream.</exception>
    /// <exception cref="OperationCanceledException">Cancelled: what was stored is whole, and the same load goes on from there.</exception>
    public LoadResult Run(IReadOnlyList<LoadInput> inputs, int readers, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var input in inputs)
        {
            var bytes = input.Paths.Sum(BytesOf);
            _progress[input] = () => (0, bytes);
            foreach (var path in input.Repeated)
            {
                _already.Enqueue(path);
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var batches = new BlockingCollection<LoadBatch>(BatchesAhead);
        var reading = Task.Run(() => ReadAll(inputs, readers, batches, stop), CancellationToken.None);
        try
        {
            foreach (var batch in batches.GetConsumingEnumerable())
            {
                Store(batch, cancellation);
            }
        }
        finally
        {
            // Waits and does not throw: where storing failed, readers ended only because of it, and that is not what is told.
            stop.Cancel();
            Drain(batches);
            Task.WaitAny(reading);
        }

        reading.GetAwaiter().GetResult();
        StoreUnusable(inputs, cancellation);
        store.Finish(cancellation);
        return new LoadResult(_rows, _rejects, _defects, Stopwatch.GetElapsedTime(started).TotalSeconds, Progress.Total, _skipped)
        {
            FirstRejects = [.. _firstRejects.DistinctBy(reject => reject.Reason)],
            LoadedAlready = [.. _already],
            RepeatedTrades = _trades.LeftOut,
            RepeatedFiles = [.. _files.Where(file => _trades.AllLeftOut(file.Key) > 0).Select(file => file.Path)],
        };
    }

    /// <summary>Refuses an instrument whose grid was read off a snapshot, where that is not allowed.</summary>
    /// <exception cref="InputUnusableException">It is one.</exception>
    public static void RequireGrid(LoadInput input, LoadOptions options)
    {
        if (input.Inferred is { } symbol && !options.AllowInferred)
        {
            throw Guessed(input.Paths[0], symbol);
        }
    }

    /// <summary>Refuses a source of which only a part is asked for: its blocks would count as loaded.</summary>
    /// <exception cref="InputUnusableException">It is one.</exception>
    public static void RequireWhole(ILoadSource source, LoadOptions options) =>
        SymbolChoice.RequireAll(source.Files[0].Path, source.Instruments, options.Symbols);

    private static long BytesOf(string path) => new FileInfo(path).Length;

    private static (long Done, long Total) ProgressOf(ILoadSource source, long bytes) =>
        source.Progress is (var done, > 0 and var total) ? ((long)((double)done / total * bytes), bytes) : (0, bytes);

    private static void Drain(BlockingCollection<LoadBatch> batches)
    {
        while (batches.TryTake(out var batch))
        {
            batch.Release?.Invoke();
        }
    }

    // Every failure ends all readers, and the first one is told.
    private void ReadAll(IReadOnlyList<LoadInput> inputs, int readers, BlockingCollection<LoadBatch> batches, CancellationTokenSource stop)
    {
        try
        {
            Parallel.ForEach(inputs, new ParallelOptions { MaxDegreeOfParallelism = readers, CancellationToken = stop.Token }, input => Read(input, batches, stop.Token));
        }
        catch (AggregateException e)
        {
            throw e.Flatten().InnerExceptions.FirstOrDefault(each => each is not OperationCanceledException) ?? e.InnerExceptions[0];
        }
        finally
        {
            batches.CompleteAdding();
        }
    }

    private void Read(LoadInput input, BlockingCollection<LoadBatch> batches, CancellationToken stop)
    {
        ILoadSource source;
        try
        {
            source = input.Open();
        }
        catch (InputUnusableException e)
        {
            _unusable.Enqueue((input, e.Message));
            return;
        }

        using (source)
        {
            var bytes = _progress[input]().Total;
            _progress[input] = () => ProgressOf(source, bytes);
            RequireGrid(source);
            RequireWhole(source, options);
            using var rows = new StreamRows(source, options, Loaded(source));
            var isNew = false;
            foreach (var batch in rows.Read(stop))
            {
                isNew |= batch.Blocks.Count > 0;
                batches.Add(batch, stop);
            }

            _progress[input] = () => (bytes, bytes);
            if (!isNew && rows.SkippedBlocks > 0)
            {
                input.Paths.ToList().ForEach(_already.Enqueue);
            }

            foreach (var reject in rows.FirstRejects)
            {
                _firstRejects.Enqueue(reject);
            }

            Interlocked.Add(ref _rejects, rows.Rejects);
            lock (_defects)
            {
                _defects.AddRange(rows.Defects);
            }

            Interlocked.Add(ref _skipped, rows.SkippedBlocks);
        }
    }

    private void RequireGrid(ILoadSource source)
    {
        if (!options.AllowInferred && source.Instruments.FirstOrDefault(each => each.Inferred) is { } guessed)
        {
            throw Guessed(source.Files[0].Path, guessed.Symbol);
        }
    }

    private static InputUnusableException Guessed(string path, string symbol) =>
        new($"{path}: {symbol} is in no instrument table; its grid was inferred from a snapshot. Name a table with --instruments, or allow it with --allow-inferred");

    // The same bytes after other bytes are another stretch of a stream: loading both would double their rows.
    private LoadedBlocks Loaded(ILoadSource source)
    {
        lock (_asking)
        {
            RequireOnce(source.Files);
            _files.AddRange(source.Files);
            _trades.Begin(source.Files.Select(file => file.Key));
            var known = store.KnownFiles();
            if (options.Refresh)
            {
                store.Replace(Replaced(source.Files, known));
                return LoadedBlocks.None;
            }

            foreach (var file in source.Files)
            {
                // What a shorter or damaged copy lacked is missing in its rows, too: blocks that follow cannot mend those.
                if (known.Any(each => each.File == file.Key && each.ContentHash != file.ContentHash))
                {
                    throw new InputUnusableException(
                        $"{file.Path}: another copy of it, shorter or damaged, is loaded already (file {file.Key:x16}), and its rows would stay; load into a new store");
                }

                if (known.FirstOrDefault(each => each.ContentHash == file.ContentHash && each.File != file.Key) is { } other)
                {
                    throw new InputUnusableException(
                        $"{file.Path}: is loaded already as part of another stream (file {other.File:x16}); give the recordings of a stream together and in the order of the first load");
                }

                if (EarlierOf(file, known) is { } earlier)
                {
                    throw new InputUnusableException($"{file.Path}: was loaded already by an earlier version (file {earlier.File:x16}); build its rows anew with --refresh");
                }
            }

            return LoadedBlocks.Of(store, source.Files);
        }
    }

    // An earlier version knew a recording by its bytes as they lay, packed.
    private static KnownFile? EarlierOf(SourceFile file, IReadOnlyList<KnownFile> known)
    {
        var others = known.Where(each => each.File != file.Key).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var packed = SourceFile.PackedHashOf(file.Path);
        return packed == file.ContentHash ? null : others.FirstOrDefault(each => each.ContentHash == packed);
    }

    // What continues a file is rebuilt with it: its first rows and the last targets before it hang together.
    private static long[] Replaced(IReadOnlyList<SourceFile> files, IReadOnlyList<KnownFile> known)
    {
        var replaced = new HashSet<long>();
        foreach (var file in files)
        {
            var there = known.FirstOrDefault(each => each.File == file.Key || each.ContentHash == file.ContentHash) ?? EarlierOf(file, known);
            replaced.Add(there?.File ?? throw new InputUnusableException($"{file.Path}: is not in this store, so there is nothing to refresh; load it without --refresh"));
        }

        return known.FirstOrDefault(each => each.PreviousFile is { } previous && replaced.Contains(previous) && !replaced.Contains(each.File)) is { } next
            ? throw new InputUnusableException($"{files[^1].Path}: file {next.File:x16} of the store continues it; give all recordings of the stream to --refresh")
            : [.. replaced];
    }

    private void RequireOnce(IReadOnlyList<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (!_taken.TryAdd(file.ContentHash, file.Path))
            {
                throw new InputUnusableException($"{file.Path}: holds the same bytes as {_taken[file.ContentHash]}; give one of them");
            }
        }
    }

    private void Store(LoadBatch batch, CancellationToken cancellation)
    {
        lock (_asking)
        {
            batch = _trades.Once(batch);
            store.Commit(batch, cancellation);
        }

        foreach (var table in batch.Tables)
        {
            _rows[table.Table.Name] += table.Rows;
        }

        Interlocked.Add(ref _storedRows, batch.Rows);
        batch.Release?.Invoke();
    }

    private void StoreUnusable(IReadOnlyList<LoadInput> inputs, CancellationToken cancellation)
    {
        while (_unusable.TryDequeue(out var unusable))
        {
            if (inputs.Count == 1)
            {
                throw new InputUnusableException(unusable.Reason);
            }

            _rejects++;
            _defects.Add(unusable.Reason);
            if (UnusableRow(unusable.Input, unusable.Reason) is { } batch)
            {
                Store(batch, cancellation);
            }
        }
    }

    private LoadBatch? UnusableRow(LoadInput input, string reason)
    {
        var file = SourceFile.OfRecording(input.Paths[0], null);
        if (store.Loaded(file.Key).Count > 0)
        {
            return null;
        }

        var tables = new RecordTables();
        var rows = new RecordRows([], 0);
        rows.Begin(tables, file.Key, 0, 0);
        rows.Add([Reject.OfDamage(input.Paths[0], 0, 0, reason)]);
        return new LoadBatch([tables.Rejects], [new LoadedBlock(file.Key, LoadPart.Records, 0, 1)]) { Venue = options.Exchange };
    }
}

/// <summary>What a load did.</summary>
/// <param name="Rows">Rows stored by this load, by table.</param>
/// <param name="Rejects">What could not be used, in all inputs, stored before or now.</param>
/// <param name="Defects">Those of them that are damage of an input, one line each.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Bytes">Bytes of the inputs as they lie on disk.</param>
/// <param name="SkippedBlocks">Parts of blocks that were there already.</param>
public sealed record LoadResult(IReadOnlyDictionary<string, long> Rows, long Rejects, IReadOnlyList<string> Defects, double Seconds, long Bytes, long SkippedBlocks)
{
    /// <summary>Files that brought nothing new.</summary>
    public IReadOnlyList<string> LoadedAlready { get; init; } = [];

    /// <summary>Trades left out because another stream had brought them.</summary>
    public long RepeatedTrades { get; init; }

    /// <summary>Files that brought rows, and of whose trades each had been brought by another stream: they say the same a second time.</summary>
    public IReadOnlyList<string> RepeatedFiles { get; init; } = [];

    /// <summary>The first reject of each reason.</summary>
    public IReadOnlyList<Reject> FirstRejects { get; init; } = [];

    /// <summary>Rows of all tables a second.</summary>
    public double RowsPerSecond => Seconds > 0 ? Rows.Values.Sum() / Seconds : 0;
}
