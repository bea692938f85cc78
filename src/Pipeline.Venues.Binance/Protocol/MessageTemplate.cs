using System.Runtime.CompilerServices;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shape of one message: which byte must stand at each place, where digits may, and what they mean.</summary>
/// <remarks>
/// A byte fits where it lies between Least and Least + Slack: slack 0 pins a byte, '0' with slack 9 is any digit, '1' with
/// slack 8 the first digit of a number that may not start with 0. A text whose bytes all fit differs from the text that
/// taught the template only in digits, so it is JSON too and has the same members at the same places.
/// A slot is one number: 16 bytes are loaded, the shuffle drops the dot and moves the digits to the right. Slots lie in the
/// order of the record's fields, from EventNanos on, so that they are stored as they come out.
/// Lives in native memory; single thread.
/// </remarks>
internal struct MessageTemplate
{
    /// <summary>Longest text, or longest part before a list of levels.</summary>
    public const int MaxLength = 384;

    /// <summary>Shortest text: one vector of the widest kind.</summary>
    public const int MinLength = 64;

    /// <summary>Numbers of a message: two times and six fields of the body.</summary>
    public const int Slots = 8;

    /// <summary>Most bytes between the two lists of levels, and behind them.</summary>
    public const int MaxJoint = 32;

    /// <summary>Marks the end of a chain of templates.</summary>
    public const int None = -1;

    public TextBytes Least;
    public TextBytes Slack;
    public SlotShuffles Shuffles;
    public SlotMasks Absent;
    public SlotOffsets Offsets;
    public JointBytes Middle;
    public JointBytes Suffix;
    public int Length;
    public int Next;
    public int Instrument;
    public int LevelShapes;
    public int MiddleLength;
    public int SuffixLength;
    public RecordKind Kind;
    public RecordFlags Flags;
    public bool HasResidue;

    [InlineArray(MaxLength)]
    internal struct TextBytes
    {
        private byte _first;
    }

    [InlineArray(Slots * DigitLayout.Bytes)]
    internal struct SlotShuffles
    {
        private byte _first;
    }

    [InlineArray(Slots)]
    internal struct SlotMasks
    {
        private long _first;
    }

    [InlineArray(Slots)]
    internal struct SlotOffsets
    {
        private int _first;
    }

    [InlineArray(MaxJoint)]
    internal struct JointBytes
    {
        private byte _first;
    }
}
