using Pipeline.LatencyLab.Contenders;
using Pipeline.LatencyLab.Transports;

namespace Pipeline.LatencyLab.Flood;

/// <summary>The sending thread is the receiving thread.</summary>
internal sealed class MemoryRoute(IContender contender, long epochNanos) : IFloodRoute
{
    public void Send(int number, long dueNanos, ReadOnlySpan<byte> text) =>
        contender.Receive(new Arrival(number, dueNanos + epochNanos, Pace.Until(dueNanos)), text);

    public void End()
    {
        // Each was received as it was sent.
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
