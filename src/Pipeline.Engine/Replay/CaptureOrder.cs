using Pipeline.Feeds.Capture;

namespace Pipeline.Engine.Replay;

/// <summary>Puts recordings into the order in which they were received.</summary>
public static class CaptureOrder
{
    // As many messages with a time of the venue as the head of a run looks at, and as many lines as may pass before they are there.
    private const int TimedMessages = CaptureHead.OffsetRecords;
    private const int MostLines = 2_000;

    /// <summary>
    /// The files by the first right receive time that each holds: a stamp that is wrong is passed over here and listed by the run.
    /// Standard input cannot be looked at, so with it the order is the caller's.
    /// </summary>
    /// <exception cref="InputUnusableException">A file is missing or a directory, or cannot be opened.</exception>
    public static IReadOnlyList<string> ByFirstReceiveTime(IReadOnlyList<string> files, ICaptureVenue venue)
    {
        if (files.Count < 2 || files.Contains("-"))
        {
            return files;
        }

        var times = new long[files.Count];
        for (var i = 0; i < files.Count; i++)
        {
            // One that tells no time stays behind the one that it was named after.
            times[i] = FirstReceiveNanos(files[i], venue) ?? (i > 0 ? times[i - 1] : 0);
        }

        return [.. Enumerable.Range(0, files.Count).OrderBy(i => times[i]).Select(i => files[i])];
    }

    private static long? FirstReceiveNanos(string file, ICaptureVenue venue)
    {
        var stamps = FirstStamps(file, venue);
        var judge = new StampJudge(CaptureHead.MedianOffset(stamps.Where(stamp => stamp.Event > 0).Select(stamp => stamp.Receive - stamp.Event)));
        stamps.ForEach(stamp => judge.Take(stamp.Receive, stamp.Event));
        foreach (var (index, stamp) in stamps.Index())
        {
            if (!judge.IsWrong(index))
            {
                return stamp.Receive;
            }
        }

        return null;
    }

    private static List<(long Receive, long Event)> FirstStamps(string file, ICaptureVenue venue)
    {
        var stamps = new List<(long Receive, long Event)>();
        using var reader = new CaptureReader([file]);
        for (var timed = 0; timed < TimedMessages && stamps.Count < MostLines && reader.TryRead();)
        {
            if (reader.Current.HasReceiveTime)
            {
                var eventNanos = venue.EventNanosOf(reader.Current.Text);
                stamps.Add((reader.Current.ReceiveNanos, eventNanos));
                timed += eventNanos > 0 ? 1 : 0;
            }
        }

        return stamps;
    }
}
