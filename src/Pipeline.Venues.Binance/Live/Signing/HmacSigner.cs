using System.Security.Cryptography;

namespace Pipeline.Venues.Binance.Live.Signing;

/// <summary>HMAC-SHA256 with a shared secret, as lower-case hex.</summary>
internal sealed class HmacSigner(byte[] secret) : IRequestSigner
{
    private const string Digits = "0123456789abcdef";

    /// <inheritdoc/>
    public bool CanLogOn => false;

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, payload, hash);
        for (var i = 0; i < hash.Length; i++)
        {
            destination[2 * i] = (byte)Digits[hash[i] >> 4];
            destination[(2 * i) + 1] = (byte)Digits[hash[i] & 15];
        }

        return 2 * hash.Length;
    }

    /// <inheritdoc/>
    public override string ToString() => "HMAC-SHA256 (redacted)";
}
