using Pipeline.Journal.Envelope;

namespace Pipeline.Journal;

/// <summary>Tells which tapes a path names: a file is one, and a folder may hold several, each of one segment or more.</summary>
/// <remarks>
/// A segment belongs to the one that its header names as the one before it, or, where that is missing, to its session.
/// Sessions that lie in one folder are tapes of their own, also where they have the same number.
/// </remarks>
public static class TapeFolder
{
    /// <summary>The tapes at <paramref name="pathOrFolder"/>, each as its segments in order; an unsealed tape by its final name too.</summary>
    /// <returns>At least one: a path at which no tape lies stands for itself, and opening it says so.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> TapesAt(string pathOrFolder, IJournalDisk? disk = null)
    {
        disk ??= PhysicalDisk.Instance;
        if (disk.Exists(pathOrFolder))
        {
            return [[pathOrFolder]];
        }

        string[] unfinished = [TapePaths.OpenOf(pathOrFolder), pathOrFolder + TapePaths.Recovering];
        if (unfinished.FirstOrDefault(disk.Exists) is { } file)
        {
            return [[file]];
        }

        string[] files = [.. disk.FilesOf(pathOrFolder).Where(IsNamedAsTape)];
        return files.Length == 0 ? [[pathOrFolder]] : Grouped(files, disk);
    }

    /// <summary>The only tape at <paramref name="pathOrFolder"/>.</summary>
    /// <exception cref="TapeException">There are several: it names them.</exception>
    public static IReadOnlyList<string> OnlyTapeAt(string pathOrFolder, IJournalDisk? disk = null) => TapesAt(pathOrFolder, disk) switch
    {
        [var only] => only,
        var several => throw new TapeException(new TapeDefect(pathOrFolder, 0, TapeFault.SeveralTapes, IsTornTail: false) { Tapes = [.. several.Select(tape => tape[0])] }),
    };

    /// <summary>The tape of which <paramref name="path"/> is the first segment.</summary>
    public static IReadOnlyList<string> TapeFrom(string path, IJournalDisk? disk = null) =>
        TapesAt(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", disk).FirstOrDefault(tape => Path.GetFileName(tape[0]) == Path.GetFileName(path)) ?? [path];

    /// <summary>Whether a file has the name of a tape, sealed or not.</summary>
    private static bool IsNamedAsTape(string path) =>
        path.EndsWith(TapePaths.Tape, StringComparison.Ordinal) || path.EndsWith(TapePaths.Tape + TapePaths.Open, StringComparison.Ordinal);

    private static List<List<string>> Grouped(string[] files, IJournalDisk disk)
    {
        var tapes = new List<List<Segment>>();
        foreach (var segment in files.Select(file => new Segment(file, HeaderOf(file, disk))).OrderBy(each => each.Header?.FirstRecordOrdinal ?? 0))
        {
            // A segment whose header cannot be read tells nothing: opened alone, it says what is wrong with it.
            if (segment.Header is { } header && header.PreviousFileId != Guid.Empty && tapes.Find(each => each[^1].Header?.FileId == header.PreviousFileId) is { } tape)
            {
                tape.Add(segment);
            }
            else
            {
                tapes.Add([segment]);
            }
        }

        foreach (var rest in tapes.Where(tape => tape[0].Header is { } header && header.PreviousFileId != Guid.Empty).ToList())
        {
            if (NearestTapeBefore(rest[0].Header!, tapes) is { } tape)
            {
                tape.AddRange(rest);
                tapes.Remove(rest);
            }
        }

        return [.. tapes.Select(tape => tape.ConvertAll(segment => segment.Path)).OrderBy(tape => tape[0], StringComparer.Ordinal)];
    }

    // Of what is left behind a missing segment: the session's tape that comes nearest before it.
    private static List<Segment>? NearestTapeBefore(TapeHeader rest, List<List<Segment>> tapes) => tapes
        .Where(tape => tape[^1].Header is { } last && last.SessionId == rest.SessionId && last.FirstRecordOrdinal < rest.FirstRecordOrdinal)
        .MaxBy(tape => tape[^1].Header!.FirstRecordOrdinal);

    private static TapeHeader? HeaderOf(string path, IJournalDisk disk)
    {
        try
        {
            using var input = new TapeInput(disk, path);
            return HeaderCopy.Find(input).Header;
        }
        catch (TapeException)
        {
            return null;
        }
    }

    private sealed record Segment(string Path, TapeHeader? Header);
}
