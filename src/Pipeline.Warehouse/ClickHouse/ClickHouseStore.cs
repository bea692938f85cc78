using Pipeline.Features.Table;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Keeps rows in ClickHouse, on one server or on a cluster with replicated and distributed tables.</summary>
/// <remarks>
/// <para>One thread at a time; any number of stores at once. ClickHouse has no transactions, so every attempt at a commit has a
/// number of its own: its rows carry it, and last of all one insert of one block writes its manifest lines. Until then no view
/// shows a row of it. An attempt that was cut off, or whose outcome is unknown, is made again under a new number.</para>
/// <para>On a cluster a replica may lag behind: the views of <see cref="Finish"/> are whole at every server that it reached.</para>
/// </remarks>
public sealed class ClickHouseStore : IWarehouseStore
{
    // A sort larger than this goes through the server's disk.
    private const string SortSettings = "&max_bytes_before_external_sort=500000000";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly ClickHouseServer _server;
    private readonly ClickHouseDialect _dialect;
    private readonly ClickHouseLayout _layout;
    private readonly IReadOnlyList<TableSpec> _tables;
    private readonly AttemptNumbers _attempts;
    private readonly TableBatch _manifest = new(ClickHouseLayout.Manifest);
    private readonly string _database;

    // The first attempt that may bring the rows in the place of a file's.
    private readonly Dictionary<long, long> _replaced = [];

    private ClickHouseStore(ClickHouseServer server, ClickHouseAddress address, ClickHouseVersions versions, CancellationToken cancellation)
    {
        var about = server.ReadAll(
            "SELECT version() AS version, toInt64(toUnixTimestamp(now())) AS seconds",
            [new("version", ColumnKind.Text, Nullable: false), new("seconds", ColumnKind.Int64, Nullable: false)], cancellation);
        (_server, _database, _tables) = (server, address.Database, versions.Tables);
        _dialect = ClickHouseDialect.Of(about["version"].Texts[0]);
        _layout = new(_dialect, address.Database, address.Cluster);
        _attempts = new(about["seconds"].Integers[0]);
    }

    /// <summary>Opens a database, made where it is not there.</summary>
    /// <exception cref="FormatException"><paramref name="address"/> is no address.</exception>
    /// <exception cref="SchemaMismatchException">The tables are not those of this build.</exception>
    /// <exception cref="ClickHouseException">The server cannot be reached, or refuses.</exception>
    public static ClickHouseStore Open(string address, ulong featureSchemaHash, bool migrate, CancellationToken cancellation) =>
        Open(address, featureSchemaHash, migrate, ClickHouseVersions.Present, cancellation);

    internal static ClickHouseStore Open(string address, ulong featureSchemaHash, bool migrate, ClickHouseVersions versions, CancellationToken cancellation)
    {
        var parsed = ClickHouseAddress.Parse(address);
        var server = new ClickHouseServer(parsed);
        try
        {
            var store = new ClickHouseStore(server, parsed, versions, cancellation);
            new ClickHouseSchema(server, parsed, store._layout, versions).Open(featureSchemaHash, migrate, cancellation);
            return store;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<LoadedBlock> Loaded(long file)
    {
        if (_replaced.ContainsKey(file))
        {
            return [];
        }

        var lines = _server.ReadAll($"SELECT file, part, block, rows FROM ({_layout.ManifestLines($"file = {file}")})", ClickHouseLayout.Manifest.Columns, default);
        return [.. Enumerable.Range(0, lines.Rows).Select(i => new LoadedBlock(
            lines["file"].Integers[i], (LoadPart)lines["part"].Integers[i], (int)lines["block"].Integers[i], lines["rows"].Integers[i]))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<KnownFile> KnownFiles()
    {
        var sessions = WarehouseTables.Sessions;
        ColumnSpec[] columns = [.. new[] { "file", "content_hash", "previous_file" }.Select(name => sessions.Columns[sessions.IndexOf(name)])];
        var rows = _server.ReadAll(
            $"SELECT DISTINCT {string.Join(", ", columns.Select(_dialect.Plain))} FROM {_database}.{sessions.Name} ORDER BY file", columns, default);
        return [.. Enumerable.Range(0, rows.Rows).Select(i => new KnownFile(
            rows["file"].Integers[i], rows["content_hash"].Texts[i], rows["previous_file"].Nulls[i] ? null : rows["previous_file"].Integers[i]))
            .Where(file => !_replaced.ContainsKey(file.File))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeSpans() => [.. AskTrades(
        "file, market, symbol, kind, min(trade_id) AS first, max(trade_id) AS last, min(ts_event_ms) AS first_ms, max(ts_event_ms) AS last_ms", "GROUP BY file, market, symbol, kind")
        .Where(span => !_replaced.ContainsKey(span.File))];

    // Servers of before 2021 have no window functions: ids come one by one, and neighbours are put together here.
    /// <inheritdoc/>
    public IReadOnlyList<TradeSpan> TradeRuns(long file)
    {
        var runs = new List<TradeSpan>();
        foreach (var id in AskTrades("file, market, symbol, kind, trade_id AS first, trade_id AS last, ts_event_ms AS first_ms, ts_event_ms AS last_ms", $"WHERE file = {file} ORDER BY market, symbol, kind, first"))
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == id.First && (runs[^1].Market, runs[^1].Symbol, runs[^1].Kind) == (id.Market, id.Symbol, id.Kind))
            {
                runs[^1] = runs[^1] with { Last = id.Last };
            }
            else
            {
                runs.Add(id);
            }
        }

        return runs;
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<long> files)
    {
        // The views show the first attempt at a block whose line is there: a later one is seen once the lines before it are gone.
        var last = _server.ReadAll(_layout.LastAttempt(files), [new("last", ColumnKind.Int64, Nullable: false)], default)["last"].Integers[0];
        var first = _attempts.StartAbove(last);
        foreach (var file in files)
        {
            _replaced[file] = first;
        }
    }

    /// <inheritdoc/>
    public void Commit(LoadBatch batch, CancellationToken cancellation)
    {
        if (batch.Blocks.Count > 0)
        {
            _server.Persist(() => Attempt(batch, cancellation), cancellation);
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellation)
    {
        if (_replaced.Count > 0)
        {
            RemoveReplaced(cancellation);
        }

        foreach (var statement in _layout.SyncLedgers().Concat(_tables.SelectMany(_layout.SyncRows)))
        {
            _server.RunEverywhere(statement, cancellation);
        }

        new Leftovers(_server, _layout, _attempts.FirstAlive).Remove(_tables, cancellation);
    }

    /// <summary>Reads a table's rows in its order, block by block, each block in the same batch.</summary>
    /// <param name="table">The table.</param>
    /// <param name="where">A condition in SQL, or null for all rows.</param>
    /// <param name="onBatch">Takes a block; its batch is filled anew afterwards.</param>
    /// <remarks>Rows that are equal in <see cref="TableSpec.Order"/> come in order of their other columns, nulls last.</remarks>
    public void Read(TableSpec table, string? where, Action<TableBatch> onBatch) =>
        _server.Read(_layout.Select(table, where), SortSettings, table, onBatch, default);

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    /// <summary>Inserts the rows of an attempt and no manifest line, as one that is killed there does.</summary>
    internal void InsertRows(IEnumerable<TableBatch> tables, long attempt, CancellationToken cancellation)
    {
        foreach (var table in tables.Where(table => table.Rows > 0))
        {
            _server.Insert(_layout.Rows(table.Table.Name), table, attempt, _dialect, cancellation);
        }
    }

    private IEnumerable<TradeSpan> AskTrades(string columns, string rest)
    {
        string[] names = ["file", "first", "last", "first_ms", "last_ms"];
        var integers = string.Join(", ", names.Select(name => $"toInt64(ifNull({name}, 0)) AS i_{name}"));
        var rows = _server.ReadAll(
            $"SELECT {integers}, toString(market) AS t_market, toString(symbol) AS t_symbol, toString(kind) AS t_kind FROM (SELECT {columns} FROM {_database}.{WarehouseTables.Trades.Name} {rest})",
            [.. names.Select(name => new ColumnSpec($"i_{name}", ColumnKind.Int64, Nullable: false)), new("t_market", ColumnKind.Text, Nullable: false), new("t_symbol", ColumnKind.Text, Nullable: false), new("t_kind", ColumnKind.Text, Nullable: false)], default);
        return Enumerable.Range(0, rows.Rows).Select(i => new TradeSpan(
            rows["i_file"].Integers[i], rows["t_market"].Texts[i], rows["t_symbol"].Texts[i], rows["t_kind"].Texts[i],
            rows["i_first"].Integers[i], rows["i_last"].Integers[i], rows["i_first_ms"].Integers[i], rows["i_last_ms"].Integers[i]));
    }

    private void Attempt(LoadBatch batch, CancellationToken cancellation)
    {
        var attempt = _attempts.Next();
        InsertRows(batch.Tables, attempt, cancellation);
        if (!_attempts.IsAlive(attempt))
        {
            throw new TimeoutException($"{_database}: the rows of a batch took so long to insert that another load may take them for leftovers; load again, with smaller batches");
        }

        FillManifest(batch.Blocks);
        _server.Insert(_layout.Rows(ClickHouseLayout.Manifest.Name), _manifest, attempt, _dialect, cancellation);
    }

    private void RemoveReplaced(CancellationToken cancellation)
    {
        foreach (var files in _replaced.GroupBy(each => each.Value, each => each.Key))
        {
            _server.Run(_layout.DeleteLines(files, files.Key), cancellation);
        }

        ColumnSpec[] waiting = [new("waiting", ColumnKind.Int64, Nullable: false)];
        while (_server.ReadAll(_layout.LinesToDelete(), waiting, cancellation)["waiting"].Integers[0] > 0)
        {
            // The server carries it out by itself, and tells only who asks.
            cancellation.WaitHandle.WaitOne(LookAgain);
            cancellation.ThrowIfCancellationRequested();
        }

        _replaced.Clear();
    }

    private void FillManifest(IReadOnlyList<LoadedBlock> blocks)
    {
        _manifest.Clear();
        foreach (var block in blocks)
        {
            _manifest.Columns[0].Add(block.File);
            _manifest.Columns[1].Add((long)block.Part);
            _manifest.Columns[2].Add((long)block.Block);
            _manifest.Columns[3].Add(block.Rows);
        }
    }
}
