using System.Globalization;

namespace Pipeline.Journal;

/// <summary>What recovery kept, and what it could not.</summary>
public sealed record TapeRecoveryResult
{
    /// <summary>The file that was read.</summary>
    public required string Source { get; init; }

    /// <summary>The whole tape.</summary>
    public required string Output { get; init; }

    /// <summary>Ordinals behind the last record and decision entry.</summary>
    public required JournalMark Recovered { get; init; }

    /// <summary>Number of records that were kept, Holes not counted.</summary>
    public required long RecordsKept { get; init; }

    /// <summary>Number of blocks that were read, the tail not counted.</summary>
    public required long BlocksKept { get; init; }

    /// <summary>Number of Holes, each for a stretch of records that are lost.</summary>
    public required long Holes { get; init; }

    /// <summary>Number of records that the Holes stand for.</summary>
    public required long MissingRecords { get; init; }

    /// <summary>Where the originals are now; empty where they were left in place.</summary>
    public required IReadOnlyList<string> Aside { get; init; }

    /// <summary>What was found wrong, the normal end of a writer that was cut off included.</summary>
    public required IReadOnlyList<TapeDefect> Defects { get; init; }

    /// <summary>Whether something was lost, or may have been.</summary>
    public required bool IsLoss { get; init; }

    /// <summary>Whether what followed the last record is lost, and nobody knows how much it was.</summary>
    public required bool IsCutOff { get; init; }

    /// <summary>Whether nothing was wrong with the tape that was read: it was left as it is, or copied.</summary>
    public required bool IsSound { get; init; }

    /// <summary>Whether what was read was damaged: more is wrong with it than that its writer was cut off.</summary>
    public bool IsDamaged => IsLoss || Defects.Any(defect => !defect.IsTornTail);

    /// <summary>What was lost, one line each.</summary>
    public IReadOnlyList<string> Lost => IsLoss
        ? [.. Losses().Select(defect => $"{defect.File}: byte {defect.Offset}: {defect.Reason}"), .. CutOff is { } end ? [end] : Array.Empty<string>()]
        : [];

    /// <summary>Where the records end of which the following are lost; null where none are.</summary>
    public string? CutOff => !IsCutOff ? null
        : Recovered.Records > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Source}: cut off after record {Recovered.Records - 1}")
        : $"{Source}: cut off before its first record";

    // Where nothing but the end is wrong, it is the end that is missing.
    private IEnumerable<TapeDefect> Losses()
    {
        var damage = Defects.Where(defect => !defect.LosesNothing && !defect.IsTornTail).ToList();
        return damage.Count > 0 ? damage : Defects.Where(defect => defect.IsTornTail).Take(1);
    }
}
