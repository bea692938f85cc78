using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Warehouse.Reading;

/// <summary>Tells what streams a list of files is: each tape is one, also where several lie in a folder, and recordings of one instrument are one in the order given.</summary>
public static class LoadInputs
{
    private const int HeadLines = 200;

    /// <summary>The streams of <paramref name="paths"/>, in order of their first files.</summary>
    /// <exception cref="InputUnusableException">A file is missing, or a tape was never made whole.</exception>
    public static IReadOnlyList<LoadInput> Group(IReadOnlyList<string> paths, ICaptureVenue venue, IReadOnlyList<string> symbols)
    {
        var inputs = new List<LoadInput>();
        var recordings = new List<(Instrument? Instrument, List<string> Files)>();
        foreach (var path in paths.Distinct())
        {
            Require(path);
            if (TapeFile.IsTape(path))
            {
                inputs.AddRange(TapeFolder.TapesAt(path).Select(segments => new LoadInput(segments, () => new TapeSource(segments, symbols))));
            }
            else
            {
                Join(recordings, InstrumentOf(path, venue, symbols), path);
            }
        }

        foreach (var (instrument, files) in recordings)
        {
            var once = Once(files);
            inputs.Add(new LoadInput(once, () => new RecordingSource(once, venue, symbols))
            {
                Inferred = instrument is { Inferred: true } ? instrument.Symbol : null,
                Repeated = [.. files.Except(once)],
            });
        }

        return inputs;
    }

    // A recording that is there twice, packed in two ways, is there once.
    private static List<string> Once(List<string> files) => files.Count == 1 ? files : [.. files.DistinctBy(CaptureContent.HashOf)];

    private static void Require(string path)
    {
        InputPath.RequireNoPipe(path);
        if (!File.Exists(path) && TapeRecovery.IsNeeded(path))
        {
            throw new InputUnusableException($"{path}: the run that wrote it was cut off; make it whole with pipeline tape repair {path}");
        }

        if (!File.Exists(path) && !TapeFile.IsTape(path))
        {
            throw new InputUnusableException(InputPath.Describe(path));
        }
    }

    // A file that does not tell what it is about continues the one before it.
    private static void Join(List<(Instrument? Instrument, List<string> Files)> groups, Instrument? instrument, string path)
    {
        var index = instrument is null
            ? groups.Count - 1
            : groups.FindIndex(group => group.Instrument is { } other && other.Market == instrument.Market && other.Symbol == instrument.Symbol);
        if (index >= 0)
        {
            groups[index].Files.Add(path);
            return;
        }

        groups.Add((instrument, [path]));
    }

    private static Instrument? InstrumentOf(string path, ICaptureVenue venue, IReadOnlyList<string> symbols)
    {
        using var reader = new CaptureReader([path]);
        var head = new List<byte[]>();
        while (head.Count < HeadLines && reader.TryReadLine(out var line))
        {
            if (line.HasReceiveTime)
            {
                head.Add(line.Text.ToArray());
            }
        }

        try
        {
            return head.Count == 0 ? null : venue.Identify(head, isLast: false, symbols)?.Instruments[0];
        }
        catch (InputUnusableException)
        {
            // Alone it cannot be read; what it continues may tell how, and where nothing does the load says so.
            return null;
        }
    }
}

/// <summary>One stream that can be opened.</summary>
/// <param name="Paths">Its files, in order.</param>
/// <param name="Open">Opens it; whoever opens it disposes of it.</param>
public sealed record LoadInput(IReadOnlyList<string> Paths, Func<ILoadSource> Open)
{
    /// <summary>Symbol of an instrument that is in no table, where that is known before the stream is opened; else null.</summary>
    public string? Inferred { get; init; }

    /// <summary>Files left out: each says what another one says, packed otherwise.</summary>
    public IReadOnlyList<string> Repeated { get; init; } = [];
}
