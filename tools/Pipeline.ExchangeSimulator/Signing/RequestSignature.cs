using System.Security.Cryptography;
using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>Whether a text was signed by a key: HMAC-SHA256 in hexadecimal, or Ed25519 in base64.</summary>
internal static class RequestSignature
{
    public static bool Verify(ExchangeKey key, string text, string signature)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return key.Ed25519PublicKey is { } publicKey
            ? TryBase64(signature, out var raw) && Ed25519.Verify(publicKey, bytes, raw)
            : signature.Equals(HmacHex(key.Secret, bytes), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text of query and body as it was sent, without the signature.</summary>
    public static string SignedPart(string query, string body) => Strip(query) + Strip(body);

    private static string Strip(string form) =>
        string.Join('&', form.Split('&').Where(pair => !pair.StartsWith("signature=", StringComparison.Ordinal)));

    private static string HmacHex(string secret, byte[] text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    private static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        var good = Convert.TryFromBase64String(text, bytes, out var length);
        bytes = bytes[..(good ? length : 0)];
        return good;
    }
}
