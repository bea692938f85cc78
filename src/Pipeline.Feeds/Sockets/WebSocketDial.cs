using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Pipeline.Feeds.Sockets;

/// <summary>From an address to an open stream of frames: TCP, TLS, handshake.</summary>
internal static class WebSocketDial
{
    /// <summary>Opens; what the server sent behind its answer waits in the reader.</summary>
    public static async Task<(Stream Stream, PipeReader Reader)> OpenAsync(WebSocketOptions options, CancellationToken ct)
    {
        var isTls = IsTls(options);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Uri.DnsSafeHost, options.Uri.Port, ct).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            stream = isTls ? await SecureAsync(stream, options, ct).ConfigureAwait(false) : stream;
            var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(
                bufferSize: options.ReceiveBufferBytes, minimumReadSize: options.ReceiveBufferBytes / 4, leaveOpen: true));
            await ShakeHandsAsync(stream, reader, options, ct).ConfigureAwait(false);
            return (stream, reader);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsTls(WebSocketOptions options) => options.Uri.Scheme switch
    {
        "wss" => true,
        "ws" when options.AllowPlain => false,
        "ws" => throw new WebSocketFaultException(WebSocketFault.PlainRefused, 0, $"{options.Uri.Host} is to be reached by wss"),
        _ => throw new ArgumentException($"{options.Uri.Scheme} is no websocket scheme"),
    };

    private static async Task<SslStream> SecureAsync(Stream inner, WebSocketOptions options, CancellationToken ct)
    {
        var stream = new SslStream(inner);
        try
        {
            await stream.AuthenticateAsClientAsync(PolicyOf(options), ct).ConfigureAwait(false);
            return stream;
        }
        catch (AuthenticationException e)
        {
            throw new WebSocketFaultException(WebSocketFault.TlsRefused, 0, $"{options.Uri.Host}: {e.Message}", e);
        }
    }

    private static SslClientAuthenticationOptions PolicyOf(WebSocketOptions options)
    {
        var policy = new SslClientAuthenticationOptions
        {
            TargetHost = options.Uri.DnsSafeHost,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (options.TrustedRoot is { } root)
        {
            policy.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CertificateChainPolicy.CustomTrustStore.Add(root);
        }

        return policy;
    }

    private static async Task ShakeHandsAsync(Stream stream, PipeReader reader, WebSocketOptions options, CancellationToken ct)
    {
        var handshake = new WebSocketHandshake(options);
        await stream.WriteAsync(handshake.Request(), ct).ConfigureAwait(false);
        while (true)
        {
            var read = await reader.ReadAsync(ct).ConfigureAwait(false);
            var headBytes = handshake.Read(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : System.Buffers.BuffersExtensions.ToArray(read.Buffer));
            if (headBytes > 0)
            {
                reader.AdvanceTo(read.Buffer.GetPosition(headBytes));
                return;
            }

            if (read.IsCompleted)
            {
                throw new WebSocketFaultException(WebSocketFault.BadHandshake, read.Buffer.Length, "the connection ended before the answer did");
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
