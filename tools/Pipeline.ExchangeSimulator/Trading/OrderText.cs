using System.Globalization;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Orders, fills and accounts in the venue's words. REST pads numbers to precision, the stream cuts zeros off.</summary>
internal static class OrderText
{
    public static string State(VenueOrder order) => order.State switch
    {
        OrderState.New => "NEW",
        OrderState.PartiallyFilled => "PARTIALLY_FILLED",
        OrderState.Filled => "FILLED",
        OrderState.Canceled => "CANCELED",
        OrderState.Expired => "EXPIRED",
        _ => "EXPIRED_IN_MATCH",
    };

    /// <summary>Reply of place, amend and cancel: without average price and quote sum, as since 2026-06-30.</summary>
    public static string Reply(VenueOrder order) => $"{{{Members(order)},\"updateTime\":{order.UpdatedMillis}}}";

    /// <summary>Reply of a query.</summary>
    public static string Query(VenueOrder order) =>
        $"{{{Members(order)},\"avgPrice\":\"{AveragePrice(order)}\",\"cumQuote\":\"{QuoteSum(order)}\",\"time\":{order.CreatedMillis},\"updateTime\":{order.UpdatedMillis}}}";

    public static string Trade(AccountTrade trade)
    {
        var order = trade.Order;
        var text = new MarketText(order.Instrument);
        var quote = Money(new Position(order.Instrument).NotionalE8(trade.Ticks, trade.Lots));
        return $"{{\"buyer\":{VenueJson.Bool(order.Side == Side.Buy)},\"commission\":\"{Money(trade.FeeE8)}\",\"commissionAsset\":\"USDT\",\"id\":{trade.Id},\"maker\":{VenueJson.Bool(trade.Maker)},\"orderId\":{order.Id},\"price\":\"{text.Price(trade.Ticks)}\",\"qty\":\"{text.Size(trade.Lots)}\",\"quoteQty\":\"{quote}\",\"realizedPnl\":\"{Money(trade.ProfitE8)}\",\"side\":\"{SideText(order)}\",\"positionSide\":\"BOTH\",\"symbol\":\"{order.Instrument.Symbol}\",\"time\":{trade.Millis}}}";
    }

    /// <summary>ORDER_TRADE_UPDATE; <paramref name="trade"/> where this is a fill.</summary>
    public static string Update(VenueOrder order, string execution, long nowMillis, AccountTrade? trade)
    {
        var text = new MarketText(order.Instrument);
        var (lots, ticks) = (trade?.Lots ?? 0, trade?.Ticks ?? 0);
        var fee = trade is null ? "" : $"\"N\":\"USDT\",\"n\":\"{Money(trade.FeeE8)}\",";
        return $"{{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":{nowMillis},\"T\":{nowMillis},\"o\":{{"
            + $"\"s\":\"{order.Instrument.Symbol}\",\"c\":{VenueJson.Text(order.ClientId)},\"S\":\"{SideText(order)}\",\"o\":\"{TypeText(order)}\",\"f\":\"{TifText(order)}\","
            + $"\"q\":\"{Cut(text.Size(order.Lots))}\",\"p\":\"{(order.IsMarket ? "0" : Cut(text.Price(order.Ticks)))}\",\"ap\":\"{Cut(AveragePrice(order))}\",\"sp\":\"0\","
            + $"\"x\":\"{execution}\",\"X\":\"{State(order)}\",\"i\":{order.Id},\"M\":\"\",\"l\":\"{Cut(text.Size(lots))}\",\"z\":\"{Cut(text.Size(order.Filled))}\",\"L\":\"{Cut(text.Price(ticks))}\",{fee}"
            + $"\"T\":{nowMillis},\"t\":{trade?.Id ?? 0},\"b\":\"0\",\"a\":\"0\",\"m\":{VenueJson.Bool(trade?.Maker ?? false)},\"R\":{VenueJson.Bool(order.ReduceOnly)},\"wt\":\"CONTRACT_PRICE\",\"ot\":\"{TypeText(order)}\",\"ps\":\"BOTH\","
            + $"\"cp\":false,\"rp\":\"{Cut(Money(trade?.ProfitE8 ?? 0))}\",\"pP\":false,\"si\":0,\"ss\":0,\"V\":\"{SelfTradeText(order)}\",\"pm\":\"NONE\",\"gtd\":{order.GoodTillMillis},\"er\":\"{order.ExpiryReason}\"}}}}";
    }

    public static string TradeLite(AccountTrade trade)
    {
        var order = trade.Order;
        var text = new MarketText(order.Instrument);
        return $"{{\"e\":\"TRADE_LITE\",\"E\":{trade.Millis},\"T\":{trade.Millis},\"s\":\"{order.Instrument.Symbol}\",\"q\":\"{text.Size(order.Lots)}\",\"p\":\"{(order.IsMarket ? "0" : text.Price(order.Ticks))}\",\"m\":{VenueJson.Bool(trade.Maker)},\"c\":{VenueJson.Text(order.ClientId)},\"S\":\"{SideText(order)}\",\"L\":\"{text.Price(trade.Ticks)}\",\"l\":\"{text.Size(trade.Lots)}\",\"t\":{trade.Id},\"i\":{order.Id}}}";
    }

    public static string AccountUpdate(Account account, Position position, long markTicks, long nowMillis)
    {
        var balance = Cut(Money(account.BalanceE8));
        var size = Cut(Lots(position.Instrument, position.Lots));
        return $"{{\"e\":\"ACCOUNT_UPDATE\",\"E\":{nowMillis},\"T\":{nowMillis},\"a\":{{\"m\":\"ORDER\",\"B\":[{{\"a\":\"USDT\",\"wb\":\"{balance}\",\"cw\":\"{balance}\",\"bc\":\"0\"}}],"
            + $"\"P\":[{{\"s\":\"{position.Instrument.Symbol}\",\"pa\":\"{size}\",\"ep\":\"{Cut(position.EntryPrice)}\",\"bep\":\"{Cut(position.EntryPrice)}\",\"cr\":\"0\",\"up\":\"{Cut(Money(position.UnrealizedE8(markTicks)))}\",\"mt\":\"cross\",\"iw\":\"0\",\"ps\":\"BOTH\"}}]}}}}";
    }

    public static string Money(Int128 valueE8) => FixedPoint.Format(valueE8, 8);

    public static string Lots(Instrument instrument, long lots) => new MarketText(instrument).Size(lots);

    private static string Members(VenueOrder order)
    {
        var text = new MarketText(order.Instrument);
        var filled = text.Size(order.Filled);
        return $"\"orderId\":{order.Id},\"symbol\":\"{order.Instrument.Symbol}\",\"status\":\"{State(order)}\",\"clientOrderId\":{VenueJson.Text(order.ClientId)},"
            + $"\"price\":\"{(order.IsMarket ? "0.00" : text.Price(order.Ticks))}\",\"origQty\":\"{text.Size(order.Lots)}\",\"executedQty\":\"{filled}\",\"cumQty\":\"{filled}\","
            + $"\"timeInForce\":\"{TifText(order)}\",\"type\":\"{TypeText(order)}\",\"reduceOnly\":{VenueJson.Bool(order.ReduceOnly)},\"closePosition\":false,\"side\":\"{SideText(order)}\",\"positionSide\":\"BOTH\","
            + $"\"stopPrice\":\"0.00\",\"workingType\":\"CONTRACT_PRICE\",\"priceProtect\":false,\"origType\":\"{TypeText(order)}\",\"priceMatch\":\"NONE\",\"selfTradePreventionMode\":\"{SelfTradeText(order)}\",\"goodTillDate\":{order.GoodTillMillis}";
    }

    private static string AveragePrice(VenueOrder order)
    {
        var decimals = order.Instrument.PriceDecimals;
        return order.Filled == 0 ? FixedPoint.Format(0, decimals)
            : FixedPoint.Format(order.FilledTickLots * order.Instrument.TickMantissa * FixedPoint.PowerOfTen(8 - decimals) / order.Filled, 8);
    }

    private static string QuoteSum(VenueOrder order) => Money(order.FilledTickLots * new Position(order.Instrument).NotionalE8(1, 1));

    private static string SideText(VenueOrder order) => order.Side == Side.Buy ? "BUY" : "SELL";

    private static string TypeText(VenueOrder order) => order.IsMarket ? "MARKET" : "LIMIT";

    private static string TifText(VenueOrder order) => order.GoodTillMillis > 0 ? "GTD" : order.Tif switch
    {
        TimeInForce.ImmediateOrCancel => "IOC",
        TimeInForce.FillOrKill => "FOK",
        TimeInForce.PostOnly => "GTX",
        _ => "GTC",
    };

    private static string SelfTradeText(VenueOrder order) => order.SelfTrade switch
    {
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention.ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention.ExpireBoth => "EXPIRE_BOTH",
        _ => "NONE",
    };

    private static string Cut(string number) => number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number.ToString(CultureInfo.InvariantCulture);
}
