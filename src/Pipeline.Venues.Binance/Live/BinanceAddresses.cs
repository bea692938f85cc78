namespace Pipeline.Venues.Binance.Live;

/// <summary>Where the venue's services are.</summary>
/// <param name="Rest">REST, without path: `https://host`.</param>
/// <param name="Public">Book, best bid and ask, trades: base of `/ws` and `/stream`.</param>
/// <param name="Market">Aggregate trades, mark price, liquidations.</param>
/// <param name="Private">User data.</param>
/// <param name="WsApi">Orders by websocket, the whole address.</param>
public sealed record BinanceAddresses(Uri Rest, Uri Public, Uri Market, Uri Private, Uri WsApi)
{
    /// <summary>A market with real money.</summary>
    public static BinanceAddresses Live(Events.Market market) => market switch
    {
        Events.Market.Spot => OfHost("https://api.binance.com", "wss://stream.binance.com:9443", "wss://ws-api.binance.com/ws-api/v3"),
        Events.Market.CoinM => OfHost("https://dapi.binance.com", "wss://dstream.binance.com", "wss://ws-dapi.binance.com/ws-dapi/v1"),
        _ => OfRoutes("https://fapi.binance.com", "wss://fstream.binance.com", "wss://ws-fapi.binance.com/ws-fapi/v1"),
    };

    /// <summary>A market on the venue's test network.</summary>
    public static BinanceAddresses Testnet(Events.Market market) => market switch
    {
        Events.Market.Spot => OfHost("https://testnet.binance.vision", "wss://stream.testnet.binance.vision", "wss://ws-api.testnet.binance.vision/ws-api/v3"),
        Events.Market.CoinM => OfHost("https://testnet.binancefuture.com", "wss://dstream.binancefuture.com", "wss://testnet.binancefuture.com/ws-dapi/v1"),
        _ => OfRoutes("https://demo-fapi.binance.com", "wss://fstream.binancefuture.com", "wss://testnet.binancefuture.com/ws-fapi/v1"),
    };

    /// <summary>A simulated exchange, which says itself where it listens.</summary>
    public static BinanceAddresses Simulator(Uri rest, Uri publicStreams, Uri market, Uri privateStreams, Uri wsApi) =>
        new(rest, publicStreams, market, privateStreams, wsApi);

    private static BinanceAddresses OfRoutes(string rest, string streams, string wsApi) => new(
        new Uri(rest), new Uri($"{streams}/public"), new Uri($"{streams}/market"), new Uri($"{streams}/private"), new Uri(wsApi));

    // Only USD-M splits its streams by route.
    private static BinanceAddresses OfHost(string rest, string streams, string wsApi) =>
        new(new Uri(rest), new Uri(streams), new Uri(streams), new Uri(streams), new Uri(wsApi));
}
