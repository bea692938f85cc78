using Pipeline.Events;

namespace Pipeline.Engine;

/// <summary>Where orders leave. It must never block: the ring is gated by the stage that calls it.</summary>
/// <remarks>What becomes of an order comes back through the order lane, published by the gateway's own I/O thread.</remarks>
public interface IOrderGateway
{
    /// <summary>Takes an intent that passed risk and whose decision is written. The gateway stage's thread.</summary>
    void Submit(in OrderIntent intent);

    /// <summary>A record has passed all stages before the gateway: they are alive. The gateway stage's thread, every record.</summary>
    void Beat()
    {
    }

    /// <summary>The venue's clock less ours, as last measured. The gateway stage's thread.</summary>
    void OnClockOffset(long nanos)
    {
    }
}
