using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>The end of a log whose end is missing.</summary>
internal static class CutOff
{
    /// <summary>A Hole that stands for what is missing from record <paramref name="ordinal"/> on: at least one record, and nobody knows how many.</summary>
    public static InputRecord Hole(long ordinal, long receiveNanos) => new()
    {
        Kind = RecordKind.Hole,
        Flags = RecordFlags.Salvaged,
        Instrument = InputRecord.NoInstrument,
        ReceiveNanos = receiveNanos,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
        Hole = new HoleBody { FromRecord = ordinal, ToRecord = ordinal, Reason = (int)TapeFault.NotSealed },
    };
}
