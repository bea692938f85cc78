using System.Runtime.ExceptionServices;
using Pipeline.Journal;
using Pipeline.Ring;

namespace Pipeline.Cli;

/// <summary>Seals a tape within a bound: a disk that does not answer must not hold the process.</summary>
internal static class TapeEnd
{
    private const string ThreadName = "seal";

    /// <summary>How long a disk may take before it is told that it does not answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Seals <paramref name="journal"/> on a thread of its own; where its input was not read to the end, the tape says so.</summary>
    /// <exception cref="ThreadStuckException">The disk does not answer; the tape stays open and can be repaired.</exception>
    public static void Seal(JournalWriter journal, bool isWhole = true)
    {
        var thread = new PipelineThread(ThreadName, isWhole ? journal.Seal : journal.SealCutOff);
        thread.Start();
        if (!thread.Join(Patience))
        {
            journal.Abandon();
            throw new ThreadStuckException(ThreadName, "end", Patience);
        }

        if (thread.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }
}
