namespace Pipeline.Research.Quality;

/// <summary>All that is said of a data set: the meter's numbers, and what only the warehouse can tell.</summary>
/// <param name="Figures">Rows, time, targets, gaps, flags, hours.</param>
/// <param name="FilesUsed">Files that gave messages.</param>
/// <param name="Files">Files that were read at all.</param>
/// <param name="Rejects">What could not be used: lines, messages, files, each listed in `rejects`.</param>
/// <param name="Duplicates">Messages that had come before.</param>
/// <param name="Reordered">Messages received before an earlier one.</param>
/// <param name="Unexplained">By target: values without a value and without a reason, or with both. 0 each, or the data set is broken.</param>
public sealed record QualityReport(
    QualityFigures Figures, long FilesUsed, long Files, long Rejects, long Duplicates, long Reordered, IReadOnlyDictionary<string, long> Unexplained)
{
    /// <summary>Class shares of the executable targets, by horizon and fees.</summary>
    public IReadOnlyList<ExecutableShare> Shares { get; init; } = [];

    /// <summary>Whether every invalid target has its reason.</summary>
    public bool IsExplained => Unexplained.Values.All(count => count == 0);
}
