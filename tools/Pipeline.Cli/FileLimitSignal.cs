using System.Runtime.InteropServices;

namespace Pipeline.Cli;

/// <summary>The signal by which a system tells that a file may not grow: it ends a process that does not ask to go on.</summary>
internal static class FileLimitSignal
{
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    /// <summary>Lets the write fail instead, so that the error says which file it is; null where there is no such signal.</summary>
    public static IDisposable? Ignore() =>
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(FileSizeExceeded, context => context.Cancel = true);
}
