using Pipeline.Events;

namespace Pipeline.Feeds.Capture;

/// <summary>What a recording is about, by its first messages.</summary>
/// <param name="Market">The market; <see cref="Market.None"/> where they do not tell.</param>
/// <param name="Symbols">The symbols seen, in order of appearance.</param>
public sealed record CaptureContents(Market Market, IReadOnlyList<string> Symbols)
{
    private const int FirstLook = 2_000;
    private const int MostLines = 64_000;

    /// <summary>Looks into <paramref name="file"/> as far as it takes to tell.</summary>
    /// <exception cref="InputUnusableException">It is missing or a directory.</exception>
    public static CaptureContents Of(string file, ICaptureVenue venue)
    {
        ArgumentNullException.ThrowIfNull(venue);
        using var reader = new CaptureReader([file]);
        var head = new List<byte[]>();
        for (var wanted = FirstLook; ; wanted *= 2)
        {
            var isWhole = false;
            while (head.Count < wanted && !isWhole)
            {
                isWhole = !reader.TryReadLine(out var line);
                if (!isWhole)
                {
                    head.Add(line.Text.ToArray());
                }
            }

            var contents = venue.Survey(head);
            if (contents is { Market: not Market.None, Symbols.Count: > 0 } || isWhole || wanted >= MostLines)
            {
                return contents;
            }
        }
    }
}
