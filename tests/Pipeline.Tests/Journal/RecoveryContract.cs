using Pipeline.Journal;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>What must hold of any disk that a journal left behind.</summary>
internal static class RecoveryContract
{
    /// <summary>Reads the longest prefix and says how it breaks the contract; null where it does not.</summary>
    /// <param name="run">What was appended.</param>
    /// <param name="disk">What is left.</param>
    /// <param name="acknowledged">What must be there.</param>
    public static string? Breach(JournalRun run, SimulatedDisk disk, JournalMark acknowledged)
    {
        try
        {
            using var reader = JournalRun.Open(disk, ReadMode.Prefix);
            return Differs(run, reader) ?? Lacks(run, reader.End, acknowledged);
        }
        catch (TapeException e)
        {
            return acknowledged == default ? null : $"unreadable though {acknowledged} was acknowledged: {e.Message}";
        }
    }

    private static string? Differs(JournalRun run, TapeReader reader)
    {
        while (reader.ReadBlock())
        {
            if (TapeComparer.Difference(reader, run.Log) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string? Lacks(JournalRun run, JournalMark end, JournalMark acknowledged)
    {
        if (end.Records < acknowledged.Records || end.Decisions < acknowledged.Decisions)
        {
            return $"recovered {end} of the acknowledged {acknowledged}";
        }

        if (end.Records > run.Accepted.Records || end.Decisions > run.Accepted.Decisions)
        {
            return $"recovered {end}, more than the accepted {run.Accepted}";
        }

        var prefix = run.Log.Entries.Take((int)(end.Records + end.Decisions)).ToList();
        return prefix.Count(entry => entry.IsRecord) == end.Records ? null : $"{end} is no prefix of the log: an entry between is missing";
    }
}
