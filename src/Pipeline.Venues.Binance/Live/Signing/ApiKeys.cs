using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Venues.Binance.Live.Signing;

/// <summary>An API key and what signs with it. It comes from a file that only its owner can read, and goes into requests only.</summary>
/// <remarks>
/// The file holds a line `key=...` and either a line `secret=...` (HMAC-SHA256) or an Ed25519 private key in PEM form.
/// There is no other way in: not the command line, which every user of the machine can read, and not the configuration,
/// whose text is hashed and kept. Neither messages nor <see cref="ToString"/> show any part of it.
/// </remarks>
[DebuggerDisplay("ApiKeys (redacted)")]
public sealed class ApiKeys
{
    private const UnixFileMode OthersMode = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const int MaxFileBytes = 16_384;
    private const int PrivateKeyBytes = 32;

    // PrivateKeyInfo of RFC 8410: version 0, the Ed25519 algorithm, an octet string within an octet string.
    private static readonly byte[] Ed25519Head = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly byte[] _secret;
    private readonly bool _isEd25519;

    private ApiKeys(byte[] key, byte[] secret, bool isEd25519)
    {
        KeyUtf8 = key;
        _secret = secret;
        _isEd25519 = isEd25519;
    }

    /// <summary>The API key, for the request's header or parameter only.</summary>
    internal byte[] KeyUtf8 { get; }

    /// <summary>Whether these keys can hold a WS-API session.</summary>
    public bool CanLogOn => _isEd25519;

    /// <summary>Reads keys from a file.</summary>
    /// <exception cref="ApiKeyException">The file cannot be read, others may read it too, or it holds no keys; the message shows none.</exception>
    public static ApiKeys FromFile(string path)
    {
        try
        {
            return Parse(ReadOwn(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyException($"the key file {path} cannot be read: {exception.GetType().Name}");
        }
    }

    /// <summary>Reads keys from the credentials directory that systemd hands to a service (`LoadCredential=`).</summary>
    /// <exception cref="ApiKeyException">There is no such directory, the name is a path, or as in <see cref="FromFile"/>.</exception>
    public static ApiKeys FromCredential(string name) => FromCredential(Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"), name);

    /// <summary>Reads keys from a credentials directory.</summary>
    /// <exception cref="ApiKeyException">There is no such directory, the name is a path, or as in <see cref="FromFile"/>.</exception>
    public static ApiKeys FromCredential(string? directory, string name)
    {
        var isPlain = name.Length > 0 && Path.GetFileName(name) == name && name is not ("." or "..");
        return string.IsNullOrEmpty(directory) ? throw new ApiKeyException("there is no credentials directory")
            : isPlain ? FromFile(Path.Combine(directory, name))
            : throw new ApiKeyException("a credential has a plain name, no path");
    }

    /// <summary>A signer of its own for each thread.</summary>
    public IRequestSigner CreateSigner() => _isEd25519 ? new Ed25519Signer(_secret) : new HmacSigner(_secret);

    /// <inheritdoc/>
    public override string ToString() => $"ApiKeys ({(_isEd25519 ? "Ed25519" : "HMAC-SHA256")}, redacted)";

    /// <summary>The mode is asked of the open file, so that it cannot be exchanged between the question and the reading.</summary>
    private static string ReadOwn(string path)
    {
        using var handle = File.OpenHandle(path);
        if (OperatingSystem.IsWindows())
        {
            throw new ApiKeyException("who may read a key file can only be checked on Unix");
        }

        if ((File.GetUnixFileMode(handle) & OthersMode) != 0)
        {
            throw new ApiKeyException($"the key file {path} is open to others: chmod 600 it, and think of the keys as known");
        }

        var length = RandomAccess.GetLength(handle);
        var bytes = length <= MaxFileBytes ? new byte[length] : throw new ApiKeyException($"the key file {path} is too long");
        var read = RandomAccess.Read(handle, bytes, 0);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, read));
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    private static ApiKeys Parse(string text, string path)
    {
        var key = ValueOf(text, "key=");
        var secret = ValueOf(text, "secret=");
        var hasPem = PemEncoding.TryFind(text, out var pem);
        if (key is null || key.Any(letter => !char.IsAsciiLetterOrDigit(letter)) || (secret is null) == !hasPem)
        {
            throw new ApiKeyException($"the key file {path} needs a line key= and either a line secret= or an Ed25519 key in PEM form");
        }

        return hasPem
            ? new ApiKeys(Encoding.ASCII.GetBytes(key), PrivateKey(text.AsSpan()[pem.Base64Data], path), isEd25519: true)
            : new ApiKeys(Encoding.ASCII.GetBytes(key), Encoding.UTF8.GetBytes(secret!), isEd25519: false);
    }

    private static string? ValueOf(string text, string name) => text.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => line[name.Length..].Trim())
        .FirstOrDefault(value => value.Length > 0);

    private static byte[] PrivateKey(ReadOnlySpan<char> base64, string path)
    {
        var der = new byte[Ed25519Head.Length + PrivateKeyBytes];
        var isKey = Convert.TryFromBase64Chars(base64, der, out var written) && written == der.Length && der.AsSpan().StartsWith(Ed25519Head);
        return isKey ? der[Ed25519Head.Length..] : throw new ApiKeyException($"the key in {path} is no Ed25519 private key");
    }
}
