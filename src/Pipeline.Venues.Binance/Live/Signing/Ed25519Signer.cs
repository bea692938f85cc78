using System.Buffers.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Pipeline.Venues.Binance.Live.Signing;

/// <summary>Ed25519 with a private key of 32 bytes, as base64.</summary>
internal sealed class Ed25519Signer : IRequestSigner
{
    private readonly byte[] _privateKey;
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];
    private readonly byte[] _signature = new byte[Ed25519.SignatureSize];
    private byte[] _message = new byte[512];

    public Ed25519Signer(byte[] privateKey)
    {
        _privateKey = privateKey;
        Ed25519.GeneratePublicKey(privateKey, 0, _publicKey, 0);
    }

    /// <inheritdoc/>
    public bool CanLogOn => true;

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        if (payload.Length > _message.Length)
        {
            _message = new byte[2 * payload.Length];
        }

        payload.CopyTo(_message);
        Ed25519.Sign(_privateKey, 0, _publicKey, 0, _message, 0, payload.Length, _signature, 0);
        Base64.EncodeToUtf8(_signature, destination, out _, out var written);
        return written;
    }

    /// <inheritdoc/>
    public override string ToString() => "Ed25519 (redacted)";
}
