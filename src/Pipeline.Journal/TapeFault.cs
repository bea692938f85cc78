namespace Pipeline.Journal;

/// <summary>What is wrong with a tape. The numbers go into Hole records: append, never renumber.</summary>
public enum TapeFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The file cannot be opened or read.</summary>
    Unreadable = 1,

    /// <summary>The file does not start as a tape does.</summary>
    NotATape = 2,

    /// <summary>A version that this build does not read.</summary>
    Version = 3,

    /// <summary>The file header's checksum or a length in it does not hold.</summary>
    FileHeader = 4,

    /// <summary>No block starts where one should.</summary>
    NoBlock = 5,

    /// <summary>The file ends within a header or block.</summary>
    Truncated = 6,

    /// <summary>A block header's checksum does not hold.</summary>
    HeaderChecksum = 7,

    /// <summary>Bytes that must be zero or fixed are not.</summary>
    Reserved = 8,

    /// <summary>A length or count is out of bounds or does not fit another.</summary>
    Length = 9,

    /// <summary>The block belongs to another file.</summary>
    ForeignBlock = 10,

    /// <summary>The block's number does not follow the one before: one is missing, doubled or moved.</summary>
    Sequence = 11,

    /// <summary>The block's records do not follow the ones before.</summary>
    RecordOrder = 12,

    /// <summary>The chain value does not follow: something before it was exchanged.</summary>
    Chain = 13,

    /// <summary>The checksum of the stored bytes does not hold.</summary>
    Checksum = 14,

    /// <summary>LZ4 does not give back what the header says.</summary>
    Compression = 15,

    /// <summary>The columns within a block contradict each other.</summary>
    Content = 16,

    /// <summary>The tape was never sealed.</summary>
    NotSealed = 17,

    /// <summary>The seal's totals differ from what was read.</summary>
    Seal = 18,

    /// <summary>Bytes follow the seal.</summary>
    TrailingBytes = 19,

    /// <summary>A file of the folder does not follow the one before it.</summary>
    MissingFile = 20,

    /// <summary>The tail does not start where the blocks end.</summary>
    TailGap = 21,

    /// <summary>A frame of the tail is not whole.</summary>
    TailFrame = 22,

    /// <summary>The tape should have a tail, and none that belongs to it is there.</summary>
    NoTail = 23,

    /// <summary>The last file says that the session goes on in another.</summary>
    GoesOn = 24,

    /// <summary>The folder holds the tapes of several sessions, where one was to be named.</summary>
    SeveralTapes = 25,
}
