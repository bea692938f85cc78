namespace Pipeline.Journal;

/// <summary>The one exception that reading a tape raises, whatever the bytes are.</summary>
public sealed class TapeException : Exception
{
    /// <summary>An exception for <paramref name="defect"/>.</summary>
    public TapeException(TapeDefect defect, Exception? cause = null)
        : base(defect.ToString(), cause) => Defect = defect;

    /// <summary>What is wrong, and where.</summary>
    public TapeDefect Defect { get; }
}
