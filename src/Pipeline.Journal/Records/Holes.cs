using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>Records that stand for records which are lost.</summary>
internal static class Holes
{
    /// <summary>A Hole, stamped as the last record before it.</summary>
    public static InputRecord Of(long receiveNanos, in HoleBody body) => new()
    {
        Kind = RecordKind.Hole,
        Flags = RecordFlags.Salvaged,
        Instrument = InputRecord.NoInstrument,
        ReceiveNanos = receiveNanos,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
        Hole = body,
    };
}
