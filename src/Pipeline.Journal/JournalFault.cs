namespace Pipeline.Journal;

/// <summary>Why a journal can no longer be written. It stays so: a file is condemned by its first failure.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Path">The file.</param>
/// <param name="Detail">What the operating system said.</param>
public sealed record JournalFault(JournalFaultKind Kind, string Path, string Detail)
{
    /// <summary>What failed and what to do, in one line.</summary>
    public override string ToString() => $"{Path}: {Kind}: {Detail}; {Advice}";

    private string Advice => Kind switch
    {
        JournalFaultKind.NoSpace => "stop new orders, free space, and start a new tape",
        JournalFaultKind.FlushFailed => "nothing since the last flush is known to be on disk: start a new tape on another disk",
        JournalFaultKind.Unrecovered => "recover it or delete it",
        JournalFaultKind.Exists => "name another file, or move it away",
        JournalFaultKind.Behind => "the disk does not keep up with what is written: use a faster one",
        _ => "start a new tape, on another disk if this one keeps failing",
    };
}

/// <summary>Kinds of failure.</summary>
public enum JournalFaultKind
{
    /// <summary>The disk or the quota is full.</summary>
    NoSpace = 1,

    /// <summary>A write, open, rename or delete failed.</summary>
    Io = 2,

    /// <summary>A flush failed. It is never tried again: a second one may succeed without the data.</summary>
    FlushFailed = 3,

    /// <summary>An unsealed tape of that name is there.</summary>
    Unrecovered = 4,

    /// <summary>A file of that name is there.</summary>
    Exists = 5,

    /// <summary>What was written waited too long for the medium.</summary>
    Behind = 6,
}

/// <summary>Raised by the call that met the fault, and by every later one.</summary>
public sealed class JournalFaultException : IOException
{
    /// <summary>An exception for <paramref name="fault"/>.</summary>
    public JournalFaultException(JournalFault fault, Exception? cause = null)
        : base(fault.ToString(), cause) => Fault = fault;

    /// <summary>What failed.</summary>
    public JournalFault Fault { get; }
}
