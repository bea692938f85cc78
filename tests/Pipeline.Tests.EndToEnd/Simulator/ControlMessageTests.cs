using System.Net.WebSockets;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

public class ControlMessageTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);

    [Test]
    public async Task Should_echo_ids_of_every_type_and_acknowledge_unknown_streams()
    {
        await using var server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 0 });
        using var socket = await SocketReader.OpenAsync(server.Addresses.Public + "/ws");

        foreach (var id in (object?[])[7, "abc", null])
        {
            await socket.SendAsync(new { method = "SUBSCRIBE", @params = new[] { "nosuch@thing" }, id });
            var reply = await socket.ReadTextAsync(TimeSpan.FromSeconds(5));
            Assert.That(reply, Is.EqualTo($"{{\"result\":null,\"id\":{System.Text.Json.JsonSerializer.Serialize(id)}}}"));
        }

        await socket.SendAsync(new { method = "LIST_SUBSCRIPTIONS", id = 8 });
        Assert.That((await socket.ReadAsync()).GetProperty("result")[0].GetString(), Is.EqualTo("nosuch@thing"));
    }

    [Test]
    public async Task Should_acknowledge_a_stream_of_another_route_and_stay_silent()
    {
        await using var server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 2_000 });
        using var socket = await SocketReader.OpenAsync(server.Addresses.Market + "/ws");
        await socket.SendAsync(new { method = "SUBSCRIBE", @params = new[] { "btcusdt@depth@100ms", "btcusdt@bookTicker" }, id = 1 });
        Assert.That((await socket.ReadAsync()).GetProperty("id").GetInt32(), Is.EqualTo(1));

        Assert.That(async () => await socket.ReadTextAsync(Silence), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Should_close_with_1008_when_control_messages_come_too_fast()
    {
        await using var server = await ExchangeServer.StartAsync(new() { ActionsPerSecond = 0 });
        using var socket = await SocketReader.OpenAsync(server.Addresses.Public + "/ws");
        for (var i = 0; i < 40; i++)
        {
            await socket.SendAsync(new { method = "LIST_SUBSCRIPTIONS", id = i });
        }

        Assert.That(async () => await socket.ReadUntilAsync(_ => false), Throws.InstanceOf<WebSocketException>());
        Assert.That((int?)socket.Socket.CloseStatus, Is.EqualTo(1008));
    }

    [Test]
    public async Task Should_speak_tls_with_its_own_certificate()
    {
        await using var server = await ExchangeServer.StartAsync(new() { Tls = true });
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Thumbprint == server.Certificate!.Thumbprint,
        };
        using var http = new HttpClient(handler);

        Assert.That(await http.GetStringAsync(server.Addresses.Rest + "/fapi/v1/ping"), Is.EqualTo("{}"));
        using var strict = new HttpClient();
        Assert.That(async () => await strict.GetStringAsync(server.Addresses.Rest + "/fapi/v1/ping"), Throws.InstanceOf<HttpRequestException>());
    }
}
