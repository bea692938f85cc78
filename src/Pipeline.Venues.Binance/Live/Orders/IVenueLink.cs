namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>The desk's way to the venue.</summary>
/// <remarks>The gateway's thread only.</remarks>
public interface IVenueLink
{
    /// <summary>Whether orders can be sent now.</summary>
    bool IsUp { get; }

    /// <summary>
    /// Starts a call. <see cref="VetoReason.None"/>: its bytes leave, or are about to, and one reply follows in time, after this
    /// method has returned. Anything else: no byte left and no reply follows. Calls that add risk pass the write gate here.
    /// </summary>
    VetoReason TrySend(in VenueCall call, DeskTime now);
}
