namespace Pipeline.Journal;

/// <summary>One thing that is wrong with a tape, and where.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">First byte of the block or header that is wrong.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="IsTornTail">True where no valid block follows: the writer was cut off. False: stored bytes changed.</param>
public sealed record TapeDefect(string File, long Offset, TapeFault Fault, bool IsTornTail)
{
    /// <summary>Whether every record is there in spite of it.</summary>
    public bool LosesNothing { get; init; }

    /// <summary>Those that the folder holds, where there are several; else empty.</summary>
    public IReadOnlyList<string> Tapes { get; init; } = [];

    /// <summary>What is wrong, where, and what to do, in one line.</summary>
    public override string ToString() => Fault == TapeFault.SeveralTapes ? $"{File}: {Reason}; {Advice}" : $"{File}: byte {Offset}: {Reason}; {Advice}";

    /// <summary>What is wrong.</summary>
    public string Reason => Fault switch
    {
        TapeFault.Unreadable => "cannot be read",
        TapeFault.NotATape => "is not a tape",
        TapeFault.Version => "is of a version that this build does not read",
        TapeFault.FileHeader => "the file header is damaged",
        TapeFault.NoBlock => "no block starts here",
        TapeFault.Truncated => "the file ends in the middle of a block",
        TapeFault.HeaderChecksum => "the block header is damaged",
        TapeFault.Reserved => "bytes that must be zero are not",
        TapeFault.Length => "a length is out of bounds",
        TapeFault.ForeignBlock => "the block belongs to another file",
        TapeFault.Sequence => "the block is not the next one",
        TapeFault.RecordOrder => "its records do not follow those before",
        TapeFault.Chain => "the chain of blocks is broken",
        TapeFault.Checksum => "the block's bytes are damaged",
        TapeFault.Compression => "the block does not decompress",
        TapeFault.Content => "the block's columns contradict each other",
        TapeFault.NotSealed => "the tape was never sealed",
        TapeFault.Seal => "the seal disagrees with the blocks",
        TapeFault.TrailingBytes => "bytes follow the seal",
        TapeFault.MissingFile => "the file does not follow the one before it",
        TapeFault.TailGap => "the tail does not start where the blocks end",
        TapeFault.TailFrame => IsTornTail ? "the last frame of the tail is not whole" : "a frame of the tail is damaged",
        TapeFault.NoTail => "the tail that belongs to it is not there",
        TapeFault.GoesOn => "the session goes on in another segment",
        TapeFault.SeveralTapes => $"holds {Tapes.Count} tapes, each of a session of its own: {string.Join(", ", Tapes)}",
        _ => "nothing is wrong",
    };

    /// <summary>What to do.</summary>
    public string Advice => Fault switch
    {
        TapeFault.Unreadable => "check that the path exists and may be read",
        TapeFault.NotATape => "give a .tape file, or make one of a recording with pipeline tape import",
        TapeFault.Version => "use the release that wrote it, or import the capture again with pipeline tape import",
        TapeFault.MissingFile or TapeFault.GoesOn => "put the missing segment back",
        TapeFault.SeveralTapes => "name one of them",
        TapeFault.NoTail => "put it back beside the tape, or make it whole without with pipeline tape repair",
        TapeFault.NotSealed => "make it whole with pipeline tape repair",
        _ when IsTornTail => "make it whole with pipeline tape repair: what precedes is sound",
        _ => "restore the file from a copy, or keep all that can be read with pipeline tape repair",
    };
}
