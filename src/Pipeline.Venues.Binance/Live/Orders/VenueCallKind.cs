namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What is asked of the venue.</summary>
public enum VenueCallKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A new order.</summary>
    Place = 1,

    /// <summary>Another price or size.</summary>
    Amend = 2,

    /// <summary>Take one order back.</summary>
    Cancel = 3,

    /// <summary>Where one order stands.</summary>
    Query = 4,

    /// <summary>Take all orders of an instrument back.</summary>
    CancelAll = 5,

    /// <summary>The open orders of an instrument.</summary>
    OpenOrders = 6,

    /// <summary>Own trades of an instrument, from an id on; without an id the last one.</summary>
    Trades = 7,

    /// <summary>All positions.</summary>
    Positions = 8,

    /// <summary>The balance of the settlement asset.</summary>
    Balance = 9,

    /// <summary>Set or renew the dead-man switch of an instrument.</summary>
    Countdown = 10,
}
