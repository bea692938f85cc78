namespace Pipeline.Warehouse.Reading;

/// <summary>What tapes and recordings that were read on the way to an answer had to say of themselves.</summary>
/// <param name="tell">Is told of each defect when it is found, so that it is told where reading fails after it too.</param>
/// <remarks>Single writer, the thread that reads; looked at once the answer is there.</remarks>
public sealed class ReadNotes(Action<string>? tell = null)
{
    private readonly List<string> _defects = [];

    /// <summary>Places at which an input was damaged, each with what is wrong there, in one line.</summary>
    public IReadOnlyList<string> Defects => _defects;

    /// <summary>What ended reading, or null. A database that calls a reader keeps its words and not their kind.</summary>
    public Exception? Failure { get; private set; }

    internal void Add(IReadOnlyList<string> defects)
    {
        foreach (var defect in defects)
        {
            _defects.Add(defect);
            tell?.Invoke(defect);
        }
    }

    internal void Fail(Exception failure) => Failure ??= failure;
}
