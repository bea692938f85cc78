namespace Pipeline.Orders;

/// <summary>Where an order stands, as far as the records say. An order without exposure is in no table.</summary>
public enum OrderState : byte
{
    /// <summary>Passed risk; its bytes may or may not have left.</summary>
    InFlight = 0,

    /// <summary>Its bytes left, no answer yet.</summary>
    Sent = 1,

    /// <summary>The venue accepted it.</summary>
    Working = 2,

    /// <summary>Nobody knows whether it lives: its whole exposure stays until the venue says otherwise.</summary>
    Unknown = 3,

    /// <summary>The venue closed it and reported more filled than the fills seen so far: those are still to come.</summary>
    Closing = 4,
}
