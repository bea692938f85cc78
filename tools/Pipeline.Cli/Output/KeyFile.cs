using Pipeline.ExchangeSimulator;
using Pipeline.Primitives;

namespace Pipeline.Cli.Output;

/// <summary>The keys of a simulated exchange in the form that a session's `keysFile` has: `key=` and `secret=` lines.</summary>
internal static class KeyFile
{
    private const string SecretMark = "secret=";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file that its owner alone may read.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public static void Write(string path, ExchangeKey key) => OutputFailedException.Guard(path, () =>
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.WriteLine($"key={key.ApiKey}");
        writer.WriteLine($"{SecretMark}{key.Secret}");
        return true;
    });

    /// <summary>The secret in such a file.</summary>
    /// <exception cref="UsageException">It holds none, or cannot be read.</exception>
    public static string SecretIn(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault(line => line.StartsWith(SecretMark, StringComparison.Ordinal))?[SecretMark.Length..].Trim() is { Length: > 0 } secret
                ? secret
                : throw new UsageException($"{path}: holds no line {SecretMark}; write it as in the keysFile of a session");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: the secret cannot be read ({e.Message}); check the path");
        }
    }
}
