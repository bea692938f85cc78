namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>What a report of a fill adds to what is known.</summary>
internal enum FillNews
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The fee of a fill that was told without one.</summary>
    Fee,

    /// <summary>The fill.</summary>
    Fill,
}
