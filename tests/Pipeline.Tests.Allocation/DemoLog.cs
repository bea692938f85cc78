using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Allocation;

/// <summary>The faulty recording as decoded records in memory, repeated for ever: each pass starts where the one before ended.</summary>
/// <remarks>The next pass's ids lie behind the last one's, so its first diff breaks the chain and its first snapshot mends it.</remarks>
internal sealed class DemoLog
{
    private const long PassIds = 1_000_000_000_000;
    private const long PassNanos = 100_000_000_000;

    private readonly List<(InputRecord Record, LevelUpdate[] Levels)> _records = [];
    private int _next = -1;
    private long _pass;

    public DemoLog()
    {
        using var folder = new TemporaryFolder();
        ReplayRun.OfCapture([FaultyRecording.Path], tape: folder.File("demo.tape"));
        using var input = new TapeInput(folder.File("demo.tape"));
        Instrument = input.Instruments[0];
        using var tape = TapeReader.Open(folder.File("demo.tape"), ReadMode.Strict);
        while (tape.ReadBlock())
        {
            Keep(tape);
        }
    }

    public Instrument Instrument { get; }

    public ReadOnlySpan<LevelUpdate> Levels => _records[_next].Levels;

    /// <summary>The next record.</summary>
    public InputRecord Next()
    {
        if (++_next == _records.Count)
        {
            _next = 0;
            _pass++;
        }

        var record = _records[_next].Record;
        record.ReceiveNanos += record.ReceiveNanos == 0 ? 0 : _pass * PassNanos;
        record.EventNanos += record.EventNanos == InputRecord.Absent ? 0 : _pass * PassNanos;
        ShiftIds(ref record);
        return record;
    }

    private void ShiftIds(ref InputRecord record)
    {
        if (record.Kind == RecordKind.BookTicker)
        {
            record.Ticker.UpdateId += _pass * PassIds;
        }
        else if (record.HasLevels)
        {
            record.Depth.FinalUpdateId += _pass * PassIds;
            record.Depth.FirstUpdateId += record.Depth.FirstUpdateId == InputRecord.Absent ? 0 : _pass * PassIds;
            record.Depth.PreviousFinalUpdateId += record.Depth.PreviousFinalUpdateId == InputRecord.Absent ? 0 : _pass * PassIds;
        }
    }

    private void Keep(TapeReader tape)
    {
        foreach (var record in tape.Records)
        {
            if (record.Kind != RecordKind.SessionStart)
            {
                var count = record.Depth.BidCount + record.Depth.AskCount;
                _records.Add((record, record.HasLevels ? tape.Levels.Slice((int)record.Depth.LevelOffset, count).ToArray() : []));
            }
        }
    }
}
