namespace Pipeline.ExchangeSimulator;

/// <summary>A request is refused: the venue's code, its words and the HTTP status.</summary>
internal sealed class VenueError(int code, string words, int status = 400) : Exception(words)
{
    public int Code => code;

    public int Status => status;

    /// <summary>When the client may come back, seconds; 0 says nothing.</summary>
    public int RetryAfterSeconds { get; init; }

    public string Body => $"{{\"code\":{code},\"msg\":{VenueJson.Text(Message)}}}";

    public static VenueError Missing(string name) =>
        new(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static VenueError BadSymbol() => new(-1121, "Invalid symbol.");

    public static VenueError UnknownOrder() => new(-2011, "Unknown order sent.");

    public static VenueError NoSuchOrder() => new(-2013, "Order does not exist.");

    public static VenueError NoListenKey() => new(-1125, "This listenKey does not exist.");

    public static VenueError BadSignature() => new(-1022, "Signature for this request is not valid.");

    public static VenueError BadKey() => new(-2015, "Invalid API-key, IP, or permissions for action.", 401);
}
