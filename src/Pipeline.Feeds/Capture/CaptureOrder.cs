namespace Pipeline.Feeds.Capture;

/// <summary>Puts recordings into the order in which they were received.</summary>
public static class CaptureOrder
{
    /// <summary>The files by the first receive time that each holds. Standard input cannot be looked at, so with it the order is the caller's.</summary>
    /// <exception cref="InputUnusableException">A file is missing or a directory, or cannot be opened.</exception>
    public static IReadOnlyList<string> ByFirstReceiveTime(IReadOnlyList<string> files)
    {
        if (files.Count < 2 || files.Contains("-"))
        {
            return files;
        }

        var times = new long[files.Count];
        for (var i = 0; i < files.Count; i++)
        {
            // One that tells no time stays behind the one that it was named after.
            times[i] = FirstReceiveNanos(files[i]) ?? (i > 0 ? times[i - 1] : 0);
        }

        return [.. Enumerable.Range(0, files.Count).OrderBy(i => times[i]).Select(i => files[i])];
    }

    private static long? FirstReceiveNanos(string file)
    {
        using var reader = new CaptureReader([file]);
        while (reader.TryRead())
        {
            if (reader.Current.HasReceiveTime)
            {
                return reader.Current.ReceiveNanos;
            }
        }

        return null;
    }
}
