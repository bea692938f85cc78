namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>How the gateway is run.</summary>
public sealed record OrderGatewayOptions
{
    /// <summary>How the desk decides.</summary>
    public required OrderDeskOptions Desk { get; init; }

    /// <summary>Intents that may wait, a power of two. Default 1,024.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>The asset that fees and balances are told in. Default USDT.</summary>
    public string SettlementAsset { get; init; } = "USDT";

    /// <summary>How long the gateway's thread, or a write under way, is waited for at the end. Default 20 s; a request by REST ends after 10.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether http:// and ws:// are allowed: a simulator on this machine. Default no.</summary>
    public bool AllowPlain { get; init; }
}
