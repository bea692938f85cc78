using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>Receive times of a block's first and last record, for its header. A session's start is no moment of the market, and a hole has none.</summary>
internal static class BlockTimes
{
    /// <summary>Whether the record's receive time says when the block was received.</summary>
    public static bool Counts(in InputRecord record) => record.Kind is not (RecordKind.SessionStart or RecordKind.Hole);

    /// <summary>Times of the first and the last record that count; 0 where none does.</summary>
    public static (long First, long Last) Of(ReadOnlySpan<InputRecord> records)
    {
        var (first, last) = (0L, 0L);
        for (var i = 0; i < records.Length && first == 0; i++)
        {
            first = Counts(in records[i]) ? records[i].ReceiveNanos : 0;
        }

        for (var i = records.Length - 1; i >= 0 && last == 0; i--)
        {
            last = Counts(in records[i]) ? records[i].ReceiveNanos : 0;
        }

        return (first, last);
    }
}
