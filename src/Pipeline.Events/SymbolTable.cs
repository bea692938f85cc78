namespace Pipeline.Events;

/// <summary>An instrument's one name: the market and the venue's own symbol.</summary>
/// <param name="Market">The market.</param>
/// <param name="Symbol">The venue's symbol, upper case: what rows carry.</param>
public sealed record InstrumentName(Market Market, string Symbol)
{
    /// <summary>The name that rows write as <paramref name="market"/> and <paramref name="symbol"/>.</summary>
    public static InstrumentName Of(string market, string symbol) =>
        new(Enum.TryParse<Market>(market.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var found) ? found : Market.None, symbol);

    /// <summary>The venue's symbol of what people call an instrument of <paramref name="market"/>: `BTCUSDT` of `usdm:btcusdt`. Another market before it stays.</summary>
    public static string SymbolIn(Market market, string text)
    {
        var upper = text.Trim().ToUpperInvariant();
        var prefix = $"{market}:".ToUpperInvariant();
        return upper.StartsWith(prefix, StringComparison.Ordinal) ? upper[prefix.Length..]
            : upper.Contains(':', StringComparison.Ordinal) ? text
            : upper;
    }

    /// <summary>`usdm:BTCUSDT`.</summary>
    public override string ToString() => $"{Market.ToString().ToLowerInvariant()}:{Symbol}";
}

/// <summary>A symbol that nobody knows, or that several instruments answer to; the message says which are known.</summary>
public sealed class UnknownSymbolException(string message) : Exception(message);

/// <summary>Turns what people call an instrument into its one name; what it does not know it refuses.</summary>
/// <remarks>
/// Any thread. Understood are the venue's symbol in any case and with `-`, `_` or `/` between its halves (`BTCUSDT`, `btcusdt`,
/// `BTC-USDT`), the same behind a market (`usdm:BTCUSDT`), and the unified form: `BTC/USDT:USDT` is settled in its quote (USD-M),
/// `BTC/USD:BTC` in its base (COIN-M), with `-240927` behind it for a delivery date; `BTC/USDT` alone is spot.
/// </remarks>
public sealed class SymbolTable(IEnumerable<InstrumentName> known)
{
    private const string Perpetual = "_PERP";

    private readonly InstrumentName[] _known = [.. known.Distinct().OrderBy(name => name.ToString(), StringComparer.Ordinal)];

    /// <summary>Every name that is known, in order.</summary>
    public IReadOnlyList<InstrumentName> Known => _known;

    /// <summary>The one instrument that <paramref name="alias"/> means.</summary>
    /// <exception cref="UnknownSymbolException">None or several answer to it.</exception>
    public InstrumentName Resolve(string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        var found = Find(alias);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new UnknownSymbolException($"symbol '{alias}' is not known here; known are {List(_known)}"),
            _ => throw new UnknownSymbolException($"symbol '{alias}' is the name of several instruments; write one of {List(found)}"),
        };
    }

    /// <summary>Every instrument that answers to <paramref name="alias"/>, in order; none where nobody knows it.</summary>
    public IReadOnlyList<InstrumentName> Find(string alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        var meant = Meanings(alias.Trim().ToUpperInvariant()).ToArray();
        return [.. _known.Where(name => meant.Any(each => each.Symbol == name.Symbol && (each.Market == Market.None || each.Market == name.Market)))];
    }

    private static IEnumerable<InstrumentName> Meanings(string text)
    {
        if (text.Split(':') is [var market, var symbol] && Enum.TryParse<Market>(market.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var named) && named != Market.None && !char.IsDigit(market[0]))
        {
            return [new InstrumentName(named, symbol)];
        }

        if (text.Split('/') is not [var @base, var rest])
        {
            return Plain(text);
        }

        return rest.Split(':') is [var quote, var settled] ? Settled(@base, quote, settled) : [new InstrumentName(Market.Spot, @base + rest)];
    }

    private static InstrumentName[] Plain(string text)
    {
        // The venue's own underscores (BTCUSD_PERP) come first; only then are they a mark between halves.
        var joined = text.Replace("-", "", StringComparison.Ordinal);
        var halves = joined.Replace("_", "", StringComparison.Ordinal);
        return [new InstrumentName(Market.None, text), new InstrumentName(Market.None, joined), new InstrumentName(Market.None, halves)];
    }

    private static InstrumentName[] Settled(string @base, string quote, string settled)
    {
        var parts = settled.Split('-');
        var delivery = parts.Length == 2 ? $"_{parts[1]}" : "";
        if (parts.Length > 2)
        {
            return [];
        }

        return parts[0] == quote ? [new InstrumentName(Market.UsdM, @base + quote + delivery)]
            : parts[0] == @base ? [new InstrumentName(Market.CoinM, @base + quote + (delivery.Length > 0 ? delivery : Perpetual))]
            : [];
    }

    private static string List(IReadOnlyCollection<InstrumentName> names) => names.Count == 0 ? "none: no session is loaded" : string.Join(", ", names);
}
