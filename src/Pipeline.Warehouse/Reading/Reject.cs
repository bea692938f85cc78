using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>Something that could not be used, and where it stands.</summary>
/// <param name="Source">The file, as it was named.</param>
/// <param name="Line">Line or message number, or <see cref="InputRecord.Absent"/>.</param>
/// <param name="Offset">Byte of the decoded text where the line begins, or of the file where the damage is in its packing; or Absent.</param>
/// <param name="Reason">Why.</param>
/// <param name="ReceiveNanos">When it was received, or Absent.</param>
/// <param name="TextBytes">Bytes of the text, or Absent.</param>
/// <param name="TextHash">XXH3-64 of the text as 64 bits, or Absent.</param>
public sealed record Reject(string Source, long Line, long Offset, string Reason, long ReceiveNanos, long TextBytes, long TextHash)
{
    /// <summary>Whether the input is damaged here, or lacks a message about the book; false for any other message that is whole and wrong.</summary>
    public bool IsDamage { get; init; }

    /// <summary>Where it stands and why, in one line.</summary>
    public string Text => Offset == InputRecord.Absent ? $"{Source}: {Reason}" : $"{Source}: {(Line > 0 ? $"line {Line}, " : "")}byte {Offset}: {Reason}";

    /// <summary>What all of an input was found to lack or to contradict.</summary>
    public static Reject OfDoubt(string source, string doubt) => OfDamage(source, 0, InputRecord.Absent, doubt);

    /// <summary>Damage of an input, at a line where it has one.</summary>
    public static Reject OfDamage(string source, long line, long offset, string reason) =>
        new(source, line > 0 ? line : InputRecord.Absent, offset, reason, InputRecord.Absent, InputRecord.Absent, InputRecord.Absent) { IsDamage = true };
}
