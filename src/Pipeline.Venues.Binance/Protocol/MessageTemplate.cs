using System.Runtime.CompilerServices;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The shape of one message: which byte must stand at each place, where digits may, and what they mean.</summary>
/// <remarks>
/// A byte fits where it lies between Least and Least + Slack: slack 0 pins a byte, '0' with slack 9 is any digit, '1' with
/// slack 8 the first digit of a number that may not start with 0. A text whose bytes all fit differs from the text that
/// taught the template only in digits, so it is JSON too and has the same members at the same places.
/// A slot is one number: 16 bytes are loaded, the shuffle drops the dot and moves the digits to the right, and the multiplier
/// brings it to its scale. Slots lie in the order of the record's fields, from EventNanos on, so that they are stored as they come out.
/// The template of a depth message describes what is left of it without its two lists of levels, wherever they stand.
/// Lives in native memory; single thread.
/// </remarks>
internal struct MessageTemplate
{
    /// <summary>Longest text, not counting the levels in lists.</summary>
    public const int MaxLength = 384;

    /// <summary>Shortest text: one vector of the widest kind.</summary>
    public const int MinLength = 64;

    /// <summary>Numbers of a message: two times and six fields of the body.</summary>
    public const int Slots = 8;

    /// <summary>Marks the end of a chain of templates.</summary>
    public const int None = -1;

    public TextBytes Least;
    public TextBytes Slack;
    public SlotShuffles Shuffles;
    public SlotMasks Absent;
    public SlotOffsets Offsets;
    public SlotMultipliers Multipliers;
    public int Length;
    public int Next;
    public int Instrument;

    /// <summary>Bytes up to and with the bracket that opens the first list of levels.</summary>
    public int Before;

    /// <summary>Bytes from the bracket that closes the first list to the one that opens the second.</summary>
    public int Between;

    /// <summary>Bytes from the bracket that closes the second list on.</summary>
    public int Behind;

    /// <summary>Whether the asks stand before the bids.</summary>
    public bool AsksFirst;

    /// <summary>Whether a message was read by it.</summary>
    public bool IsUsed;
    public RecordKind Kind;
    public RecordFlags Flags;

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

    [InlineArray(Slots)]
    internal struct SlotMultipliers
    {
        private long _first;
    }
}
