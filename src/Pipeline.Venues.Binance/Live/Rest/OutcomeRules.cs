namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>From a status and an error code to what they prove.</summary>
/// <remarks>
/// A refusal must be proven, since a refused order stops counting as exposure. So every server error is unknown unless the
/// venue's text says that the order certainly failed, and every code of the client's own fault is a refusal.
/// </remarks>
public static class OutcomeRules
{
    /// <summary>Text of the 503 that the venue documents as an unknown execution.</summary>
    private static ReadOnlySpan<byte> UnknownText => "nknown"u8;

    /// <summary>What an answer with this HTTP status, error code (0 where none) and body proves.</summary>
    public static CallOutcome Of(int status, int code, ReadOnlySpan<byte> body) => status switch
    {
        >= 200 and < 300 => code == 0 || code == 200 ? CallOutcome.Done : OfCode(code),
        408 or 409 => CallOutcome.Unknown,
        >= 400 and < 500 => OfCode(code),
        503 => Of503(code, body),
        _ => CallOutcome.Unknown,
    };

    private static CallOutcome OfCode(int code) => code is -1000 or -1001 or -1006 or -1007 ? CallOutcome.Unknown : CallOutcome.Refused;

    private static CallOutcome Of503(int code, ReadOnlySpan<byte> body) =>
        code == -1008 ? CallOutcome.Refused
        : body.IndexOf(UnknownText) < 0 && (body.IndexOf("ervice Unavailable"u8) >= 0 || body.IndexOf("nternal error"u8) >= 0) ? CallOutcome.Refused
        : CallOutcome.Unknown;
}
