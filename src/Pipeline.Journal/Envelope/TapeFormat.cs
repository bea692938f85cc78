namespace Pipeline.Journal.Envelope;

/// <summary>Where every byte of a tape stands, and how large anything may be.</summary>
/// <remarks>
/// Little endian throughout. A tape is a file header, blocks, and a seal block; an open tape has no seal yet. A block has
/// its sectors to itself: a write that fails half way may spoil the sectors it touches, and must not touch a flushed block's.
/// The header stands twice, byte for byte the same, and a third time in the seal: a tape is lost with all three and not before.
/// <code>
/// file header (4,096 bytes or a multiple), then the same again
///    0   8  magic          |   8  2 version   | 10 2 flags (1 has a tail) | 12 4 bytes of a copy
///   16  16  file id        |  32  8 session id
///   40  16  previous file id              | 56  8 previous file's last chain
///   64   8  first record ordinal          | 72  8 first decision ordinal
///   80   8  created, UTC nanoseconds      | 88  8 event schema version
///   96   8  feature schema hash | 104 8 config hash | 112 8 model hash | 120 8 XXH3-64 of the table
///  128   4  codec id | 132 4 instruments | 136 4 table bytes | 140 4 endian mark
///  144  64  writer, UTF-8, zero padded
///  208   8  hash of the strategy         | 216 120 its name, UTF-8, zero padded
///  336      instrument table
///      4   CRC32C of all that precedes it, then zeros
///
/// block (starts at a multiple of 512)
///    0   8  magic          |   8  2 version   | 10 2 flags | 12 2 header bytes | 14 2 zero
///   16   8  file id, low half: a block of another file, or of this file's former life, is told apart
///   24   8  block sequence | 32  8 first record ordinal
///   40   4  records        | 44  4 raw bytes  | 48 4 stored bytes | 52 4 zero
///   56   8  first receive  | 64  8 last receive
///   72   8  XXH3-64 of the stored bytes, seeded with the block sequence
///   80   8  chain: XXH3-64 of bytes 0 to 79, seeded with the chain before
///   88   4  CRC32C of bytes 0 to 87       | 92 4 zero
///   96      stored bytes, zero padded to 512
///
/// seal: a block whose stored bytes are the totals (TapeTotals) and one copy of the header without its zeros
/// hole: a block of one Hole record, which stands for the records that it names: the next block's first is behind them
/// </code>
/// </remarks>
internal static class TapeFormat
{
    public const ushort Version = 1;

    public const ulong FileMagic = 0x0A30_4550_4154_326C; // "l2TAPE0\n"
    public const ulong BlockMagic = 0x9E1B_63D4_F0A7_52C9;
    public const uint EndianMark = 0x0102_0304;
    public const uint CodecLz4 = 1;

    public const int FileHeaderUnitBytes = 4096;
    public const int FileHeaderMaxBytes = 1 << 20;
    public const int BlockHeaderBytes = 96;
    public const int SectorBytes = 512;

    /// <summary>Blocks between two entries of the seal's sparse index.</summary>
    public const int IndexStride = 16;

    /// <summary>No block is larger than this before compression, whatever its header says.</summary>
    public const int RawBytesMax = 4 << 20;

    /// <summary>Room behind a payload, so that a vector may be loaded at its last byte.</summary>
    public const int VectorSlackBytes = 64;

    public const int MaxRecords = 4096;
    public const int MaxLevels = 32_768;
    public const int MaxDecisions = 2048;
    public const int MaxIntents = 4096;
    public const int MaxOutcomes = 16_384;
    public const int MaxHeads = 256;

    /// <summary><paramref name="bytes"/> rounded up to where the next block starts.</summary>
    public static int Align(int bytes) => (bytes + SectorBytes - 1) & -SectorBytes;
}

/// <summary>What a block is.</summary>
[Flags]
internal enum BlockFlags : ushort
{
    None = 0,

    /// <summary>Stored bytes are one LZ4 block; else they are raw.</summary>
    Lz4 = 1,

    /// <summary>The seal: nothing follows.</summary>
    Seal = 2,

    /// <summary>One Hole record in place of records that are lost.</summary>
    Hole = 4,

    /// <summary>On the seal: the session goes on in another file.</summary>
    GoesOn = 8,
}
