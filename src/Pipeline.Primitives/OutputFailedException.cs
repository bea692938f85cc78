namespace Pipeline.Primitives;

/// <summary>What a command was to write could not be written: its input is not to blame.</summary>
public sealed class OutputFailedException(string message, Exception cause) : IOException(message, cause)
{
    private const int NoSpaceOnDevice = 28;
    private const int TooLarge = 27;
    private const int ReadOnly = 30;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);

    /// <summary>Whether no reader could have met <paramref name="failure"/>: the disk is full, or takes no more of this file.</summary>
    public static bool IsOfOutput(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is OutputFailedException || failure.HResult is NoSpaceOnDevice or TooLarge or ReadOnly or QuotaExceeded or WindowsDiskFull;
    }

    /// <summary><paramref name="path"/> could not be written.</summary>
    public static OutputFailedException For(string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new OutputFailedException($"{path}: cannot be written ({cause.Message}); make room or name another place", cause);
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not OutputFailedException)
        {
            throw For(path, e);
        }
    }
}
