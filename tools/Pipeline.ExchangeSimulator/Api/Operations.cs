using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>Every call that the exchange answers, in one table. What runs here runs behind the venue's lock.</summary>
internal sealed class Operations
{
    private readonly Venue _venue;
    private readonly AccountText _accounts;
    private readonly Dictionary<string, Operation> _byCall;
    private readonly Dictionary<string, Operation> _byMethod;

    public Operations(Venue venue)
    {
        _venue = venue;
        _accounts = new AccountText(venue);
        Operation[] all = venue.Rules.Trades
            ? [.. MarketCalls(), .. OrderCalls(), .. ListCalls(), .. AccountCalls(), .. KeyCalls()]
            : MarketCalls();
        _byCall = all.Where(operation => operation.Call.Length > 0).SelectMany(Versions).ToDictionary(pair => pair.Call, pair => pair.Operation);
        _byMethod = all.Where(operation => operation.Method.Length > 0).ToDictionary(operation => operation.Method);
    }

    private TradingDesk Desk => _venue.Desk;

    private string Prefix => _venue.Rules.RestPrefix;

    public Operation? OfCall(string verb, string path) => _byCall.GetValueOrDefault($"{verb} {path}");

    public Operation? OfMethod(string method) => _byMethod.GetValueOrDefault(method.StartsWith("v2/", StringComparison.Ordinal) ? method[3..] : method);

    /// <summary>Calls of accounts exist in several versions that differ in members we do not keep.</summary>
    private static IEnumerable<(string Call, Operation Operation)> Versions(Operation operation)
    {
        yield return (operation.Call, operation);
        if (operation.Call.Contains("/v3/", StringComparison.Ordinal))
        {
            yield return (operation.Call.Replace("/v3/", "/v2/", StringComparison.Ordinal), operation);
        }
    }

    private Operation[] MarketCalls() =>
    [
        Free("", $"GET {Prefix}/ping", 1, _ => "{}"),
        Free("", $"GET {Prefix}/time", 1, _ => $"{{\"serverTime\":{_venue.NowMillis}}}"),
        Free("", $"GET {Prefix}/exchangeInfo", _venue.Rules.Market == Market.Spot ? 20 : 1, parameters => ExchangeInfoText.Write(_venue, parameters)),
        new("depth", $"GET {Prefix}/depth", Security.None, parameters => _venue.Rules.DepthWeight(LimitOf(parameters)), 0, (_, parameters) => Depth(parameters)),
        Free("ticker.book", $"GET {Prefix}/ticker/bookTicker", 2, parameters => _accounts.Ticker(parameters)),
        .. _venue.Rules.Market == Market.Spot ? Array.Empty<Operation>() : [Free("", $"GET {Prefix}/premiumIndex", 1, parameters => _accounts.Premium(parameters))],
    ];

    private Operation[] OrderCalls() =>
    [
        new("order.place", "POST /fapi/v1/order", Security.Signed, Weigh(0), 1, Desk.Place) { TouchesOrders = true },
        new("order.modify", "PUT /fapi/v1/order", Security.Signed, Weigh(0), 1, Desk.Amend) { TouchesOrders = true },
        new("order.cancel", "DELETE /fapi/v1/order", Security.Signed, Weigh(1), 0, Desk.Cancel) { TouchesOrders = true },
        Signed("order.status", "GET /fapi/v1/order", 1, Query),
        Signed("", "POST /fapi/v1/order/test", 0, Desk.Test),
        Signed("", "DELETE /fapi/v1/allOpenOrders", 1, CancelAll),
        new("", "POST /fapi/v1/batchOrders", Security.Signed, Weigh(5), 5, (account, parameters) => Batch(account, parameters, Desk.Place)),
        new("", "PUT /fapi/v1/batchOrders", Security.Signed, Weigh(5), 5, (account, parameters) => Batch(account, parameters, Desk.Amend)),
        Signed("", "DELETE /fapi/v1/batchOrders", 1, CancelBatch),
        Signed("", "POST /fapi/v1/countdownCancelAll", 10, Countdown),
    ];

    private Operation[] ListCalls() =>
    [
        Signed("", "GET /fapi/v1/openOrder", 1, (account, parameters) => Found(account, parameters) is { IsLive: true } order ? OrderText.Query(order) : throw VenueError.NoSuchOrder()),
        new("", "GET /fapi/v1/openOrders", Security.Signed, parameters => parameters.Get("symbol") is null ? 40 : 1, 0, (account, parameters) => List(account.Open, parameters)),
        Signed("", "GET /fapi/v1/allOrders", 5, (account, parameters) => List(account.Orders.Values, parameters)),
        Signed("", "GET /fapi/v1/userTrades", 5, Trades),
    ];

    private Operation[] AccountCalls() =>
    [
        Signed("account.status", "GET /fapi/v3/account", 5, (account, _) => _accounts.Status(account)),
        Signed("account.balance", "GET /fapi/v3/balance", 5, (account, _) => _accounts.Balance(account)),
        Signed("account.position", "GET /fapi/v3/positionRisk", 5, _accounts.PositionRisk),
        Signed("", "GET /fapi/v1/leverageBracket", 1, (_, parameters) => _accounts.LeverageBrackets(parameters)),
        Signed("", "GET /fapi/v1/commissionRate", 20, (_, parameters) => _accounts.Commission(parameters)),
        Signed("", "POST /fapi/v1/leverage", 1, SetLeverage),
        Signed("", "POST /fapi/v1/marginType", 1, (_, _) => throw new VenueError(-4046, "No need to change margin type.")),
        Signed("", "GET /fapi/v1/positionSide/dual", 30, (_, _) => "{\"dualSidePosition\":false}"),
        Signed("", "POST /fapi/v1/positionSide/dual", 1, (_, _) => throw new VenueError(-4059, "No need to change position side.")),
        Signed("", "GET /fapi/v1/multiAssetsMargin", 30, (_, _) => "{\"multiAssetsMargin\":false}"),
        Signed("", "GET /fapi/v1/rateLimit/order", 1, (_, _) => ExchangeInfoText.OrderLimits(_venue.Options)),
    ];

    private Operation[] KeyCalls() =>
    [
        new("userDataStream.start", "POST /fapi/v1/listenKey", Security.Key, Weigh(1), 0, (account, _) => StartStream(account)),
        new("userDataStream.ping", "PUT /fapi/v1/listenKey", Security.Key, Weigh(1), 0, (account, _) => KeepStream(account)),
        new("userDataStream.stop", "DELETE /fapi/v1/listenKey", Security.Key, Weigh(1), 0, (account, _) => StopStream(account)),
    ];

    private static Operation Free(string method, string call, int weight, Func<RequestParameters, string> run) =>
        new(method, call, Security.None, Weigh(weight), 0, (_, parameters) => run(parameters));

    private static Operation Signed(string method, string call, int weight, Func<Account, RequestParameters, string> run) =>
        new(method, call, Security.Signed, Weigh(weight), 0, run);

    private static Func<RequestParameters, int> Weigh(int weight) => _ => weight;

    private long LimitOf(RequestParameters parameters) => parameters.Integer("limit") ?? _venue.Rules.UsualDepthLimit;

    private string Depth(RequestParameters parameters)
    {
        var (market, limit) = (_venue.MarketOf(parameters["symbol"]), (int)LimitOf(parameters));
        if (!_venue.Rules.TakesDepthLimit(limit))
        {
            throw new VenueError(-4021, $"{limit} is not valid depth limit");
        }

        return _venue.Faults.Strike(FaultKind.StaleSnapshot, market.Instrument.Symbol) is null
            ? market.DepthText(limit, _venue.NowNanos)
            : market.StaleDepthText(limit);
    }

    private VenueOrder? Found(Account account, RequestParameters parameters) => account.Find(
        _venue.MarketOf(parameters["symbol"]).Instrument.Symbol, parameters.Integer("orderId"), parameters.Get("origClientOrderId"));

    private string Query(Account account, RequestParameters parameters) =>
        Found(account, parameters) is { } order ? OrderText.Query(order) : throw VenueError.NoSuchOrder();

    private string CancelAll(Account account, RequestParameters parameters)
    {
        Desk.CancelAll(account, _venue.MarketOf(parameters["symbol"]).Instrument.Symbol);
        return "{\"code\":200,\"msg\":\"The operation of cancel all open order is done.\"}";
    }

    private static string Batch(Account account, RequestParameters parameters, Func<Account, RequestParameters, string> run)
    {
        using var orders = ParseList(parameters["batchOrders"]);
        return VenueJson.List(orders.RootElement.EnumerateArray().Select(order => OneOf(account, RequestParameters.FromJson(order), run)).ToArray());
    }

    private static string OneOf(Account account, RequestParameters parameters, Func<Account, RequestParameters, string> run)
    {
        try
        {
            return run(account, parameters);
        }
        catch (VenueError error)
        {
            return error.Body;
        }
    }

    private string CancelBatch(Account account, RequestParameters parameters)
    {
        var ids = parameters.Get("orderIdList") ?? parameters.Get("orderidlist");
        using var list = ParseList(ids ?? parameters.Get("origClientOrderIdList") ?? parameters["origclientorderidlist"]);
        var name = ids is null ? "origClientOrderId" : "orderId";
        return VenueJson.List(list.RootElement.EnumerateArray().Select(id => OneOf(
            account, RequestParameters.FromForms($"symbol={parameters["symbol"]}&{name}={id}", ""), Desk.Cancel)).ToArray());
    }

    private static JsonDocument ParseList(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            throw new VenueError(-1130, "Data sent for parameter 'batchOrders' is not valid.");
        }
    }

    private string Countdown(Account account, RequestParameters parameters)
    {
        var (symbol, millis) = (_venue.MarketOf(parameters["symbol"]).Instrument.Symbol, parameters.RequiredInteger("countdownTime"));
        account.Countdowns.Remove(symbol);
        if (millis > 0)
        {
            account.Countdowns.Add(symbol, _venue.NowMillis + millis);
        }

        return $"{{\"symbol\":\"{symbol}\",\"countdownTime\":\"{millis}\"}}";
    }

    private static string List(IEnumerable<VenueOrder> orders, RequestParameters parameters) =>
        VenueJson.List(orders.Where(order => parameters.Get("symbol") is not { } symbol || order.Instrument.Symbol == symbol).Select(OrderText.Query));

    private static string Trades(Account account, RequestParameters parameters) => VenueJson.List(account.Trades
        .Where(trade => trade.Order.Instrument.Symbol == parameters["symbol"] && (parameters.Integer("orderId") is not { } id || trade.Order.Id == id)
            && trade.Id >= (parameters.Integer("fromId") ?? 0))
        .TakeLast((int)(parameters.Integer("limit") ?? 500))
        .Select(OrderText.Trade));

    private static string SetLeverage(Account account, RequestParameters parameters)
    {
        var leverage = parameters.RequiredInteger("leverage");
        account.Leverage = leverage is >= 1 and <= 125 ? (int)leverage : throw new VenueError(-4028, $"Leverage {leverage} is not valid");
        return $"{{\"leverage\":{leverage},\"maxNotionalValue\":\"50000000\",\"symbol\":\"{parameters["symbol"]}\"}}";
    }

    private string StartStream(Account account)
    {
        account.ListenKey ??= $"lk{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(24))}";
        return KeepStream(account);
    }

    private string KeepStream(Account account)
    {
        var key = account.ListenKey ?? throw VenueError.NoListenKey();
        account.ListenKeyDueMillis = _venue.NowMillis + (long)_venue.Options.ListenKeyLife.TotalMilliseconds;
        return $"{{\"listenKey\":\"{key}\"}}";
    }

    private string StopStream(Account account)
    {
        _venue.KillListenKey(account);
        return "{}";
    }
}
