using System.Runtime.InteropServices;

namespace Pipeline.Cli.Output;

/// <summary>Turns Ctrl-C, SIGTERM and SIGHUP into a cancellation, so that files are closed as they should be.</summary>
/// <remarks>The runtime installs no handler of its own for SIGTERM: without this a seal on the way out would be lost.</remarks>
internal sealed class Interruption : IDisposable
{
    private static int _signal;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Cancel))];

    /// <summary>What the process ends with after the signal that came; null where none did.</summary>
    public static int? ExitCode => (PosixSignal)Volatile.Read(ref _signal) switch
    {
        0 => null,
        PosixSignal.SIGTERM => ExitCodes.Terminated,
        _ => ExitCodes.Interrupted,
    };

    /// <summary>What a verb that was stopped leaves behind.</summary>
    public static string Outcome { get; set; } = "nothing was written";

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Array.ForEach(_registrations, registration => registration.Dispose());
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        Volatile.Write(ref _signal, (int)context.Signal);
        _source.Cancel();
    }
}
