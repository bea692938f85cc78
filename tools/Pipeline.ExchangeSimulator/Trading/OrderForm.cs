using System.Text.RegularExpressions;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Reads the parameters of orders, and refuses as the venue does.</summary>
internal static partial class OrderForm
{
    public static Side SideOf(RequestParameters parameters) => parameters["side"] switch
    {
        "BUY" => Side.Buy,
        "SELL" => Side.Sell,
        _ => throw new VenueError(-1117, "Invalid side."),
    };

    public static bool IsMarket(RequestParameters parameters) => parameters["type"] switch
    {
        "LIMIT" => false,
        "MARKET" => true,
        "STOP" or "STOP_MARKET" or "TAKE_PROFIT" or "TAKE_PROFIT_MARKET" or "TRAILING_STOP_MARKET" =>
            throw new VenueError(-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."),
        _ => throw new VenueError(-1116, "Invalid orderType."),
    };

    public static TimeInForce TifOf(RequestParameters parameters, bool isMarket) => isMarket ? TimeInForce.ImmediateOrCancel : parameters["timeInForce"] switch
    {
        "GTC" or "GTD" => TimeInForce.GoodTillCanceled,
        "IOC" => TimeInForce.ImmediateOrCancel,
        "FOK" => TimeInForce.FillOrKill,
        "GTX" => TimeInForce.PostOnly,
        _ => throw new VenueError(-1115, "Invalid timeInForce."),
    };

    public static long GoodTill(RequestParameters parameters, long nowMillis)
    {
        if (parameters.Get("timeInForce") != "GTD")
        {
            return 0;
        }

        var date = parameters.Integer("goodTillDate") ?? 0;
        return date > nowMillis + 600_000 ? date / 1000 * 1000
            : throw new VenueError(-5040, "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000");
    }

    public static SelfTradePrevention SelfTradeOf(RequestParameters parameters) => parameters.Get("selfTradePreventionMode", "EXPIRE_MAKER") switch
    {
        "NONE" => SelfTradePrevention.None,
        "EXPIRE_TAKER" => SelfTradePrevention.ExpireTaker,
        "EXPIRE_MAKER" => SelfTradePrevention.ExpireMaker,
        "EXPIRE_BOTH" => SelfTradePrevention.ExpireBoth,
        _ => throw new VenueError(-5039, "Invalid selfTradePreventionMode."),
    };

    public static string? ClientId(RequestParameters parameters) => parameters.Get("newClientOrderId") is not { } id ? null
        : ClientIdForm().IsMatch(id) ? id
        : throw new VenueError(-4015, "Client order id is not valid.");

    public static void CheckPositionSide(RequestParameters parameters)
    {
        if (parameters.Get("positionSide", "BOTH") != "BOTH")
        {
            throw new VenueError(-4061, "Order's position side does not match user's setting.");
        }
    }

    public static long Lots(RequestParameters parameters, Instrument instrument)
    {
        var mantissa = Mantissa(parameters["quantity"], instrument.SizeDecimals);
        var lots = mantissa % instrument.LotMantissa == 0 ? mantissa / instrument.LotMantissa
            : throw new VenueError(-4023, "Qty not increased by step size.");
        return lots <= 0 ? throw new VenueError(-4003, "Quantity less than or equal to zero.")
            : lots < instrument.MinLots ? throw new VenueError(-4004, "Quantity less than min quantity.")
            : instrument.MaxLots > 0 && lots > instrument.MaxLots ? throw new VenueError(-4005, "Quantity greater than max quantity.")
            : lots;
    }

    public static long Ticks(RequestParameters parameters, SymbolMarket market)
    {
        if (parameters.Get("priceMatch", "NONE") is not "NONE" and var match)
        {
            return Matched(match, SideOf(parameters), market);
        }

        var instrument = market.Instrument;
        var mantissa = Mantissa(parameters["price"], instrument.PriceDecimals);
        return mantissa <= 0 ? throw new VenueError(-4001, "Price less than 0.")
            : mantissa % instrument.TickMantissa != 0 ? throw new VenueError(-4014, "Price not increased by tick size.")
            : mantissa / instrument.TickMantissa;
    }

    private static long Matched(string match, Side side, SymbolMarket market)
    {
        var other = side == Side.Buy ? Side.Sell : Side.Buy;
        var ticks = match switch
        {
            "OPPONENT" => market.Matcher.BestTicks(other),
            "QUEUE" => market.Matcher.BestTicks(side),
            _ => throw new VenueError(-5037, "Invalid price match"),
        };
        return ticks > 0 ? ticks : throw new VenueError(-5041, "No depth matches this BBO order");
    }

    /// <summary>Decimal text as an integer of 10^-<paramref name="decimals"/>; zeros past them are cut.</summary>
    private static long Mantissa(string text, int decimals)
    {
        if (!DecimalForm().IsMatch(text) || text.Length > 20)
        {
            throw new VenueError(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
        }

        var (whole, fraction) = text.IndexOf('.') is >= 0 and var at ? (text[..at], text[(at + 1)..].TrimEnd('0')) : (text, "");
        if (fraction.Length > decimals)
        {
            throw new VenueError(-1111, "Precision is over the maximum defined for this asset.");
        }

        var sign = whole.StartsWith('-') ? -1 : 1;
        return sign * (long.Parse(whole.TrimStart('-')) * FixedPoint.PowerOfTen(decimals)
            + (fraction.Length == 0 ? 0 : long.Parse(fraction) * FixedPoint.PowerOfTen(decimals - fraction.Length)));
    }

    [GeneratedRegex(@"^[\.A-Z\:/a-z0-9_-]{1,36}$")]
    private static partial Regex ClientIdForm();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]*)?$")]
    private static partial Regex DecimalForm();
}
