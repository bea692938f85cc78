using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Pipeline.Comparisons;

/// <summary>Sends every client the same messages, some at a time, and closes. The frames lie ready: it costs little CPU.</summary>
internal sealed class SocketServer : IDisposable
{
    public const int PayloadBytes = 400;
    private const int MessagesAtOnce = 4;
    private const int FrameBytes = PayloadBytes + 4;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _frames = new byte[MessagesAtOnce * FrameBytes];

    public SocketServer(int messages, bool isTls)
    {
        Messages = messages;
        Certificate = isTls ? MakeCertificate() : null;
        for (var at = 0; at < _frames.Length; at += FrameBytes)
        {
            new byte[] { 0x81, 126, PayloadBytes >> 8, PayloadBytes & 0xFF }.CopyTo(_frames, at);
            _frames.AsSpan(at + 4, PayloadBytes).Fill((byte)'x');
        }

        _listener.Start();
        _ = AcceptAsync();
    }

    public int Messages { get; }

    public X509Certificate2? Certificate { get; }

    public Uri Address => new($"{(Certificate is null ? "ws" : "wss")}://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            client.NoDelay = true;
            await ServeAsync(client.GetStream());
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        if (Certificate is not null)
        {
            var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
            stream = secure;
        }

        await AnswerAsync(stream);
        for (var sent = 0; sent < Messages; sent += MessagesAtOnce)
        {
            await stream.WriteAsync(_frames, _stop.Token);
        }

        await stream.WriteAsync(new byte[] { 0x88, 2, 0x03, 0xE8 }, _stop.Token);
        await stream.ReadAtLeastAsync(new byte[6], 6, throwOnEndOfStream: false, _stop.Token);
    }

    private async Task AnswerAsync(Stream stream)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            length += await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
        }

        var request = Encoding.ASCII.GetString(buffer, 0, length);
        var key = request.Split("\r\n").Single(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
        var proof = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {proof}\r\n\r\n"), _stop.Token);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
    }
}
