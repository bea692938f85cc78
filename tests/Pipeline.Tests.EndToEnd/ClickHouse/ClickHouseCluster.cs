using Pipeline.Warehouse.ClickHouse;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>A keeper and four servers, two shards of two replicas, as plain processes on loopback.</summary>
internal sealed class ClickHouseCluster : IDisposable
{
    public const string Name = "tapes";

    private const int Shards = 2;

    private const int Replicas = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("clickhouse-cluster-").FullName;
    private readonly ZooKeeperProcess _keeper;

    private ClickHouseCluster()
    {
        var ports = ClickHouseProcess.FreePorts(1 + 3 * Shards * Replicas);
        _keeper = new(_folder, ports[0]);
        Servers = [.. Enumerable.Range(0, Shards * Replicas).Select(i => new ClickHouseProcess(
            Path.Combine(_folder, $"server-{i}"), ports[1 + 3 * i], ports[2 + 3 * i], Config(i, ports)))];
    }

    /// <summary>All servers: first both replicas of one shard, then both of the other.</summary>
    public IReadOnlyList<ClickHouseProcess> Servers { get; }

    public static async Task<ClickHouseCluster> StartAsync()
    {
        var cluster = new ClickHouseCluster();
        try
        {
            await cluster._keeper.WaitAsync();
            foreach (var server in cluster.Servers)
            {
                server.Start();
            }

            await Task.WhenAll(cluster.Servers.Select(server => server.WaitAsync()));
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>An address that begins with the server <paramref name="first"/>.</summary>
    public string AddressFrom(int first, string database)
    {
        var hosts = Enumerable.Range(0, Servers.Count).Select(i => $"127.0.0.1:{Servers[(first + i) % Servers.Count].HttpPort}");
        return $"{ClickHouseAddress.Scheme}http://{string.Join(',', hosts)}/{database}?cluster={Name}";
    }

    /// <summary>An address of one server alone.</summary>
    public string AddressOf(int server, string database) => $"{ClickHouseAddress.Scheme}http://127.0.0.1:{Servers[server].HttpPort}/{database}?cluster={Name}";

    public void Dispose()
    {
        foreach (var server in Servers)
        {
            server.Dispose();
        }

        _keeper.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Every server has the same address and differs by its port, which is why the cluster names ports.
    private static string Config(int server, int[] ports)
    {
        var shards = Enumerable.Range(0, Shards).Select(shard =>
        {
            var replicas = Enumerable.Range(shard * Replicas, Replicas).Select(i => $"<replica><host>127.0.0.1</host><port>{ports[2 + 3 * i]}</port></replica>");
            return $"<shard><internal_replication>true</internal_replication>{string.Concat(replicas)}</shard>";
        });
        return $"""
            <interserver_http_port>{ports[3 + 3 * server]}</interserver_http_port><interserver_http_host>127.0.0.1</interserver_http_host>
              <remote_servers><{Name}>{string.Concat(shards)}</{Name}></remote_servers>
              <zookeeper><node><host>127.0.0.1</host><port>{ports[0]}</port></node><session_timeout_ms>3000</session_timeout_ms></zookeeper>
              <macros><shard>{server / Replicas}</shard><replica>{server % Replicas}</replica></macros>
              <distributed_ddl><path>/clickhouse/task_queue/ddl</path></distributed_ddl>
            """;
    }
}
