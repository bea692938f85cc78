using System.Net.Sockets;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Requests over HTTP to the first server of an address that answers.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class ClickHouseServer : IDisposable
{
    private const int PatientTries = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(5);

    private readonly ClickHouseAddress _address;
    private readonly HttpClient _client;
    private int _host;

    public ClickHouseServer(ClickHouseAddress address)
    {
        _address = address;
        // A server closes a connection that is idle for 3 s: ours is given up before, so that no request meets a closing one.
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2) };
        _client = new HttpClient(handler) { Timeout = LongestRequest };
        if (address.User is not null || address.Password is not null)
        {
            _client.DefaultRequestHeaders.Add("X-ClickHouse-User", address.User ?? "default");
            _client.DefaultRequestHeaders.Add("X-ClickHouse-Key", address.Password ?? "");
        }
    }

    private Uri Host => _address.Hosts[_host];

    /// <summary>Runs a statement that may run twice.</summary>
    public void Run(string sql, CancellationToken cancellation) =>
        Persist(() => RunOnce(sql, "", cancellation), cancellation);

    /// <summary>Runs a statement at the present server.</summary>
    public void RunOnce(string sql, string settings, CancellationToken cancellation)
    {
        using var answer = Send(settings, new StringContent(sql), cancellation);
        answer.Content.ReadAsStream(cancellation).CopyTo(Stream.Null);
    }

    /// <summary>Runs a statement at every server that can be reached, and tells which could not.</summary>
    public IReadOnlyList<Uri> RunEverywhere(string sql, CancellationToken cancellation)
    {
        var away = new List<Uri>();
        for (var i = 0; i < _address.Hosts.Count; i++)
        {
            try
            {
                RunOnce(sql, "", cancellation);
            }
            catch (ClickHouseException e) when (e.IsPassing && _address.Hosts.Count > 1)
            {
                // A replica that is away catches up by itself when it is back.
                away.Add(Host);
            }

            NextHost();
        }

        return away;
    }

    /// <summary>Inserts rows at the present server; after an exception their fate is unknown.</summary>
    public void Insert(string into, TableBatch rows, long batch, ClickHouseDialect dialect, CancellationToken cancellation)
    {
        var names = string.Join(",", rows.Columns.Select(column => column.Spec.Name).Append(ClickHouseLayout.Batch).Select(name => $"`{name}`"));
        var query = Uri.EscapeDataString($"INSERT INTO {into} ({names}) FORMAT Native");
        // An insert through a Distributed table returns when the shards have the rows.
        var settings = $"&query={query}&insert_distributed_sync=1{dialect.InsertSettings}";
        using var answer = Send(settings, new NativeContent(rows, batch, dialect), cancellation);
        answer.Content.ReadAsStream(cancellation).CopyTo(Stream.Null);
    }

    /// <summary>Reads all rows of a small answer.</summary>
    public TableBatch ReadAll(string sql, IReadOnlyList<ColumnSpec> columns, CancellationToken cancellation) => Persist(() =>
    {
        var table = new TableSpec("answer", LoadPart.Records, columns, [], null);
        var all = new TableBatch(table);
        ReadBlocks(sql, "", table, rows => Append(all, rows), cancellation);
        return all;
    }, cancellation);

    /// <summary>Reads an answer block by block; a block that was handed out is not read again.</summary>
    public void Read(string sql, string settings, TableSpec table, Action<TableBatch> onBatch, CancellationToken cancellation)
    {
        var begun = false;
        Persist(() =>
        {
            ReadBlocks(sql, settings, table, rows =>
            {
                begun = true;
                onBatch(rows);
            }, cancellation);
        }, cancellation, () => !begun);
    }

    /// <summary>Repeats <paramref name="attempt"/>, each time at the next server, while its failure is one that passes.</summary>
    public void Persist(Action attempt, CancellationToken cancellation, Func<bool>? mayRepeat = null) => Persist(() =>
    {
        attempt();
        return true;
    }, cancellation, mayRepeat);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private T Persist<T>(Func<T> attempt, CancellationToken cancellation, Func<bool>? mayRepeat = null)
    {
        var tries = _address.Hosts.Count + PatientTries;
        for (var tried = 1; ; tried++)
        {
            try
            {
                return attempt();
            }
            catch (ClickHouseException e) when (e.IsPassing && tried < tries && (mayRepeat?.Invoke() ?? true))
            {
                NextHost();
                Pause(tried, cancellation);
            }
        }
    }

    // Once through all servers without a pause. Then one is awaited to come back, and no event tells of that.
    private void Pause(int tried, CancellationToken cancellation)
    {
        var round = tried - _address.Hosts.Count;
        if (round >= 0)
        {
            var pause = Math.Min(FirstPause.TotalMilliseconds * (1 << Math.Min(round, 10)), LongestPause.TotalMilliseconds);
            cancellation.WaitHandle.WaitOne((int)pause);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void NextHost() => _host = (_host + 1) % _address.Hosts.Count;

    private void ReadBlocks(string sql, string settings, TableSpec table, Action<TableBatch> onBatch, CancellationToken cancellation)
    {
        var host = Host;
        using var answer = Send(settings, new StringContent($"{sql} FORMAT Native"), cancellation);
        var rows = new TableBatch(table);
        try
        {
            var reader = new NativeReader(answer.Content.ReadAsStream(cancellation));
            while (reader.TryRead(rows))
            {
                onBatch(rows);
            }
        }
        catch (InvalidDataException e)
        {
            throw new ClickHouseException(host, e.Message);
        }
        catch (Exception e) when (e is HttpIOException or SocketException)
        {
            throw new ClickHouseException(host, e);
        }
    }

    private HttpResponseMessage Send(string settings, HttpContent content, CancellationToken cancellation)
    {
        var host = Host;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "?" + settings.TrimStart('&'))) { Content = content };
        try
        {
            var answer = _client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode ? answer : throw Refused(host, answer, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ClickHouseException(host, e);
        }
    }

    private static ClickHouseException Refused(Uri host, HttpResponseMessage answer, CancellationToken cancellation)
    {
        using (answer)
        {
            using var text = new StreamReader(answer.Content.ReadAsStream(cancellation));
            var words = text.ReadToEnd().Trim();
            return new(host, words.Length == 0 ? $"HTTP status {(int)answer.StatusCode}" : words);
        }
    }

    private static void Append(TableBatch all, TableBatch rows)
    {
        for (var c = 0; c < rows.Columns.Count; c++)
        {
            var (from, to) = (rows.Columns[c], all.Columns[c]);
            for (var i = 0; i < rows.Rows; i++)
            {
                Append(to, from, i);
            }
        }
    }

    private static void Append(ColumnData to, ColumnData from, int at)
    {
        switch (from.Spec.Kind)
        {
            case var _ when from.Nulls[at]:
                to.AddNull();
                break;
            case ColumnKind.Int64:
                to.Add(from.Integers[at]);
                break;
            case ColumnKind.Double:
                to.Add(from.Doubles[at]);
                break;
            default:
                to.Add(from.Texts[at]);
                break;
        }
    }
}
