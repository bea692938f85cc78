namespace Pipeline.ExchangeSimulator;

/// <summary>Accounts, positions and prices in the venue's words.</summary>
internal sealed class AccountText(Venue venue)
{
    public string Balance(Account account) =>
        $"[{{\"accountAlias\":\"sim\",\"asset\":\"USDT\",\"balance\":\"{Wallet(account)}\",\"crossWalletBalance\":\"{Wallet(account)}\",\"crossUnPnl\":\"{Unrealized(account)}\",\"availableBalance\":\"{Wallet(account)}\",\"maxWithdrawAmount\":\"{Wallet(account)}\",\"marginAvailable\":true,\"updateTime\":{venue.NowMillis}}}]";

    public string Status(Account account)
    {
        var (wallet, unrealized) = (Wallet(account), Unrealized(account));
        var margin = OrderText.Money(account.BalanceE8 + UnrealizedE8(account));
        var zeros = "\"maintMargin\":\"0.00000000\",\"initialMargin\":\"0.00000000\"";
        var positions = VenueJson.List(Held(account).Select(position =>
            $"{{\"symbol\":\"{position.Instrument.Symbol}\",\"positionSide\":\"BOTH\",\"positionAmt\":\"{Size(position)}\",\"unrealizedProfit\":\"{Unrealized(position)}\",\"isolatedMargin\":\"0\",\"notional\":\"{Notional(position)}\",\"isolatedWallet\":\"0\",{zeros},\"updateTime\":{position.UpdatedMillis}}}"));
        return $"{{\"totalInitialMargin\":\"0.00000000\",\"totalMaintMargin\":\"0.00000000\",\"totalWalletBalance\":\"{wallet}\",\"totalUnrealizedProfit\":\"{unrealized}\",\"totalMarginBalance\":\"{margin}\","
            + $"\"totalPositionInitialMargin\":\"0.00000000\",\"totalOpenOrderInitialMargin\":\"0.00000000\",\"totalCrossWalletBalance\":\"{wallet}\",\"totalCrossUnPnl\":\"{unrealized}\",\"availableBalance\":\"{wallet}\",\"maxWithdrawAmount\":\"{wallet}\","
            + $"\"assets\":[{{\"asset\":\"USDT\",\"walletBalance\":\"{wallet}\",\"unrealizedProfit\":\"{unrealized}\",\"marginBalance\":\"{margin}\",{zeros},\"positionInitialMargin\":\"0.00000000\",\"openOrderInitialMargin\":\"0.00000000\",\"crossWalletBalance\":\"{wallet}\",\"crossUnPnl\":\"{unrealized}\",\"availableBalance\":\"{wallet}\",\"maxWithdrawAmount\":\"{wallet}\",\"updateTime\":{venue.NowMillis}}}],\"positions\":{positions}}}";
    }

    /// <summary>Positions that are held; with a symbol, that one, held or not.</summary>
    public string PositionRisk(Account account, RequestParameters parameters)
    {
        var positions = parameters.Get("symbol") is { } symbol ? [account.PositionIn(venue.MarketOf(symbol).Instrument)] : Held(account);
        return VenueJson.List(positions.Where(position => position.Lots != 0 || account.Open.Any(order => order.Instrument == position.Instrument)).Select(Risk));
    }

    public string LeverageBrackets(RequestParameters parameters) => VenueJson.List(Chosen(parameters).Select(market =>
        $"{{\"symbol\":\"{market.Instrument.Symbol}\",\"brackets\":[{{\"bracket\":1,\"initialLeverage\":125,\"notionalCap\":50000000,\"notionalFloor\":0,\"maintMarginRatio\":0.004,\"cum\":0.0}}]}}"));

    public string Commission(RequestParameters parameters) =>
        $"{{\"symbol\":\"{venue.MarketOf(parameters["symbol"]).Instrument.Symbol}\",\"makerCommissionRate\":\"{Rate(venue.Options.MakerFeeMicros)}\",\"takerCommissionRate\":\"{Rate(venue.Options.TakerFeeMicros)}\",\"rpiCommissionRate\":\"{Rate(venue.Options.MakerFeeMicros)}\"}}";

    public string Ticker(RequestParameters parameters) => OneOrAll(parameters, market =>
    {
        var (text, book) = (MarketText.Of(market.Instrument), market.Book());
        var (bid, ask) = (book.Bids.FirstOrDefault(), book.Asks.FirstOrDefault());
        return $"{{\"symbol\":\"{market.Instrument.Symbol}\",\"bidPrice\":\"{text.Price(bid.PriceTicks)}\",\"bidQty\":\"{text.Size(bid.SizeLots)}\",\"askPrice\":\"{text.Price(ask.PriceTicks)}\",\"askQty\":\"{text.Size(ask.SizeLots)}\",\"time\":{venue.NowMillis}}}";
    });

    public string Premium(RequestParameters parameters) => OneOrAll(parameters, market =>
    {
        var mark = MarkOf(market);
        return $"{{\"symbol\":\"{market.Instrument.Symbol}\",\"markPrice\":\"{mark}\",\"indexPrice\":\"{mark}\",\"estimatedSettlePrice\":\"{mark}\",\"lastFundingRate\":\"0.00010000\",\"interestRate\":\"0.00010000\",\"nextFundingTime\":{(venue.NowMillis / 28_800_000 + 1) * 28_800_000},\"time\":{venue.NowMillis}}}";
    });

    private string OneOrAll(RequestParameters parameters, Func<SymbolMarket, string> text) =>
        parameters.Get("symbol") is null ? VenueJson.List(Chosen(parameters).Select(text)) : text(Chosen(parameters).Single());

    private IEnumerable<SymbolMarket> Chosen(RequestParameters parameters) =>
        parameters.Get("symbol") is { } symbol ? [venue.MarketOf(symbol)] : venue.Markets.Values;

    private string Risk(Position position)
    {
        var notional = Notional(position);
        return $"{{\"symbol\":\"{position.Instrument.Symbol}\",\"positionSide\":\"BOTH\",\"positionAmt\":\"{Size(position)}\",\"entryPrice\":\"{position.EntryPrice}\",\"breakEvenPrice\":\"{position.EntryPrice}\",\"markPrice\":\"{MarkOf(venue.MarketOf(position.Instrument.Symbol))}\","
            + $"\"unRealizedProfit\":\"{Unrealized(position)}\",\"liquidationPrice\":\"0\",\"isolatedMargin\":\"0\",\"notional\":\"{notional}\",\"marginAsset\":\"USDT\",\"isolatedWallet\":\"0\",\"initialMargin\":\"0\",\"maintMargin\":\"0\",\"positionInitialMargin\":\"0\",\"openOrderInitialMargin\":\"0\",\"adl\":1,\"bidNotional\":\"0\",\"askNotional\":\"0\",\"updateTime\":{position.UpdatedMillis}}}";
    }

    private static IEnumerable<Position> Held(Account account) => account.Positions.Values;

    private static string Wallet(Account account) => OrderText.Money(account.BalanceE8);

    private static string MarkOf(SymbolMarket market) => MarketText.Of(market.Instrument).Price(market.MarkTicks);

    private static string Size(Position position) => OrderText.Lots(position.Instrument, position.Lots);

    private string Notional(Position position) => OrderText.Money(position.NotionalE8(venue.MarketOf(position.Instrument.Symbol).MarkTicks, position.Lots));

    private string Unrealized(Position position) => OrderText.Money(position.UnrealizedE8(venue.MarketOf(position.Instrument.Symbol).MarkTicks));

    private string Unrealized(Account account) => OrderText.Money(UnrealizedE8(account));

    private Int128 UnrealizedE8(Account account)
    {
        Int128 sum = 0;
        foreach (var position in Held(account))
        {
            sum += position.UnrealizedE8(venue.MarketOf(position.Instrument.Symbol).MarkTicks);
        }

        return sum;
    }

    private static string Rate(int micros) => Pipeline.Primitives.FixedPoint.Format((long)micros, 6);
}
