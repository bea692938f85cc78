using System.Security.Cryptography;
using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>Messages on their way: each stream keeps its order, streams overtake each other.</summary>
internal sealed class Outbox(Stream output, ExpectedReplay expected) : IDisposable
{
    private readonly PriorityQueue<(string Text, Fact Fact), (long Nanos, long Ordinal)> _waiting = new();
    private readonly Dictionary<string, long> _lastOfStream = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _ordinal;

    public long TextBytes { get; private set; }

    /// <summary>Receive time of the last message written.</summary>
    public long LastNanos { get; private set; }

    /// <summary>Sends a message over <paramref name="stream"/>, to be received at <paramref name="nanos"/> or just after the one before it.</summary>
    public void Send(string stream, long nanos, string text, Fact fact)
    {
        var received = Math.Max(nanos, _lastOfStream.GetValueOrDefault(stream) + 100);
        _lastOfStream[stream] = received;
        _waiting.Enqueue((text, fact), (received, _ordinal++));
    }

    /// <summary>Writes all that is received before <paramref name="nanos"/>.</summary>
    public void Deliver(long nanos)
    {
        while (_waiting.TryPeek(out var message, out var due) && due.Nanos < nanos)
        {
            _waiting.Dequeue();
            LastNanos = due.Nanos;
            Write(Encoding.ASCII.GetBytes($"{due.Nanos} {message.Text}\n"));
            expected.Receive(message.Fact);
        }
    }

    /// <summary>SHA-256 of all that was written.</summary>
    public string TextSha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();

    private void Write(byte[] line)
    {
        output.Write(line);
        _hash.AppendData(line);
        TextBytes += line.Length;
    }
}
