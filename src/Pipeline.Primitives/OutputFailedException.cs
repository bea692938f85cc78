namespace Pipeline.Primitives;

/// <summary>What a command was to write could not be written: its input is not to blame.</summary>
public sealed class OutputFailedException(string message, Exception cause) : IOException(message, cause)
{
    /// <summary><paramref name="path"/> could not be written.</summary>
    public static OutputFailedException For(string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new OutputFailedException($"{path}: cannot be written ({DiskFailure.Describe(cause)}), or name another place", cause);
    }

    /// <summary>Runs <paramref name="write"/>, which writes <paramref name="path"/>, and names its failure.</summary>
    /// <exception cref="OutputFailedException">It failed.</exception>
    public static T Guard<T>(string path, Func<T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            return write();
        }
        catch (Exception e) when (DiskFailure.IsOne(e) && e is not OutputFailedException)
        {
            throw For(path, e);
        }
    }
}
