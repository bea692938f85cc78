using System.Buffers;
using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;
using Pipeline.Primitives;

namespace Pipeline.LatencyLab.Flood;

/// <summary>By websocket: what is due at once leaves in one send, and the project's own client receives.</summary>
internal sealed class LoopbackRoute : IFloodRoute
{
    private const int MostBytesAtOnce = 64 << 10;

    private readonly LoopbackServer _server = new();
    private readonly Task _receiving;
    private readonly ArrayBufferWriter<byte> _frames = new(2 * MostBytesAtOnce);

    /// <summary>Connects; <paramref name="receiveNanos"/> tells a message's receive time by its number.</summary>
    public LoopbackRoute(IContender contender, Func<int, long> receiveNanos)
    {
        _receiving = Task.Run(() => PipelineClient.ReceiveAsync(_server.Address, receiveNanos, contender));
        _server.Accept();
    }

    public void Send(int number, long dueNanos, ReadOnlySpan<byte> text)
    {
        if (_frames.WrittenCount > MostBytesAtOnce || dueNanos > SystemClock.Instance.MonotonicNanos)
        {
            Flush();
            Pace.Until(dueNanos);
        }

        _frames.Advance(FrameHead.Write(_frames.GetSpan(FrameHead.MostBytes), text.Length));
        _frames.Write(text);
    }

    public void End()
    {
        Flush();
        _server.Close();
        _receiving.GetAwaiter().GetResult();
    }

    public void Dispose() => _server.Dispose();

    private void Flush()
    {
        _server.Send(_frames.WrittenSpan);
        _frames.ResetWrittenCount();
    }
}
