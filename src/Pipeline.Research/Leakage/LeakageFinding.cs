namespace Pipeline.Research.Leakage;

/// <summary>A place where a data set knows what it could not have known.</summary>
/// <param name="Check">The check that found it.</param>
/// <param name="What">What was found, with where and how often.</param>
public sealed record LeakageFinding(string Check, string What);

/// <summary>A data set is refused: it fails its leakage checks.</summary>
public sealed class LeakageException(IReadOnlyList<LeakageFinding> findings)
    : Exception(string.Join("; ", findings.Select(finding => $"{finding.Check}: {finding.What}")))
{
    /// <summary>What was found.</summary>
    public IReadOnlyList<LeakageFinding> Findings { get; } = findings;
}
