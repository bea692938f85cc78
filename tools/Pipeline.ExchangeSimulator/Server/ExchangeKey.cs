using System.Security.Cryptography;

namespace Pipeline.ExchangeSimulator;

/// <summary>A key that the exchange knows. Every key is an account of its own.</summary>
/// <param name="ApiKey">What the client names itself by.</param>
/// <param name="Secret">Secret of HMAC-SHA256 signatures; empty where the key signs otherwise.</param>
public sealed record ExchangeKey(string ApiKey, string Secret)
{
    /// <summary>The 32 raw bytes of an Ed25519 public key, or null. Such a key may also log a session on.</summary>
    public byte[]? Ed25519PublicKey { get; init; }

    /// <summary>A key nobody else knows.</summary>
    public static ExchangeKey Create() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
}
