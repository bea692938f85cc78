namespace Pipeline.ExchangeSimulator;

/// <summary>An answer on its way: status and body, how late, and whether at all.</summary>
internal readonly record struct VenueReply(int Status, string Body, int RetryAfterSeconds = 0, long DelayMillis = 0, bool Lost = false)
{
    public static VenueReply Of(VenueError error) => new(error.Status, error.Body, error.RetryAfterSeconds);
}

/// <summary>A call with its proof of who calls.</summary>
/// <remarks>
/// The place is the REST path or WS-API method, as faults match it. The signed text is what the signature covers; null where
/// the session is already logged on.
/// </remarks>
internal sealed record VenueCall(Operation Operation, string Place, RequestParameters Parameters, string? ApiKey, string? SignedText, string? Signature);

/// <summary>Checks who calls and whether they may, lets order faults strike, and runs the operation. Takes the venue's lock.</summary>
internal sealed class Dispatcher(Venue venue)
{
    private const long DefaultWindowMillis = 5_000;
    private const long LargestWindowMillis = 60_000;
    private const string UnknownOutcome = "{\"code\":-1000,\"msg\":\"Unknown error, please check your request or try again later.\"}";
    private const string ServiceUnavailable = "{\"code\":-1000,\"msg\":\"Service Unavailable.\"}";
    private const string InternalError = "{\"code\":-1001,\"msg\":\"Internal error; unable to process your request. Please try again.\"}";
    private const string Throttled = "{\"code\":-1008,\"msg\":\"Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.\"}";

    public VenueReply Handle(VenueCall call)
    {
        lock (venue.Gate)
        {
            try
            {
                venue.Budget.Spend(call.Operation.Weight(call.Parameters));
                var account = Authorize(call);
                CountOrders(account, call.Operation.Orders);
                return call.Operation.TouchesOrders ? RunOrder(call, account) : Run(call, account);
            }
            catch (VenueError error)
            {
                return VenueReply.Of(error);
            }
        }
    }

    /// <summary>Who calls; throws unless the key is known and the signature holds.</summary>
    public Account Authorize(VenueCall call)
    {
        if (call.Operation.Security == Security.None)
        {
            return venue.Accounts.Values.First();
        }

        var account = venue.Accounts.GetValueOrDefault(call.ApiKey ?? "") ?? throw VenueError.BadKey();
        if (call.Operation.Security == Security.Signed)
        {
            CheckTime(call.Parameters);
            CheckSignature(call, account);
        }

        return account;
    }

    private VenueReply Run(VenueCall call, Account account)
    {
        var body = call.Operation.Run(account, call.Parameters);
        return IsDepth(call) && venue.Faults.Strike(FaultKind.LateSnapshot, call.Place) is { } late
            ? new VenueReply(200, body, DelayMillis: late.Millis)
            : new VenueReply(200, body);
    }

    private static bool IsDepth(VenueCall call) => call.Operation.Method == "depth";

    private VenueReply RunOrder(VenueCall call, Account account)
    {
        var faults = venue.Faults;
        if (faults.Strike(FaultKind.Unavailable, call.Place) is not null)
        {
            return new VenueReply(503, ServiceUnavailable);
        }

        if (faults.Strike(FaultKind.InternalError, call.Place) is not null)
        {
            return new VenueReply(503, InternalError);
        }

        if (!IsExempt(call) && faults.Strike(FaultKind.Overload, call.Place) is not null)
        {
            return new VenueReply(503, Throttled);
        }

        var unknown = faults.Strike(FaultKind.OutcomeUnknown, call.Place);
        if (unknown is { Placed: false })
        {
            return new VenueReply(503, UnknownOutcome);
        }

        var body = call.Operation.Run(account, call.Parameters);
        return unknown is not null ? new VenueReply(503, UnknownOutcome)
            : faults.Strike(FaultKind.LostReply, call.Place) is not null ? new VenueReply(200, body, Lost: true)
            : new VenueReply(200, body, DelayMillis: faults.Strike(FaultKind.LateReply, call.Place)?.Millis ?? 0);
    }

    private static bool IsExempt(VenueCall call) => call.Operation.Method == "order.cancel" || call.Parameters.Flag("reduceOnly");

    private void CheckTime(RequestParameters parameters)
    {
        var window = parameters.Integer("recvWindow") ?? DefaultWindowMillis;
        var (stamp, now) = (parameters.RequiredInteger("timestamp"), venue.NowMillis);
        if (window > LargestWindowMillis)
        {
            throw new VenueError(-1131, "recvWindow must be less than 60000");
        }

        if (stamp >= now + 1_000)
        {
            throw new VenueError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
        }

        if (now - stamp > window)
        {
            throw new VenueError(-1021, "Timestamp for this request is outside of the recvWindow.");
        }
    }

    private static void CheckSignature(VenueCall call, Account account)
    {
        if (call.SignedText is { } text && !RequestSignature.Verify(account.Key, text, call.Signature ?? throw VenueError.Missing("signature")))
        {
            throw VenueError.BadSignature();
        }
    }

    private void CountOrders(Account account, int orders)
    {
        var (now, counts) = (venue.NowMillis, account.Counts);
        if (orders > 0 && (counts.TenSeconds(now) + orders > venue.Options.OrdersPerTenSeconds || counts.Minute(now) + orders > venue.Options.OrdersPerMinute))
        {
            throw new VenueError(-1015, "Too many new orders.", 429) { RetryAfterSeconds = 10 };
        }

        for (var i = 0; i < orders; i++)
        {
            counts.Add(now);
        }
    }
}
