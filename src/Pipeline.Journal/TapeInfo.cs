namespace Pipeline.Journal;

/// <summary>What the headers of a tape say, without reading what the blocks hold.</summary>
public sealed record TapeInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What the tape says of itself.</summary>
    public required TapeHeader Header { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Whether it ends in its seal.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>Number of blocks.</summary>
    public required long Blocks { get; init; }

    /// <summary>Number of records in blocks.</summary>
    public required long Records { get; init; }

    /// <summary>Bytes of all blocks before LZ4.</summary>
    public required long RawBytes { get; init; }

    /// <summary>Bytes of all blocks as stored, without headers.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Receive time of the first record, UTC nanoseconds; 0 where there is none.</summary>
    public required long FirstReceiveNanos { get; init; }

    /// <summary>Receive time of the last record, UTC nanoseconds; 0 where there is none.</summary>
    public required long LastReceiveNanos { get; init; }

    /// <summary>Why reading the headers stopped before the end, or null.</summary>
    public required TapeDefect? Defect { get; init; }
}
