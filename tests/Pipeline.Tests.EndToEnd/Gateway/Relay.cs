using System.Net;
using System.Net.Sockets;

namespace Pipeline.Tests.EndToEnd.Gateway;

/// <summary>A network between a client and a server on loopback: bytes go through until it is cut, and then wait in both directions.</summary>
/// <remarks>A cut closes nothing: neither side is told, as when a cable is pulled. Once it is mended, what waited goes on.</remarks>
internal sealed class Relay : IAsyncDisposable
{
    private const int SmallBytes = 4096;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _isOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A relay to a port of this machine.</summary>
    public Relay(int target)
    {
        _target = target;
        _isOpen.SetResult();

        // Little room, so that a peer that does not read is soon felt.
        _listener.Server.ReceiveBufferSize = SmallBytes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The address of the server, by way of this relay.</summary>
    public Uri Through(string address) => new UriBuilder(address) { Port = Port }.Uri;

    public void Cut()
    {
        if (_isOpen.Task.IsCompleted)
        {
            _isOpen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Mend() => _isOpen.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Mend();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true)
            {
                carrying.Add(CarryAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(carrying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var near = client;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        await _isOpen.Task.WaitAsync(_stop.Token);
        await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
        await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[SmallBytes];
        while (await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) is var count and > 0)
        {
            await _isOpen.Task.WaitAsync(_stop.Token);
            await to.SendAsync(buffer.AsMemory(0, count), SocketFlags.None, _stop.Token);
        }
    }
}
