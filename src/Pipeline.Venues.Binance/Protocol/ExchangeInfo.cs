using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads instruments from text in the form of Binance's `exchangeInfo`.</summary>
/// <remarks>Any thread. Not for the hot path: it allocates.</remarks>
public static class ExchangeInfo
{
    private const int DecimalsE8 = 8;
    private const string Folder = "Instruments/";

    private static readonly Lazy<IReadOnlyList<Instrument>> Embedded = new(LoadShipped);

    /// <summary>The usual instruments of all three markets, as they are built in.</summary>
    public static IReadOnlyList<Instrument> Shipped => Embedded.Value;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The instruments in <paramref name="json"/>; an entry's own `market` (usdm, coinm, spot) goes before <paramref name="market"/>.</summary>
    /// <remarks>
    /// An entry that is no instrument is left out, and so is a symbol with two entries that differ: a list of thousands serves
    /// for the others. Only where it is one of <paramref name="needed"/> it is an error.
    /// </remarks>
    /// <exception cref="FormatException">The text is not of that form, or a needed symbol's entry is not; the message names the symbol and the member.</exception>
    public static IReadOnlyList<Instrument> Parse(ReadOnlySpan<byte> json, Market market, IReadOnlyCollection<string> needed)
    {
        var text = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
        try
        {
            using var document = JsonDocument.Parse(text.ToArray());
            var entries = Member(document.RootElement, "symbols", "exchangeInfo").EnumerateArray().ToArray();
            return [.. Distinct(entries.Select(entry => TryRead(entry, market, needed)).OfType<Instrument>(), needed)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"no exchangeInfo: {exception.Message}", exception);
        }
    }

    private static Instrument? TryRead(JsonElement entry, Market market, IReadOnlyCollection<string> needed)
    {
        try
        {
            return ReadInstrument(entry, market);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return SymbolOf(entry) is { } symbol && needed.Contains(symbol)
                ? throw (exception as FormatException ?? new FormatException($"{symbol}: {exception.Message}", exception))
                : null;
        }
    }

    private static IEnumerable<Instrument> Distinct(IEnumerable<Instrument> instruments, IReadOnlyCollection<string> needed)
    {
        foreach (var group in instruments.GroupBy(each => (each.Market, each.Symbol)))
        {
            var different = group.Distinct().ToArray();
            if (different.Length == 1)
            {
                yield return different[0];
            }
            else if (needed.Contains(group.Key.Symbol))
            {
                throw new FormatException($"{group.Key.Symbol}: {different.Length} entries that differ");
            }
        }
    }

    private static string? SymbolOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("symbol", out var symbol) && symbol.ValueKind == JsonValueKind.String
            ? symbol.GetString()
            : null;

    private static IReadOnlyList<Instrument> LoadShipped() =>
        [.. LoadShipped("usdm", Market.UsdM), .. LoadShipped("coinm", Market.CoinM), .. LoadShipped("spot", Market.Spot)];

    private static IReadOnlyList<Instrument> LoadShipped(string name, Market market)
    {
        using var stream = typeof(ExchangeInfo).Assembly.GetManifestResourceStream($"{Folder}{name}.json")!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Parse(json, market, SymbolsIn(json));
    }

    // Of what is built in, nothing may be left out.
    private static string[] SymbolsIn(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("symbols").EnumerateArray().Select(entry => entry.GetProperty("symbol").GetString()!)];
    }

    private static Instrument ReadInstrument(JsonElement entry, Market market)
    {
        var symbol = Member(entry, "symbol", "an entry").GetString()!;
        var price = Filter(entry, symbol, "PRICE_FILTER");
        var lot = Filter(entry, symbol, "LOT_SIZE");
        var tick = Text(price, "tickSize", symbol);
        var step = Text(lot, "stepSize", symbol);
        return new Instrument
        {
            Market = MarketOf(entry, symbol, market),
            Symbol = symbol,
            PriceDecimals = DecimalsE8,
            SparePriceDecimals = DecimalsE8 - Decimals(entry, "pricePrecision", tick),
            TickMantissa = Positive(tick, symbol, "tickSize"),
            SizeDecimals = DecimalsE8,
            SpareSizeDecimals = DecimalsE8 - Decimals(entry, "quantityPrecision", step),
            LotMantissa = Positive(step, symbol, "stepSize"),
            ContractSize = entry.TryGetProperty("contractSize", out var contract) ? contract.GetInt64() : 0,
            MinNotionalE8 = MinNotional(entry, symbol),
            Tradable = IsTradable(entry),
            MinLots = Limit(lot, "minQty", symbol),
            MaxLots = Limit(lot, "maxQty", symbol),
        };
    }

    private static Market MarketOf(JsonElement entry, string symbol, Market market)
    {
        if (!entry.TryGetProperty("market", out var own))
        {
            return market;
        }

        return own.GetString() switch
        {
            "usdm" => Market.UsdM,
            "coinm" => Market.CoinM,
            "spot" => Market.Spot,
            var other => throw new FormatException($"{symbol}: market {other} is none of usdm, coinm, spot"),
        };
    }

    /// <summary>Decimals that are written: futures name them for prices and sizes, spot's are the tick's own, its trailing zeros cut.</summary>
    private static int Decimals(JsonElement entry, string precision, string step)
    {
        var finest = DecimalText.FinestDecimals(Encoding.UTF8.GetBytes(step));
        return Math.Min(entry.TryGetProperty(precision, out var written) ? Math.Max(finest, written.GetInt32()) : finest, DecimalsE8);
    }

    private static bool IsTradable(JsonElement entry) =>
        !(entry.TryGetProperty("status", out var status) || entry.TryGetProperty("contractStatus", out status))
        || status.GetString() == "TRADING";

    private static long MinNotional(JsonElement entry, string symbol)
    {
        foreach (var filter in Member(entry, "filters", symbol).EnumerateArray())
        {
            var isNotional = filter.GetProperty("filterType").GetString() is "MIN_NOTIONAL" or "NOTIONAL";
            if (isNotional && (filter.TryGetProperty("notional", out var notional) || filter.TryGetProperty("minNotional", out notional)))
            {
                return Scaled(notional.GetString()!, symbol, "notional");
            }
        }

        return 0;
    }

    // A limit beyond what a size can be is none.
    private static long Limit(JsonElement filter, string name, string symbol)
    {
        if (!filter.TryGetProperty(name, out var value))
        {
            return 0;
        }

        var status = DecimalText.Read(Encoding.UTF8.GetBytes(value.GetString()!), DecimalsE8, out var limit);
        return status == DecimalStatus.Overflow ? 0 : Checked(status, limit, value.GetString()!, symbol, name);
    }

    private static JsonElement Filter(JsonElement entry, string symbol, string type)
    {
        foreach (var filter in Member(entry, "filters", symbol).EnumerateArray())
        {
            if (filter.GetProperty("filterType").GetString() == type)
            {
                return filter;
            }
        }

        throw new FormatException($"{symbol}: no filter {type}");
    }

    private static JsonElement Member(JsonElement owner, string name, string where) =>
        owner.TryGetProperty(name, out var member) ? member : throw new FormatException($"{where}: no member {name}");

    private static string Text(JsonElement owner, string name, string symbol) => Member(owner, name, symbol).GetString()!;

    private static long Positive(string text, string symbol, string name)
    {
        var value = Scaled(text, symbol, name);
        return value > 0 ? value : throw new FormatException($"{symbol}: {name} {text} is not positive");
    }

    private static long Scaled(string text, string symbol, string name) =>
        Checked(DecimalText.Read(Encoding.UTF8.GetBytes(text), DecimalsE8, out var value), value, text, symbol, name);

    private static long Checked(DecimalStatus status, long value, string text, string symbol, string name) => status == DecimalStatus.Read
        ? value
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{symbol}: {name} {text} is no number of {DecimalsE8} decimals"));
}
