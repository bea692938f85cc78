using System.Diagnostics;

namespace Pipeline.Comparisons;

/// <summary>CPU a received message: our websocket client against ClientWebSocket, on loopback, plain and by TLS.</summary>
internal static class SocketComparison
{
    private const int Messages = 40_000;
    private const int QuickMessages = 200;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var messages = options.Quick ? QuickMessages : Messages;
        using var plain = new SocketServer(messages, isTls: false);
        using var tls = new SocketServer(messages, isTls: true);
        var contenders = Rounds.Alternate(
        [
            ("Pipeline, plain", () => Measure(plain, SocketClients.Ours)),
            ("ClientWebSocket, plain", () => Measure(plain, SocketClients.Theirs)),
            ("Pipeline, TLS", () => Measure(tls, SocketClients.Ours)),
            ("ClientWebSocket, TLS", () => Measure(tls, SocketClients.Theirs)),
        ], options);
        return new ComparisonReport(
            "Receive small messages by websocket",
            "us of process CPU a message, sender included",
            contenders,
            [
                new Ratio("plain", contenders[0], contenders[1], false, null),
                new Ratio("TLS", contenders[2], contenders[3], false, null),
            ],
            [
                $"{messages} text messages of {SocketServer.PayloadBytes} bytes, one connection on loopback, the server in the same process",
                "the server's CPU is in both figures, which draws the ratio towards 1; both clients check UTF-8",
            ]);
    }

    private static double Measure(SocketServer server, Func<SocketServer, Task<long>> receive)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var bytes = receive(server).GetAwaiter().GetResult();
        process.Refresh();
        if (bytes != (long)server.Messages * SocketServer.PayloadBytes)
        {
            throw new InvalidOperationException($"{bytes} bytes received");
        }

        return (process.TotalProcessorTime - before).TotalMicroseconds / server.Messages;
    }
}
