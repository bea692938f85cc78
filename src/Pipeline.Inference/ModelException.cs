namespace Pipeline.Inference;

/// <summary>A model file that cannot be used: which file, which line, what is wrong, and what to do.</summary>
public sealed class ModelException : Exception
{
    /// <summary>A fault at <paramref name="line"/> of <paramref name="file"/>; line 0 means the file as a whole.</summary>
    public ModelException(string file, long line, string what, string remedy)
        : base($"{file}{(line > 0 ? $" line {line}" : "")}: {what}; {remedy}")
    {
        File = file;
        Line = line;
    }

    /// <summary>The file, as it was named.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 where the fault is of the file as a whole.</summary>
    public long Line { get; }
}
