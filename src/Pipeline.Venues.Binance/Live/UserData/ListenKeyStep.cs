namespace Pipeline.Venues.Binance.Live.UserData;

/// <summary>What a listen key needs.</summary>
public enum ListenKeyStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A key is to be made.</summary>
    Create,

    /// <summary>The key is to be renewed.</summary>
    Renew,
}
