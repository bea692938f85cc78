namespace Pipeline.Venues.Binance.Live;

/// <summary>Where the venue's services are.</summary>
/// <param name="Rest">REST, without path: `https://host`.</param>
/// <param name="Public">Book, best bid and ask, trades: base of `/ws` and `/stream`.</param>
/// <param name="Market">Aggregate trades, mark price, liquidations.</param>
/// <param name="Private">User data.</param>
/// <param name="WsApi">Orders by websocket, the whole address.</param>
public sealed record BinanceAddresses(Uri Rest, Uri Public, Uri Market, Uri Private, Uri WsApi)
{
    /// <summary>USD-M futures, real money.</summary>
    public static readonly BinanceAddresses Live = OfHosts("https://fapi.binance.com", "wss://fstream.binance.com", "wss://ws-fapi.binance.com/ws-fapi/v1");

    /// <summary>USD-M futures, the venue's test network.</summary>
    public static readonly BinanceAddresses Testnet = OfHosts(
        "https://demo-fapi.binance.com", "wss://fstream.binancefuture.com", "wss://testnet.binancefuture.com/ws-fapi/v1");

    /// <summary>A simulated exchange, which says itself where it listens.</summary>
    public static BinanceAddresses Simulator(Uri rest, Uri publicStreams, Uri market, Uri privateStreams, Uri wsApi) =>
        new(rest, publicStreams, market, privateStreams, wsApi);

    private static BinanceAddresses OfHosts(string rest, string streams, string wsApi) => new(
        new Uri(rest), new Uri($"{streams}/public"), new Uri($"{streams}/market"), new Uri($"{streams}/private"), new Uri(wsApi));
}
