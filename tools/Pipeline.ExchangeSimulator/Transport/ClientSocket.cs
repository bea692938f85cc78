using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;

namespace Pipeline.ExchangeSimulator;

/// <summary>One websocket of a client: frames in, a queue of frames out.</summary>
/// <remarks>
/// Own framing, so that a frame can be cut, a pong withheld and a connection left half open. Pings are answered at once.
/// Any thread may send; one loop reads and one writes.
/// </remarks>
internal sealed class ClientSocket(int queuedMessages, Action abort)
{
    private const int WriteBytes = 64 * 1024;
    private const int GoingAway = 1001;

    private readonly Channel<OutgoingFrame> _outgoing = Channel.CreateUnbounded<OutgoingFrame>(new() { SingleReader = true });
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _ending = new();
    private Stream _stream = Stream.Null;
    private volatile TaskCompletionSource? _pause;
    private volatile bool _halfOpen;
    private int _pending;
    private int _closing;
    private bool _isOver;

    /// <summary>Frames that wait to be written.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>When the client last answered a ping or spoke, ticks of <see cref="Environment.TickCount64"/>.</summary>
    public long LastHeardMillis { get; private set; } = Environment.TickCount64;

    public bool Ended => _ended.IsCancellationRequested;

    /// <summary>Reads until the connection ends; gives each text to <paramref name="onText"/>. What was sent before is written first.</summary>
    public async Task RunAsync(Stream stream, Action<byte[]> onText, CancellationToken stopping)
    {
        _stream = stream;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, _ended.Token);
        var writing = WriteAllAsync(linked.Token);
        try
        {
            await ReadAllAsync(onText, linked.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            _ended.Cancel();
        }

        _outgoing.Writer.TryComplete();
        await writing;
        _ended.Cancel();
    }

    public void Send(ReadOnlyMemory<byte> text) => Enqueue(new OutgoingFrame(FrameKind.Text, text));

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Ping(string payload) => Enqueue(new OutgoingFrame(FrameKind.Ping, Encoding.ASCII.GetBytes(payload)));

    public void SendHalf(ReadOnlyMemory<byte> text) => Enqueue(new OutgoingFrame(FrameKind.Text, text, FrameEnd.CutInHalf));

    public void Close(int code, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            var payload = new byte[2 + reason.Length];
            BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
            Encoding.ASCII.GetBytes(reason, payload.AsSpan(2));
            Enqueue(new OutgoingFrame(FrameKind.Close, payload));
        }
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Abort()
    {
        Resume();
        _ended.Cancel();
        lock (_ending)
        {
            if (!_isOver)
            {
                abort();
            }
        }
    }

    /// <summary>The request is over: its connection is the server's again and may not be cut any more.</summary>
    public void Retire()
    {
        lock (_ending)
        {
            _isOver = true;
        }
    }

    /// <summary>Writes nothing until <see cref="Resume"/>.</summary>
    public void Pause() => _pause ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _pause, null)?.TrySetResult();

    /// <summary>Writes nothing ever again, and lets the connection stand.</summary>
    public void TurnDeaf()
    {
        _halfOpen = true;
        Pause();
    }

    private void Enqueue(in OutgoingFrame frame)
    {
        if (_halfOpen || !_outgoing.Writer.TryWrite(frame))
        {
            return;
        }

        if (Interlocked.Increment(ref _pending) > queuedMessages)
        {
            Abort();
        }
    }

    private async Task ReadAllAsync(Action<byte[]> onText, CancellationToken cancellation)
    {
        var reader = new FrameReader(_stream);
        while (await reader.ReadAsync(cancellation) is var (kind, payload))
        {
            LastHeardMillis = Environment.TickCount64;
            switch (kind)
            {
                case FrameKind.Text or FrameKind.Binary:
                    onText(payload);
                    break;
                case FrameKind.Ping:
                    Enqueue(new OutgoingFrame(FrameKind.Pong, payload));
                    break;
                case FrameKind.Close:
                    AnswerClose(payload);
                    return;
            }
        }
    }

    private void AnswerClose(byte[] payload)
    {
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            Enqueue(new OutgoingFrame(FrameKind.Close, payload.AsMemory(0, Math.Min(2, payload.Length))));
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(WriteBytes);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync(cancellation))
            {
                await WritePendingAsync(buffer, cancellation);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            _ended.Cancel();
        }
    }

    private async Task WritePendingAsync(ArrayBufferWriter<byte> buffer, CancellationToken cancellation)
    {
        var end = FrameEnd.None;
        while (end == FrameEnd.None && buffer.WrittenCount < WriteBytes && _outgoing.Reader.TryRead(out var frame))
        {
            if (_pause is { } pause)
            {
                await pause.Task.WaitAsync(cancellation);
            }

            Interlocked.Decrement(ref _pending);
            FrameWriter.Append(buffer, frame);
            end = frame.End;
        }

        await _stream.WriteAsync(buffer.WrittenMemory, cancellation);
        await _stream.FlushAsync(cancellation);
        buffer.ResetWrittenCount();
        if (end != FrameEnd.None)
        {
            Abort();
        }
    }

    private static bool IsEnd(Exception e) => e is IOException or OperationCanceledException or InvalidDataException or ObjectDisposedException;

    public void Leave() => Close(GoingAway, "");
}
