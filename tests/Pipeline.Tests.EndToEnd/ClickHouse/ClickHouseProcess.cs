using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>One ClickHouse server as a plain process on loopback, with a configuration and a folder of its own.</summary>
/// <remarks>The benchmark of inserts compiles this file too.</remarks>
internal sealed class ClickHouseProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private Process? _process;

    /// <param name="folder">A folder of its own, made here.</param>
    /// <param name="httpPort">Port that the store speaks to.</param>
    /// <param name="tcpPort">Port that servers of a cluster and the server's own client speak to.</param>
    /// <param name="cluster">More of the configuration: cluster, keeper, macros.</param>
    public ClickHouseProcess(string folder, int httpPort, int tcpPort, string cluster = "")
    {
        (_folder, HttpPort, TcpPort) = (folder, httpPort, tcpPort);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        Directory.CreateDirectory(Path.Combine(folder, "tmp"));
        File.WriteAllText(Path.Combine(folder, "config.xml"), Config(cluster));
        File.WriteAllText(Path.Combine(folder, "users.xml"), Users);
    }

    public int HttpPort { get; }

    public int TcpPort { get; }

    /// <summary>Where the server's program is, or null where it is not installed.</summary>
    public static string? Program => new[] { "/usr/sbin/clickhouse-server", "/usr/bin/clickhouse-server" }.FirstOrDefault(File.Exists);

    private const string Users = """
        <yandex>
          <profiles><default><max_memory_usage>3000000000</max_memory_usage><max_threads>2</max_threads></default></profiles>
          <users>
            <default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default>
            <loader><password>secret word</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></loader>
          </users>
          <quotas><default></default></quotas>
        </yandex>
        """;

    /// <summary>Ports of loopback that nobody listens on.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    /// <summary>Starts it, or starts it again over what it had.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo(Program!) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add($"--config-file={Path.Combine(_folder, "config.xml")}");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it answers.</summary>
    public async Task WaitAsync()
    {
        using var client = new HttpClient();
        using var looks = new PeriodicTimer(Look);
        for (var deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency); !await AnswersAsync(client);)
        {
            if (_process!.HasExited || Stopwatch.GetTimestamp() > deadline)
            {
                throw new InvalidOperationException($"clickhouse-server does not answer; its log says: {LogEnd()}");
            }

            await looks.WaitForNextTickAsync();
        }
    }

    /// <summary>Kills it where it stands.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Runs statements and gives the answer's text.</summary>
    public string Query(string sql)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{HttpPort}/") { Content = new StringContent(sql) };
        using var answer = client.Send(request);
        using var text = new StreamReader(answer.Content.ReadAsStream());
        var words = text.ReadToEnd();
        return answer.IsSuccessStatusCode ? words.TrimEnd('\n') : throw new InvalidOperationException(words);
    }

    public void Dispose() => Kill();

    private async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            return (await client.GetStringAsync($"http://127.0.0.1:{HttpPort}/ping")).StartsWith("Ok", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string LogEnd()
    {
        var log = Path.Combine(_folder, "error.log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(10)) : "nothing";
    }

    private string Config(string cluster) => $"""
        <yandex>
          <logger><level>warning</level><log>{_folder}/server.log</log><errorlog>{_folder}/error.log</errorlog></logger>
          <http_port>{HttpPort}</http_port><tcp_port>{TcpPort}</tcp_port><listen_host>127.0.0.1</listen_host>
          <max_connections>200</max_connections><max_concurrent_queries>100</max_concurrent_queries>
          <mark_cache_size>67108864</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size>
          <path>{_folder}/data/</path><tmp_path>{_folder}/tmp/</tmp_path><users_config>{_folder}/users.xml</users_config>
          <default_profile>default</default_profile><default_database>default</default_database><timezone>Asia/Tokyo</timezone>
          <mlock_executable>false</mlock_executable>
          {cluster}
        </yandex>
        """;
}
