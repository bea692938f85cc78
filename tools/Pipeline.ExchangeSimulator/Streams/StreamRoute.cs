namespace Pipeline.ExchangeSimulator;

/// <summary>
/// USD-M's three routes of 2026, and its retired address without one, on which only public streams speak; and the one address
/// of the other markets, which carries everything.
/// </summary>
internal enum StreamRoute
{
    Public,
    Market,
    Private,
    Unrouted,
    Whole,
}

/// <summary>Which route a stream belongs to.</summary>
internal static class StreamRoutes
{
    private static readonly string[] PublicKinds = ["bookTicker", "depth", "rpiDepth", "trade"];

    public static bool Delivers(this StreamRoute route, string stream) => route switch
    {
        StreamRoute.Whole => true,
        StreamRoute.Private => !stream.Contains('@') && !stream.StartsWith('!'),
        StreamRoute.Market => HasKind(stream) && !IsPublic(stream),
        _ => HasKind(stream) && IsPublic(stream),
    };

    private static bool HasKind(string stream) => stream.Contains('@') || stream.StartsWith('!');

    private static bool IsPublic(string stream)
    {
        var kind = stream.StartsWith('!') ? stream[1..] : stream[(stream.IndexOf('@') + 1)..];
        return PublicKinds.Any(known => kind.StartsWith(known, StringComparison.Ordinal));
    }
}
