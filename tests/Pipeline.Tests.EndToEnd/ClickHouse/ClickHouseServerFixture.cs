using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Tests against one server of their own, which runs from the first of them to the last; skipped where none is installed.</summary>
public abstract class ClickHouseServerFixture
{
    private ClickHouseProcess? _server;
    private int _databases;

    private protected ClickHouseProcess Server => _server!;

    /// <summary>A folder of these tests, removed with the server.</summary>
    protected string Folder { get; private set; } = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        ClickHouseInstalled.Require();
        Folder = Directory.CreateTempSubdirectory("clickhouse-").FullName;
        var ports = ClickHouseProcess.FreePorts(2);
        _server = new(Folder, ports[0], ports[1]);
        _server.Start();
        await _server.WaitAsync();
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _server?.Dispose();
        if (Folder.Length > 0)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Name of a database that is not there yet.</summary>
    protected string NewDatabase() => $"warehouse_{++_databases}";
}
