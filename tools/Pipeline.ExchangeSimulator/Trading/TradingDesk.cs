using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Places, amends and cancels, keeps the accounts, and tells their users. Behind the venue's lock.</summary>
internal sealed class TradingDesk(Venue venue, ExchangeServerOptions options) : IMatchObserver
{
    private const int MostOpenOrders = 200;
    private const int MostAmendments = 10_000;

    private long _nextOrderId = 612_000_000_000;
    private long _nextTradeId = 7_900_000_000;
    private long _nextClientId = 1;

    private long Now => venue.NowMillis;

    public string Place(Account account, RequestParameters parameters)
    {
        var market = venue.MarketOf(parameters["symbol"]);
        var order = Read(account, parameters, market);
        Check(order, market);
        var result = parameters.Get("newOrderRespType") == "RESULT";
        account.Add(order);
        Tell(order, "NEW");
        var acknowledgement = OrderText.Reply(order);
        Execute(order, market);
        market.Announce(venue.NowNanos);
        return result ? OrderText.Reply(order) : acknowledgement;
    }

    /// <summary>Checks an order and forgets it.</summary>
    public string Test(Account account, RequestParameters parameters)
    {
        var market = venue.MarketOf(parameters["symbol"]);
        Check(Read(account, parameters, market), market);
        return "{}";
    }

    public string Amend(Account account, RequestParameters parameters)
    {
        var market = venue.MarketOf(parameters["symbol"]);
        var order = FindOpen(account, parameters) ?? throw VenueError.NoSuchOrder();
        var (ticks, lots) = (OrderForm.Ticks(parameters, market), OrderForm.Lots(parameters, market.Instrument));
        CheckAmend(order, OrderForm.SideOf(parameters), ticks, lots);
        CheckValues(order.Side, ticks, lots, order.ReduceOnly, market);
        market.Matcher.Remove(order);
        var wouldCross = order.IsPostOnly && Crosses(order.Side, ticks, market);
        if (lots <= order.Filled || wouldCross)
        {
            Finish(order, OrderState.Canceled, "CANCELED");
        }
        else
        {
            Change(order, ticks, lots);
            Execute(order, market);
        }

        market.Announce(venue.NowNanos);
        return OrderText.Reply(order)[..^1] + $",\"pair\":\"{market.Instrument.Symbol}\",\"modifyId\":{order.Amendments}}}";
    }

    public string Cancel(Account account, RequestParameters parameters)
    {
        var market = venue.MarketOf(parameters["symbol"]);
        var order = FindOpen(account, parameters) ?? throw VenueError.UnknownOrder();
        Cancel(order);
        market.Announce(venue.NowNanos);
        return OrderText.Reply(order);
    }

    public void CancelAll(Account account, string symbol)
    {
        foreach (var order in account.Open.Where(order => order.Instrument.Symbol == symbol).ToArray())
        {
            Cancel(order);
        }

        venue.MarketOf(symbol).Announce(venue.NowNanos);
    }

    /// <summary>Fires switches that ran out and ends orders whose date has come.</summary>
    public void Sweep(Account account)
    {
        foreach (var (symbol, due) in account.Countdowns.Where(entry => entry.Value <= Now).ToArray())
        {
            account.Countdowns.Remove(symbol);
            CancelAll(account, symbol);
        }

        foreach (var order in account.Open.Where(order => order.GoodTillMillis > 0 && order.GoodTillMillis <= Now).ToArray())
        {
            venue.MarketOf(order.Instrument.Symbol).Matcher.Remove(order);
            Finish(order, OrderState.Expired, "EXPIRED");
        }
    }

    public void OnTrade(VenueOrder taker, VenueOrder? maker, long ticks, long lots)
    {
        var id = ++_nextTradeId;
        Book(maker, id, ticks, lots, maker: true);
        Book(taker, id, ticks, lots, maker: false);
    }

    public void OnPassiveFill(VenueOrder maker, long ticks, long lots) => Book(maker, ++_nextTradeId, ticks, lots, maker: true);

    public void OnSelfTrade(VenueOrder expired) => Tell(expired, "EXPIRED");

    private VenueOrder Read(Account account, RequestParameters parameters, SymbolMarket market)
    {
        var (side, isMarket) = (OrderForm.SideOf(parameters), OrderForm.IsMarket(parameters));
        OrderForm.CheckPositionSide(parameters);
        return new VenueOrder
        {
            Tif = OrderForm.TifOf(parameters, isMarket),
            GoodTillMillis = OrderForm.GoodTill(parameters, Now),
            Lots = OrderForm.Lots(parameters, market.Instrument),
            Ticks = isMarket ? 0 : OrderForm.Ticks(parameters, market),
            ClientId = OrderForm.ClientId(parameters) ?? $"sim-{_nextClientId++}",
            SelfTrade = OrderForm.SelfTradeOf(parameters),
            ReduceOnly = parameters.Flag("reduceOnly"),
            Id = ++_nextOrderId,
            Account = account,
            Instrument = market.Instrument,
            Side = side,
            IsMarket = isMarket,
            CreatedMillis = Now,
            UpdatedMillis = Now,
        };
    }

    private void Check(VenueOrder order, SymbolMarket market)
    {
        var account = order.Account!;
        if (account.Open.Any(open => open.ClientId == order.ClientId))
        {
            throw new VenueError(-4116, "ClientOrderId is duplicated.");
        }

        if (account.Open.Count(open => open.Instrument.Symbol == order.Instrument.Symbol) >= MostOpenOrders)
        {
            throw new VenueError(-2025, "Reach max open order limit.");
        }

        CheckValues(order.Side, order.IsMarket ? market.MarkTicks : order.Ticks, order.Lots, order.ReduceOnly, market);
        CheckReduceOnly(order, account);
        CheckMargin(order, account, market);
        CheckAgainstBook(order, market);
    }

    private static void CheckValues(Side side, long ticks, long lots, bool reduceOnly, SymbolMarket market)
    {
        if (side == Side.Buy && ticks > market.MarkTicks * 105 / 100)
        {
            throw new VenueError(-4016, "Limit price can't be higher than the band around the mark price.");
        }

        if (side == Side.Sell && ticks < market.MarkTicks * 95 / 100)
        {
            throw new VenueError(-4024, "Limit price can't be lower than the band around the mark price.");
        }

        if (!reduceOnly && new Position(market.Instrument).NotionalE8(ticks, lots) < market.Instrument.MinNotionalE8)
        {
            throw new VenueError(-4164, $"Order's notional must be no smaller than {market.Instrument.MinNotionalE8 / 100_000_000} (unless you choose reduce only).");
        }
    }

    private static void CheckReduceOnly(VenueOrder order, Account account)
    {
        var held = account.PositionIn(order.Instrument).Lots;
        var reducible = order.Side == Side.Buy ? -held : held;
        if (order.ReduceOnly && order.Lots > reducible)
        {
            throw new VenueError(-2022, "ReduceOnly Order is rejected.");
        }
    }

    private static void CheckMargin(VenueOrder order, Account account, SymbolMarket market)
    {
        var position = account.PositionIn(order.Instrument);
        var after = position.Lots + (order.Side == Side.Buy ? order.Lots : -order.Lots);
        var margin = position.NotionalE8(market.MarkTicks, Math.Abs(after)) / account.Leverage;
        if (Math.Abs(after) > Math.Abs(position.Lots) && margin > account.BalanceE8)
        {
            throw new VenueError(-2019, "Margin is insufficient.");
        }
    }

    private static void CheckAgainstBook(VenueOrder order, SymbolMarket market)
    {
        if (order.IsPostOnly && Crosses(order.Side, order.Ticks, market))
        {
            throw new VenueError(-5022, "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history");
        }

        if (order.Tif == TimeInForce.FillOrKill && market.Matcher.LotsFor(order) < order.Lots)
        {
            throw new VenueError(-5021, "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history");
        }
    }

    private static bool Crosses(Side side, long ticks, SymbolMarket market)
    {
        var best = market.Matcher.BestTicks(side == Side.Buy ? Side.Sell : Side.Buy);
        return best > 0 && (side == Side.Buy ? ticks >= best : ticks <= best);
    }

    private static void CheckAmend(VenueOrder order, Side side, long ticks, long lots)
    {
        if (order.Side != side)
        {
            throw new VenueError(-1117, "Invalid side.");
        }

        if (order.Ticks == ticks && order.Lots == lots)
        {
            throw new VenueError(-5027, "No need to modify the order.");
        }

        if (order.Amendments >= MostAmendments)
        {
            throw new VenueError(-5026, "Exceed maximum modify order limit.");
        }
    }

    private void Change(VenueOrder order, long ticks, long lots)
    {
        (order.Ticks, order.Lots) = (ticks, lots);
        order.SelfTrade = SelfTradePrevention.None;
        order.Amendments++;
        Tell(order, "AMENDMENT");
    }

    /// <summary>Trades what can be traded; the rest waits or expires.</summary>
    private void Execute(VenueOrder order, SymbolMarket market)
    {
        market.Matcher.Take(order);
        if (!order.IsLive)
        {
            return;
        }

        if (order.Tif is TimeInForce.ImmediateOrCancel or TimeInForce.FillOrKill)
        {
            order.ExpiryReason = order.IsMarket ? 9 : 2;
            Finish(order, OrderState.Expired, "EXPIRED");
            return;
        }

        market.Matcher.Rest(order);
    }

    private void Cancel(VenueOrder order)
    {
        venue.MarketOf(order.Instrument.Symbol).Matcher.Remove(order);
        Finish(order, OrderState.Canceled, "CANCELED");
    }

    private void Finish(VenueOrder order, OrderState state, string execution)
    {
        order.State = state;
        Tell(order, execution);
    }

    private static VenueOrder? FindOpen(Account account, RequestParameters parameters)
    {
        var orderId = parameters.Integer("orderId");
        var clientId = parameters.Get("origClientOrderId");
        return orderId is null && clientId is null ? throw VenueError.Missing("orderId")
            : account.Find(parameters["symbol"], orderId, clientId) is { IsLive: true } order ? order : null;
    }

    private void Tell(VenueOrder order, string execution)
    {
        order.UpdatedMillis = Now;
        venue.Tell(order.Account!, OrderText.Update(order, execution, Now, null));
    }

    /// <summary>Books a fill for whoever has an account: money, position, events.</summary>
    private void Book(VenueOrder? order, long id, long ticks, long lots, bool maker)
    {
        if (order?.Account is not { } account)
        {
            return;
        }

        var position = account.PositionIn(order.Instrument);
        var fee = position.NotionalE8(ticks, lots) * (maker ? options.MakerFeeMicros : options.TakerFeeMicros) / 1_000_000;
        var profit = position.Apply(order.Side, ticks, lots);
        account.BalanceE8 += profit - fee;
        position.UpdatedMillis = order.UpdatedMillis = Now;
        var trade = new AccountTrade(order, id, ticks, lots, maker, fee, profit, Now);
        account.Trades.Add(trade);
        TellFill(account, position, trade);
    }

    private void TellFill(Account account, Position position, AccountTrade trade)
    {
        var update = OrderText.Update(trade.Order, "TRADE", Now, trade);
        var (first, second) = venue.LiteComesLast() ? (update, OrderText.TradeLite(trade)) : (OrderText.TradeLite(trade), update);
        venue.Tell(account, first);
        venue.Tell(account, second);
        venue.Tell(account, OrderText.AccountUpdate(account, position, venue.MarketOf(position.Instrument.Symbol).MarkTicks, Now));
    }
}
