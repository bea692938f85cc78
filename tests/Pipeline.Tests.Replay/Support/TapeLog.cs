using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Tests.Replay.Support;

/// <summary>A whole tape in memory.</summary>
internal sealed class TapeLog
{
    public TapeLog(string path)
    {
        using var reader = TapeReader.Open(path, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            foreach (ref readonly var record in reader.Records)
            {
                Records.Add((record, LevelsOf(reader, in record)));
            }

            foreach (ref readonly var entry in reader.Decisions)
            {
                Decisions.Add((entry, IntentsOf(reader, in entry)));
                Outcomes.AddRange(reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount));
            }
        }
    }

    public List<(InputRecord Record, LevelUpdate[] Levels)> Records { get; } = [];

    public List<(DecisionEntry Entry, (OrderIntent Intent, OrderVerdict Verdict)[] Intents)> Decisions { get; } = [];

    /// <summary>What the simulated exchange said, in order.</summary>
    public List<InputRecord> Outcomes { get; } = [];

    private static LevelUpdate[] LevelsOf(TapeReader reader, in InputRecord record) => record.HasLevels
        ? reader.Levels.Slice((int)record.Depth.LevelOffset, record.Depth.BidCount + record.Depth.AskCount).ToArray()
        : [];

    private static (OrderIntent Intent, OrderVerdict Verdict)[] IntentsOf(TapeReader reader, in DecisionEntry entry)
    {
        var intents = reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount).ToArray();
        return [.. intents.Zip(reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount).ToArray())];
    }
}
