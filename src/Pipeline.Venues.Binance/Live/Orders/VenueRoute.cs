namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>How a kind of call travels: method and path by REST, method by the WS-API where it has one, and its weight.</summary>
internal readonly record struct VenueRoute(HttpMethod Method, string Path, string? Socket, int Weight, bool IsUrgent)
{
    /// <summary>The route of <paramref name="kind"/>.</summary>
    public static VenueRoute Of(VenueCallKind kind) => kind switch
    {
        VenueCallKind.Place => new(HttpMethod.Post, "/fapi/v1/order", "order.place", 0, true),
        VenueCallKind.Amend => new(HttpMethod.Put, "/fapi/v1/order", "order.modify", 0, true),
        VenueCallKind.Cancel => new(HttpMethod.Delete, "/fapi/v1/order", "order.cancel", 1, true),
        VenueCallKind.Query => new(HttpMethod.Get, "/fapi/v1/order", "order.status", 1, true),
        VenueCallKind.CancelAll => new(HttpMethod.Delete, "/fapi/v1/allOpenOrders", null, 1, true),
        VenueCallKind.OpenOrders => new(HttpMethod.Get, "/fapi/v1/openOrders", null, 1, false),
        VenueCallKind.Trades => new(HttpMethod.Get, "/fapi/v1/userTrades", null, 5, false),
        VenueCallKind.Positions => new(HttpMethod.Get, "/fapi/v3/positionRisk", null, 5, false),
        VenueCallKind.Balance => new(HttpMethod.Get, "/fapi/v3/balance", null, 5, false),
        VenueCallKind.Countdown => new(HttpMethod.Post, "/fapi/v1/countdownCancelAll", null, 10, true),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
