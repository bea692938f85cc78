namespace Pipeline.Venues.Binance.Live.Signing;

/// <summary>Signs the parameters of a request.</summary>
/// <remarks>Single thread: it may keep scratch state.</remarks>
public interface IRequestSigner
{
    /// <summary>Whether the WS-API accepts this kind of key for a session.</summary>
    bool CanLogOn { get; }

    /// <summary>Writes the signature of <paramref name="payload"/> as text, at most 88 bytes, and answers its length.</summary>
    int Sign(ReadOnlySpan<byte> payload, Span<byte> destination);
}
