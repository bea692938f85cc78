using Pipeline.Journal;

namespace Pipeline.Tests.EndToEnd;

/// <summary>A tape again, with one decision entry changed or with none at all.</summary>
internal static class TapeCopy
{
    /// <summary>An entry that a test may change.</summary>
    public sealed class Entry
    {
        public DecisionEntry Decision;
    }

    /// <summary>Copies <paramref name="tape"/> and changes its entry number <paramref name="place"/>; without a change the copy holds no entries.</summary>
    public static (string Path, long Ordinal) Of(string tape, string copy, int place, Action<Entry>? change)
    {
        using var reader = TapeReader.Open(tape, ReadMode.Strict);
        using var writer = JournalWriter.Create(copy, reader.Header with { FileId = Guid.NewGuid() }, JournalOptions.Import);
        var (number, ordinal) = (0, -1L);
        while (reader.ReadBlock())
        {
            CopyRecords(reader, writer);
            for (var i = 0; i < reader.Decisions.Length && change is not null; i++)
            {
                var entry = new Entry { Decision = reader.Decisions[i] };
                if (number++ == place)
                {
                    change(entry);
                    ordinal = entry.Decision.RecordOrdinal;
                }

                Append(reader, writer, entry.Decision);
            }
        }

        writer.Seal();
        return (copy, ordinal);
    }

    private static void CopyRecords(TapeReader reader, JournalWriter writer)
    {
        foreach (ref readonly var record in reader.Records)
        {
            var count = record.HasLevels ? record.Depth.BidCount + record.Depth.AskCount : 0;
            writer.AppendInput(in record, count == 0 ? [] : reader.Levels.Slice((int)record.Depth.LevelOffset, count));
        }
    }

    private static void Append(TapeReader reader, JournalWriter writer, DecisionEntry entry) => writer.AppendDecision(
        entry.RecordOrdinal,
        in entry,
        reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount),
        reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount),
        reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount));
}
