using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Journal;

/// <summary>What the stages made of one record: the second kind of entry in the log.</summary>
/// <remarks>
/// On tape <see cref="Events.Decision.FirstIntent"/>, <see cref="Events.Verdict.FirstVerdict"/> and
/// <see cref="Events.Verdict.FirstOutcome"/> are zero, since they are places in memory; a reader sets them to indexes into
/// its own Intents, Verdicts and Outcomes. Everything else comes back bit for bit. Write one for every record that has a
/// row, an intent or a change of book state: each hash that moves costs its eight bytes.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
public struct DecisionEntry
{
    /// <summary>Bytes of an entry.</summary>
    public const int Bytes = 192;

    /// <summary>Ordinal of the record that it belongs to.</summary>
    public long RecordOrdinal;

    /// <summary>bookHash after the record.</summary>
    public ulong BookHash;

    /// <summary>rowHash of the row that the record cut, 0 where it cut none.</summary>
    public ulong RowHash;

    /// <summary>Last update id in the book, or <see cref="InputRecord.Absent"/>.</summary>
    public long AppliedUpdateId;

    /// <summary>Bits of the score, 0 where there is none.</summary>
    public long ScoreBits;

    /// <summary>Number of the row of its instrument, from 1, or <see cref="BookResult.NoRow"/>.</summary>
    public int Row;

    /// <summary>Data-quality flags of the book.</summary>
    public DqFlags DqFlags;

    /// <summary>Number of the open or last gap.</summary>
    public int GapId;

    /// <summary>Index in the instrument table, or <see cref="InputRecord.NoInstrument"/>.</summary>
    public int Instrument;

    /// <summary>State of the book.</summary>
    public BookState BookState;

    /// <summary>Why the state is what it is.</summary>
    public BookReason BookReason;

    /// <summary>What the record did to the book.</summary>
    public BookAction BookAction;

    /// <summary>1 where the model scored.</summary>
    public byte ScoreValid;

    /// <summary>Data-quality flags of the row that the record cut, none where it cut none.</summary>
    public DqFlags RowFlags;

    /// <summary>What Strategy made of it.</summary>
    public Decision Decision;

    /// <summary>What Risk made of it, stateHash and decisionHash included.</summary>
    public Verdict Verdict;
}
