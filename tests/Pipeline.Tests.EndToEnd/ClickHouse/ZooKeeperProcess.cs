using System.Diagnostics;
using System.Net.Sockets;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Debian's ZooKeeper as a plain process on loopback: the keeper of replicated tables.</summary>
internal sealed class ZooKeeperProcess : IDisposable
{
    // Its manifest names what else it needs.
    private const string Jar = "/usr/share/java/zookeeper.jar";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    public ZooKeeperProcess(string folder, int port)
    {
        Port = port;
        Directory.CreateDirectory(Path.Combine(folder, "keeper"));
        var config = Path.Combine(folder, "zoo.cfg");
        File.WriteAllText(config, $"tickTime=500\ninitLimit=10\nsyncLimit=5\ndataDir={folder}/keeper\nclientPort={port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
        var start = new ProcessStartInfo("java") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-Xmx256m", "-cp", Jar, "org.apache.zookeeper.server.quorum.QuorumPeerMain", config])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>Whether it is installed.</summary>
    public static bool IsInstalled => File.Exists(Jar);

    /// <summary>Waits until it serves: it takes connections before that, and a ClickHouse of 18.16 that meets it then crashes.</summary>
    public async Task WaitAsync()
    {
        using var looks = new PeriodicTimer(Look);
        for (var deadline = Stopwatch.GetTimestamp() + (long)(Patience.TotalSeconds * Stopwatch.Frequency); !await AnswersAsync();)
        {
            if (_process.HasExited || Stopwatch.GetTimestamp() > deadline)
            {
                throw new InvalidOperationException($"zookeeper does not answer on port {Port}");
            }

            await looks.WaitForNextTickAsync();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", Port);
            await socket.GetStream().WriteAsync("srvr"u8.ToArray());
            using var answer = new StreamReader(socket.GetStream());
            return (await answer.ReadToEndAsync()).Contains("Mode:", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }
}
