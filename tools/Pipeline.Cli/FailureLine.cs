using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Cli;

/// <summary>Tells a stage's failure when it is met: what ends a run is known before the run has ended, however long that takes.</summary>
internal static class FailureLine
{
    private static ProcessorFailure? _told;

    /// <summary>Writes the line. On the thread that met the failure, once a run.</summary>
    public static void Tell(ProcessorFailure failure)
    {
        Volatile.Write(ref _told, failure);
        Console.Error.WriteLine($"pipeline: {failure.Place}: {DiskFailure.Describe(failure.Exception)}");
    }

    /// <summary>Whether <paramref name="failure"/> was told.</summary>
    public static bool IsTold(ProcessorFailure failure) => ReferenceEquals(Volatile.Read(ref _told), failure);
}
