using System.Net.WebSockets;
using System.Text;
using NUnit.Framework;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Tests.Feeds.Sockets;

/// <summary>The client against the runtime's own websocket, over real sockets.</summary>
[CancelAfter(30_000)]
public sealed class ConnectionTests
{
    [Test]
    public async Task Should_receive_whole_messages_and_answer_a_close(CancellationToken ct)
    {
        await using var peer = Peer.Speaking(async (socket, stop) =>
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes("one"), WebSocketMessageType.Text, true, stop);
            await socket.SendAsync(Encoding.UTF8.GetBytes("tw"), WebSocketMessageType.Text, false, stop);
            await socket.SendAsync(Encoding.UTF8.GetBytes("o"), WebSocketMessageType.Text, true, stop);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "Too many requests", stop);
        });
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options with { Headers = [new("X-Mine", "yes")] }, ct);
        var recorder = new Recorder();

        var close = await connection.ReceiveAsync(recorder, ct);

        Assert.That(recorder.Messages, Is.EqualTo(new[] { "one", "two" }));
        Assert.That(close, Is.EqualTo(new WebSocketClose(WebSocketClose.Policy, "Too many requests")));
        Assert.That(peer.Request, Does.StartWith("GET /public/stream?x=1 HTTP/1.1\r\n").And.Contain("X-Mine: yes\r\n").And.Not.Contain("Extensions"));
        Assert.That(recorder.LastReceiveNanos, Is.GreaterThan(1_600_000_000_000_000_000));
    }

    [Test]
    public async Task Should_send_from_many_threads_whole_messages(CancellationToken ct)
    {
        const int Messages = 400;
        var got = new List<string>();
        await using var peer = Peer.Speaking(async (socket, stop) =>
        {
            var buffer = new byte[70_000];
            while (got.Count < Messages)
            {
                var message = new MemoryStream();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                got.Add(Encoding.UTF8.GetString(message.ToArray()));
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", stop);
        });
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options, ct);
        var receiving = connection.ReceiveAsync(new Recorder(), ct);
        string[] texts = [.. Enumerable.Range(0, Messages).Select(i => new string((char)('a' + (i % 26)), i * 7))];

        await Parallel.ForEachAsync(texts, ct, async (text, token) => await connection.SendTextAsync(Encoding.UTF8.GetBytes(text), token));
        await receiving;

        Assert.That(got.Order(), Is.EqualTo(texts.Order()));
    }

    [Test]
    public async Task Should_answer_a_ping_with_its_payload(CancellationToken ct)
    {
        var pong = Array.Empty<byte>();
        await using var peer = new Peer(async (stream, stop) =>
        {
            await stream.WriteAsync(new byte[] { 0x89, 3, (byte)'1', (byte)'2', (byte)'3' }, stop);
            pong = new byte[9];
            await stream.ReadExactlyAsync(pong, stop);
        });
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options, ct);
        var recorder = new Recorder();

        var close = await connection.ReceiveAsync(recorder, ct);

        Assert.That((pong[0], pong[1]), Is.EqualTo(((byte)0x8A, (byte)0x83)), "a masked pong of three bytes");
        Assert.That(Encoding.ASCII.GetString([.. pong[6..].Select((value, i) => (byte)(value ^ pong[2 + i]))]), Is.EqualTo("123"));
        Assert.That(recorder.Controls, Is.EqualTo(new[] { "Ping 123" }));
        Assert.That(close.Code, Is.EqualTo(WebSocketClose.Abnormal), "the server left without a word");
    }

    [Test]
    public async Task Should_say_goodbye_and_wait_for_the_answer(CancellationToken ct)
    {
        WebSocketCloseStatus? heard = null;
        await using var peer = Peer.Speaking(async (socket, stop) =>
        {
            await socket.ReceiveAsync(new byte[64].AsMemory(), stop);
            heard = socket.CloseStatus;
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "bye", stop);
        });
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options, ct);
        var receiving = connection.ReceiveAsync(new Recorder(), ct);

        await connection.CloseAsync(WebSocketClose.Normal, ct);

        Assert.That(await receiving, Is.EqualTo(new WebSocketClose(WebSocketClose.Normal, "bye")));
        Assert.That(heard, Is.EqualTo(WebSocketCloseStatus.NormalClosure));
        await Assert.ThrowsAsync<IOException>(async () => await connection.SendTextAsync("x"u8.ToArray(), ct));
    }

    [Test]
    public async Task Should_tell_the_peer_what_it_broke(CancellationToken ct)
    {
        var hearing = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new Peer(async (stream, stop) =>
        {
            var frame = new byte[8];
            await stream.WriteAsync(new byte[] { 0x81, 1, 0xFF }, stop);
            await stream.ReadExactlyAsync(frame, stop);
            hearing.SetResult(frame);
        });
        await using var connection = await WebSocketConnection.ConnectAsync(peer.Options, ct);

        var fault = await Assert.ThrowsAsync<WebSocketFaultException>(() => connection.ReceiveAsync(new Recorder(), ct));

        var told = await hearing.Task.WaitAsync(ct);
        Assert.That(fault!.Fault, Is.EqualTo(WebSocketFault.BadText));
        Assert.That((told[0], ((told[6] ^ told[2]) << 8) | (told[7] ^ told[3])), Is.EqualTo(((byte)0x88, 1007)));
    }

    [TestCase("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n", WebSocketFault.BadAcceptKey)]
    [TestCase("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n\r\n", WebSocketFault.UpgradeRefused)]
    [TestCase("HTTP/1.1 101 X\r\nConnection: Upgrade\r\n\r\n", WebSocketFault.BadHandshake)]
    [TestCase("SSH-2.0-OpenSSH\r\n\r\n", WebSocketFault.BadHandshake)]
    public async Task Should_refuse_another_answer(string answer, WebSocketFault fault, CancellationToken ct)
    {
        await using var peer = new Peer((_, _) => Task.CompletedTask) { Answer = _ => answer };

        var thrown = await Assert.ThrowsAsync<WebSocketFaultException>(() => WebSocketConnection.ConnectAsync(peer.Options, ct));

        Assert.That(thrown!.Fault, Is.EqualTo(fault));
        Assert.That(thrown.RetryAfter, Is.EqualTo(fault == WebSocketFault.UpgradeRefused ? TimeSpan.FromSeconds(7) : (TimeSpan?)null));
    }

    [Test]
    public async Task Should_refuse_an_extension_that_was_not_offered(CancellationToken ct)
    {
        await using var peer = new Peer((_, _) => Task.CompletedTask)
        {
            Answer = request => Peer.Accept(request).Replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", StringComparison.Ordinal),
        };

        var thrown = await Assert.ThrowsAsync<WebSocketFaultException>(() => WebSocketConnection.ConnectAsync(peer.Options, ct));

        Assert.That(thrown!.Fault, Is.EqualTo(WebSocketFault.NotOffered));
    }

    [Test]
    public async Task Should_give_up_on_a_server_that_does_not_answer(CancellationToken ct)
    {
        await using var peer = new Peer(async (stream, stop) => await stream.ReadExactlyAsync(new byte[1], stop)) { Answer = _ => "HTTP/1.1 " };

        await Assert.ThrowsAsync<TimeoutException>(() => WebSocketConnection.ConnectAsync(
            peer.Options with { ConnectTimeout = TimeSpan.FromMilliseconds(200) }, ct));
    }

    [Test]
    public async Task Should_refuse_plain_where_tls_is_demanded(CancellationToken ct)
    {
        var options = new WebSocketOptions { Uri = new Uri("ws://localhost:1/") };

        var thrown = await Assert.ThrowsAsync<WebSocketFaultException>(() => WebSocketConnection.ConnectAsync(options, ct));

        Assert.That(thrown!.Fault, Is.EqualTo(WebSocketFault.PlainRefused));
    }
}
