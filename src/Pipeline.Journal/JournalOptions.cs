namespace Pipeline.Journal;

/// <summary>How a journal is written.</summary>
public sealed record JournalOptions
{
    /// <summary>The largest <see cref="BlockBytes"/>.</summary>
    public const int BlockBytesMax = 64 * 1024;

    /// <summary>The largest <see cref="FrameBytes"/>.</summary>
    public const int FrameBytesMax = 2 << 20;

    /// <summary>Blocks and tail: what a live session needs.</summary>
    public static readonly JournalOptions Live = new();

    /// <summary>Blocks only: for import and backtest, where a crash costs a repeat and no more.</summary>
    public static readonly JournalOptions Import = new() { Tail = false };

    /// <summary>Whether every batch goes to a tail before its block is full. Default true.</summary>
    public bool Tail { get; init; } = true;

    /// <summary>Whether decision entries are kept; without, those that are appended are passed over. Default true.</summary>
    public bool Decisions { get; init; } = true;

    /// <summary>Bytes of the tail, allocated up front. Default 16 MiB.</summary>
    public long TailBytes { get; init; } = 16L << 20;

    /// <summary>A session flushes what it wrote this often, and at once where somebody waits for it. Default 50 ms.</summary>
    public TimeSpan SyncEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What was written may wait this long for the medium; then the journal is condemned. Default 10 s.</summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest frame of the tail; a batch that is larger is written in several. Default 1 MiB.</summary>
    public int FrameBytes { get; init; } = 1 << 20;

    /// <summary>About how many bytes a block holds before LZ4. Default and most 64 KiB.</summary>
    public int BlockBytes { get; init; } = BlockBytesMax;

    /// <summary>Receive time after which a block is closed though it is not full, nanoseconds; of no meaning without a tail, which is what that frees. Default 10 s.</summary>
    public long BlockNanos { get; init; } = 10_000_000_000;
}
