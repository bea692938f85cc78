namespace Pipeline.ExchangeSimulator;

/// <summary>One of twenty inputs: where it is and what is wrong with it.</summary>
public sealed record TwentyInput
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What was done to it.</summary>
    public required TwentyDamage Damage { get; init; }

    /// <summary>Lines that can be read whole and have a receive time.</summary>
    public required long SoundLines { get; init; }

    /// <summary>Lines that a reader must list, rising; of a file that is cut, the one that the cut leaves without an end.</summary>
    public required IReadOnlyList<TwentyBadLine> BadLines { get; init; }

    /// <summary>Lines that the cut took away, the one listed included.</summary>
    public long CutLines { get; init; }
}

/// <summary>A line that cannot be used.</summary>
/// <param name="Number">Line from 1.</param>
/// <param name="Offset">Byte of the line in the decoded text.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record TwentyBadLine(long Number, long Offset, string Reason);

/// <summary>What is wrong with an input.</summary>
public enum TwentyDamage
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Some receive times are `null`.</summary>
    NullTimes,

    /// <summary>Some receive times are `0`.</summary>
    ZeroTimes,

    /// <summary>Some receive times are letters, negative or of another form.</summary>
    GarbageTimes,

    /// <summary>No receive time can be read.</summary>
    NoTimes,

    /// <summary>The compressed file is cut in the middle.</summary>
    CutShort,
}
