using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Events;
using Pipeline.Primitives;

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

    /// <summary>The instruments in <paramref name="json"/>; an entry's own `market` (usdm, coinm, spot) goes before <paramref name="market"/>.</summary>
    /// <exception cref="FormatException">The text is not of that form; the message names the symbol and the member.</exception>
    public static IReadOnlyList<Instrument> Parse(ReadOnlySpan<byte> json, Market market)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return [.. Member(document.RootElement, "symbols", "exchangeInfo").EnumerateArray().Select(entry => ReadInstrument(entry, market))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"no exchangeInfo: {exception.Message}", exception);
        }
    }

    private static IReadOnlyList<Instrument> LoadShipped() =>
        [.. LoadShipped("usdm", Market.UsdM), .. LoadShipped("coinm", Market.CoinM), .. LoadShipped("spot", Market.Spot)];

    private static IReadOnlyList<Instrument> LoadShipped(string name, Market market)
    {
        using var stream = typeof(ExchangeInfo).Assembly.GetManifestResourceStream($"{Folder}{name}.json")!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Parse(json, market);
    }

    private static Instrument ReadInstrument(JsonElement entry, Market market)
    {
        var symbol = Member(entry, "symbol", "an entry").GetString()!;
        var price = Filter(entry, symbol, "PRICE_FILTER");
        var lot = Filter(entry, symbol, "LOT_SIZE");
        var tick = Text(price, "tickSize", symbol);
        var step = Text(lot, "stepSize", symbol);
        var priceDecimals = Decimals(entry, "pricePrecision", tick);
        var sizeDecimals = Decimals(entry, "quantityPrecision", step);
        var instrument = new Instrument
        {
            Market = MarketOf(entry, symbol, market),
            Symbol = symbol,
            PriceDecimals = priceDecimals,
            TickMantissa = Positive(tick, priceDecimals, symbol, "tickSize"),
            SizeDecimals = sizeDecimals,
            LotMantissa = Positive(step, sizeDecimals, symbol, "stepSize"),
            ContractSize = entry.TryGetProperty("contractSize", out var contract) ? contract.GetInt64() : 0,
            MinNotionalE8 = MinNotional(entry, symbol),
            Tradable = IsTradable(entry),
        };
        return instrument with { MinLots = Lots(lot, "minQty", instrument), MaxLots = Lots(lot, "maxQty", instrument) };
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

    /// <summary>Futures say in how many decimals prices are written; spot's are the tick's own, its trailing zeros cut.</summary>
    private static int Decimals(JsonElement entry, string precision, string step)
    {
        var finest = DecimalText.FinestDecimals(Encoding.UTF8.GetBytes(step));
        return entry.TryGetProperty(precision, out var written) ? Math.Max(finest, written.GetInt32()) : finest;
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
                return Scaled(notional.GetString()!, DecimalsE8, symbol, "notional");
            }
        }

        return 0;
    }

    private static long Lots(JsonElement filter, string name, Instrument instrument) =>
        filter.TryGetProperty(name, out var value)
            ? Scaled(value.GetString()!, instrument.SizeDecimals, instrument.Symbol, name) / instrument.LotMantissa
            : 0;

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

    private static long Positive(string text, int decimals, string symbol, string name)
    {
        var value = Scaled(text, decimals, symbol, name);
        return value > 0 ? value : throw new FormatException($"{symbol}: {name} {text} is not positive");
    }

    private static long Scaled(string text, int decimals, string symbol, string name)
    {
        var isScale = decimals is >= 0 and <= FixedPoint.MaxDecimals;
        return isScale && DecimalText.Read(Encoding.UTF8.GetBytes(text), decimals, out var value) == DecimalStatus.Read
            ? value
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{symbol}: {name} {text} is no number of {decimals} decimals"));
    }
}
