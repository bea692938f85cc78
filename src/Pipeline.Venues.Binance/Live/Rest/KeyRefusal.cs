namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>The venue refused the keys and not the request: no later try can succeed.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The venue's error code, 0 where none.</param>
public sealed record KeyRefusal(int Status, int Code)
{
    private const int Unauthorized = 401;
    private const int BadSignature = -1022;
    private const int BadKeyFormat = -2014;
    private const int BadKey = -2015;

    /// <summary>Whether an answer with this status and code refuses the keys.</summary>
    public static bool IsOne(int status, int code) => status == Unauthorized || code is BadSignature or BadKeyFormat or BadKey;

    /// <summary>What was refused and what to do about it.</summary>
    public override string ToString() => Code == BadSignature
        ? $"the venue refuses the signature (code {Code}): name the secret that belongs to the key"
        : $"the venue refuses the key ({(Code == 0 ? $"status {Status}" : $"code {Code}")}): name one that it knows, with the permission to trade futures from this address";
}
