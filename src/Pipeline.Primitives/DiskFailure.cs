namespace Pipeline.Primitives;

/// <summary>What a disk that refuses means, by the number that the operating system gives.</summary>
/// <remarks>
/// <code>
///   EIO     5    the device fails             met by whoever reads and by whoever writes
///   EFBIG   27   the file may not grow        the framework makes an ArgumentOutOfRangeException of it, as if its caller were wrong
///   ENOSPC  28   the disk is full
///   EROFS   30   nothing can be written there
///   ESTALE  116  the server lost the file     met by whoever reads and by whoever writes
///   EDQUOT  122  the user's share is used up
/// </code>
/// </remarks>
public static class DiskFailure
{
    private const int Io = 5;
    private const int TooLarge = 27;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int Stale = 116;
    private const int Quota = 122;
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);

    // The framework's own words and parameter: it gives no number, and any argument may be out of range.
    private const string TextOfTooLarge = "Specified file length was too large";
    private const string ParameterOfTooLarge = "value";

    /// <summary>Whether <paramref name="failure"/> is of a file, and not of the program.</summary>
    public static bool IsOne(Exception failure) => failure is IOException or UnauthorizedAccessException || NumberOf(failure) == TooLarge;

    /// <summary>Whether no reader could have met <paramref name="failure"/>: the disk is full, or takes no more of this file.</summary>
    public static bool IsOfWriting(Exception failure) =>
        failure is OutputFailedException || NumberOf(failure) is NoSpace or TooLarge or ReadOnly or Quota or WindowsDiskFull;

    /// <summary>Whether room is what is missing: on the disk, or in the user's share of it.</summary>
    public static bool IsNoSpace(Exception failure) => NumberOf(failure) is NoSpace or Quota or WindowsDiskFull;

    /// <summary>What failed, what it means and what to do, without a full stop.</summary>
    public static string Describe(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return NumberOf(failure) switch
        {
            TooLarge => "the file may not grow any further (EFBIG): raise the limit on the size of files (ulimit -f), or use a file system that takes larger ones",
            NoSpace or WindowsDiskFull => $"{failure.Message}: make room",
            ReadOnly => $"{failure.Message}: name a place that can be written to, or mount it anew",
            Quota => $"{failure.Message}: make room, or have the quota raised",
            Io => $"{failure.Message}: the device fails; look into the system's log and use another one",
            Stale => $"{failure.Message}: the server of this network file system no longer has the file; mount it anew",
            _ => failure.Message,
        };
    }

    private static int NumberOf(Exception failure) => failure switch
    {
        ArgumentOutOfRangeException { ParamName: ParameterOfTooLarge } wrong when wrong.Message.StartsWith(TextOfTooLarge, StringComparison.Ordinal) => TooLarge,
        IOException => failure.HResult,
        _ => 0,
    };
}
