using System.Text.Json;

namespace Pipeline.ExchangeSimulator;

/// <summary>One WS-API connection: requests in, replies out, and the session that an Ed25519 key may open.</summary>
internal sealed class WsApiConnection(ClientSocket socket, Venue venue, Operations operations, Dispatcher dispatcher, bool returnRateLimits)
{
    private static readonly Operation Logon = new("session.logon", "", Security.Signed, _ => 2, 0, (_, _) => "");

    private readonly long _connectedMillis = venue.NowMillis;
    private string? _sessionKey;
    private long _authorizedMillis;

    public void Handle(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            Handle(document.RootElement);
        }
        catch (JsonException)
        {
            socket.Send("{\"id\":null,\"status\":400,\"error\":{\"code\":-1135,\"msg\":\"Invalid JSON Request\"}}");
        }
    }

    private void Handle(JsonElement request)
    {
        var id = request.TryGetProperty("id", out var given) ? given.GetRawText() : "null";
        var method = request.TryGetProperty("method", out var name) ? name.GetString() ?? "" : "";
        var parameters = request.TryGetProperty("params", out var members) && members.ValueKind == JsonValueKind.Object
            ? RequestParameters.FromJson(members)
            : RequestParameters.FromForms("", "");
        var withLimits = parameters.Get("returnRateLimits") is { } asked ? asked == "true" : returnRateLimits;
        var reply = method.StartsWith("session.", StringComparison.Ordinal) ? Session(method, parameters) : Run(method, parameters);
        Answer(id, reply, withLimits, parameters.Get("apiKey") ?? _sessionKey);
    }

    private VenueReply Run(string method, RequestParameters parameters) => operations.OfMethod(method) is { } operation
        ? dispatcher.Handle(Call(operation, method, parameters))
        : new VenueReply(400, "{\"code\":-1000,\"msg\":\"Invalid method\"}");

    /// <summary>A request that names a key proves itself; one that names none relies on the session.</summary>
    private VenueCall Call(Operation operation, string method, RequestParameters parameters)
    {
        var named = parameters.Get("apiKey");
        return new VenueCall(
            operation, method, parameters, named ?? _sessionKey, named is null && _sessionKey is not null ? null : parameters.SortedText(), parameters.Get("signature"));
    }

    private VenueReply Session(string method, RequestParameters parameters)
    {
        lock (venue.Gate)
        {
            try
            {
                venue.Budget.Spend(2);
                return method switch
                {
                    "session.logon" => LogOn(parameters),
                    "session.logout" => LogOut(),
                    "session.status" => State(),
                    _ => new VenueReply(400, "{\"code\":-1000,\"msg\":\"Invalid method\"}"),
                };
            }
            catch (VenueError error)
            {
                return VenueReply.Of(error);
            }
        }
    }

    private VenueReply LogOn(RequestParameters parameters)
    {
        var call = new VenueCall(Logon, "session.logon", parameters, parameters["apiKey"], parameters.SortedText(), parameters["signature"]);
        var account = dispatcher.Authorize(call);
        if (account.Key.Ed25519PublicKey is null)
        {
            throw new VenueError(-4056, "HMAC_SHA256 API key is not supported.");
        }

        _sessionKey = account.Key.ApiKey;
        _authorizedMillis = venue.NowMillis;
        return State();
    }

    private VenueReply LogOut()
    {
        _sessionKey = null;
        return State();
    }

    private VenueReply State()
    {
        var (key, since) = _sessionKey is null ? ("null", "null") : (VenueJson.Text(_sessionKey), VenueJson.Number(_authorizedMillis));
        return new VenueReply(200, $"{{\"apiKey\":{key},\"authorizedSince\":{since},\"connectedSince\":{_connectedMillis},\"returnRateLimits\":{VenueJson.Bool(returnRateLimits)},\"serverTime\":{venue.NowMillis}}}");
    }

    private void Answer(string id, in VenueReply reply, bool withLimits, string? apiKey)
    {
        if (reply.Lost)
        {
            return;
        }

        var content = reply.Status == 200 ? "result" : "error";
        var limits = withLimits ? $",\"rateLimits\":{Limits(apiKey)}" : "";
        var text = $"{{\"id\":{id},\"status\":{reply.Status},\"{content}\":{reply.Body}{limits}}}";
        if (reply.DelayMillis == 0)
        {
            socket.Send(text);
            return;
        }

        lock (venue.Gate)
        {
            venue.Later(reply.DelayMillis, () => socket.Send(text));
        }
    }

    private string Limits(string? apiKey)
    {
        lock (venue.Gate)
        {
            var (options, now) = (venue.Options, venue.NowMillis);
            var counts = apiKey is not null && venue.Accounts.TryGetValue(apiKey, out var account) ? account.Counts : new OrderCounts();
            return VenueJson.List([
                $"{{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{venue.Budget.Limit},\"count\":{venue.Budget.Used}}}",
                $"{{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,\"limit\":{options.OrdersPerTenSeconds},\"count\":{counts.TenSeconds(now)}}}",
                $"{{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{options.OrdersPerMinute},\"count\":{counts.Minute(now)}}}",
            ]);
        }
    }
}
