using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Tests.Replay.Support;

/// <summary>All that one run put into its log, in memory, so that a tape of it can be written again with one thing changed.</summary>
internal sealed class RunLog : IInputSink, IDecisionSink
{
    private readonly List<LoggedEntry> _entries = [];

    public List<LoggedRecord> Records { get; } = [];

    public IReadOnlyList<LoggedEntry> Entries => _entries;

    public List<ulong> InputHashes { get; } = [];

    public void OnInput(in InputRecord record, ReadOnlySpan<LevelUpdate> levels) => Records.Add(new LoggedRecord { Record = record, Levels = levels.ToArray() });

    public void OnDecision(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes) =>
        _entries.Add(new LoggedEntry { Entry = entry, Intents = intents.ToArray(), Verdicts = verdicts.ToArray(), Outcomes = outcomes.ToArray() });

    public void OnDecided(long recordOrdinal, ulong inputHash) => InputHashes.Add(inputHash);

    /// <summary>Writes a tape whose checksums hold. What it says of its input's hash is what the run came to.</summary>
    /// <param name="path">Where.</param>
    /// <param name="header">What it says of itself.</param>
    /// <param name="seal">False: it is left as a run that was cut off leaves it.</param>
    /// <param name="decided">Records whose decisions are written: the others were still to be decided when the run was cut off.</param>
    public void WriteTape(string path, TapeHeader header, bool seal = true, int decided = int.MaxValue)
    {
        using var writer = JournalWriter.Create(path, header, JournalOptions.Import with { BlockBytes = 4_096 }, new UnflushedDisk());
        var entry = 0;
        for (var ordinal = 0; ordinal < Records.Count; ordinal++)
        {
            writer.AppendInput(in Records[ordinal].Record, Records[ordinal].Levels);
            for (; entry < _entries.Count && _entries[entry].RecordOrdinal == ordinal && ordinal < decided; entry++)
            {
                var each = _entries[entry];
                writer.AppendDecision(each.Entry.RecordOrdinal, in each.Entry, each.Intents, each.Verdicts, each.Outcomes);
            }

            if (ordinal < decided)
            {
                writer.Decided(new DecisionMark(ordinal + 1, InputHashes[ordinal]));
            }
        }

        if (seal)
        {
            writer.Seal();
        }
    }

    public void Remove(LoggedEntry entry) => _entries.Remove(entry);

    /// <summary>A log that shares nothing that a plant changes.</summary>
    public RunLog Copy()
    {
        var copy = new RunLog();
        copy.Records.AddRange(Records.Select(each => new LoggedRecord { Record = each.Record, Levels = [.. each.Levels] }));
        copy._entries.AddRange(_entries.Select(each => new LoggedEntry
        {
            Entry = each.Entry,
            Intents = [.. each.Intents],
            Verdicts = [.. each.Verdicts],
            Outcomes = [.. each.Outcomes],
        }));
        copy.InputHashes.AddRange(InputHashes);
        return copy;
    }
}

/// <summary>A record with its levels.</summary>
internal sealed class LoggedRecord
{
    public InputRecord Record;

    public required LevelUpdate[] Levels;
}

/// <summary>A decision entry with its orders.</summary>
internal sealed class LoggedEntry
{
    public DecisionEntry Entry;

    public long RecordOrdinal => Entry.RecordOrdinal;

    public required OrderIntent[] Intents;

    public required OrderVerdict[] Verdicts;

    public required InputRecord[] Outcomes;
}
