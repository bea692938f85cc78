using System.Text;
using Pipeline.Feeds.Sockets;

namespace Pipeline.Tests.Feeds.Sockets;

/// <summary>Keeps what a connection received.</summary>
internal sealed class Recorder : IWebSocketReceiver
{
    public List<string> Messages { get; } = [];

    public List<string> Controls { get; } = [];

    public long LastReceiveNanos { get; private set; }

    public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OnMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos)
    {
        Messages.Add(Encoding.UTF8.GetString(payload));
        LastReceiveNanos = receiveNanos;
        First.TrySetResult();
    }

    public void OnControl(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, long receiveNanos) =>
        Controls.Add($"{opcode} {Encoding.UTF8.GetString(payload)}");
}
