namespace Pipeline.ExchangeSimulator;

/// <summary>Where a running exchange listens: full base addresses, without a slash at the end.</summary>
/// <param name="Rest">`http://host:port`; a path such as `/fapi/v1/time` follows.</param>
/// <param name="Public">`ws://host:port/public`; `/ws/...` or `/stream?streams=...` follows.</param>
/// <param name="Market">`ws://host:port/market`; on a market without routes, like the others, the address alone.</param>
/// <param name="Private">`ws://host:port/private`.</param>
/// <param name="WsApi">`ws://host:port/ws-fapi/v1`, complete.</param>
public sealed record ExchangeAddresses(string Rest, string Public, string Market, string Private, string WsApi)
{
    internal static ExchangeAddresses At(string host, int port, bool tls, MarketRules rules)
    {
        var (http, ws) = tls ? ("https", "wss") : ("http", "ws");
        var place = $"{host}:{port}";
        return new($"{http}://{place}", $"{ws}://{place}{Route("/public")}", $"{ws}://{place}{Route("/market")}", $"{ws}://{place}{Route("/private")}", $"{ws}://{place}{rules.WsApiPath}");

        string Route(string route) => rules.HasRoutes ? route : "";
    }
}
