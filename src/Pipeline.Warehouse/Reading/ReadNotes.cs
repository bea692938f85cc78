namespace Pipeline.Warehouse.Reading;

/// <summary>What tapes and recordings that were read on the way to an answer had to say of themselves.</summary>
/// <remarks>Single writer, the thread that reads; looked at once the answer is there.</remarks>
public sealed class ReadNotes
{
    /// <summary>Places at which an input was damaged.</summary>
    public long Damage { get; private set; }

    /// <summary>What ended reading, or null. A database that calls a reader keeps its words and not their kind.</summary>
    public Exception? Failure { get; private set; }

    internal void Add(long damage) => Damage += damage;

    internal void Fail(Exception failure) => Failure ??= failure;
}
