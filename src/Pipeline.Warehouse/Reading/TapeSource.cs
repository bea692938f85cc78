using Pipeline.Book;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;

namespace Pipeline.Warehouse.Reading;

/// <summary>A tape as a source of rows: its own blocks, its own decisions.</summary>
public sealed class TapeSource : ILoadSource
{
    private readonly TapeReader _reader;
    private readonly string _path;
    private readonly List<Reject> _rejects = [];
    private bool _isAhead;
    private int _defects;

    /// <summary>Opens the tape whose segments these are.</summary>
    /// <exception cref="InputUnusableException">It cannot be read, its header is damaged, or it holds nothing of one of <paramref name="symbols"/>.</exception>
    public TapeSource(IReadOnlyList<string> segments, IReadOnlyList<string> symbols)
    {
        _path = segments[0];
        try
        {
            _reader = TapeReader.Open(segments, ReadMode.Salvage);
            _ = SymbolChoice.Of(_path, Instruments.Select(each => each.Name), symbols);
            Files = [SourceFile.OfTape(segments, _reader.Header.FileId)];
            _isAhead = _reader.ReadBlock();
            Session = SessionOf(_reader.Records);
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Defect.ToString());
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _reader.Header.Instruments;

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <inheritdoc/>
    public SessionBody? Session { get; }

    /// <inheritdoc/>
    public long FirstOffsetNanos => Session?.FirstOffsetNanos ?? InputRecord.Absent;

    /// <inheritdoc/>
    public void AddWrongStamp(in WrongStamp stamp) => _rejects.Add(Reject.OfDamage(_path, 0, 0, $"record {stamp.Ordinal}: {stamp.Describe()}"));

    /// <inheritdoc/>
    public (long Done, long Total) Progress { get; private set; }

    /// <inheritdoc/>
    public bool TryReadBlock(out SourceBlock block)
    {
        var found = _isAhead || _reader.ReadBlock();
        _isAhead = false;
        block = found ? new SourceBlock(0, (int)_reader.Blocks - 1, _reader.FirstRecordOrdinal) : default;
        Progress = _reader.Progress;
        for (; _defects < _reader.Defects.Count; _defects++)
        {
            var defect = _reader.Defects[_defects];
            _rejects.Add(Reject.OfDamage(defect.File, 0, defect.Offset, $"{defect.Reason}; {defect.Advice}"));
        }

        return found;
    }

    /// <inheritdoc/>
    public void Publish(Lane lane)
    {
        foreach (ref readonly var stored in _reader.Records)
        {
            var record = stored;
            if (record.Kind == RecordKind.DeadLetter)
            {
                _rejects.Add(Describe(in record));
            }

            if (record.HasLevels)
            {
                lane.Publish(ref record, _reader.Levels.Slice((int)record.Depth.LevelOffset, record.Depth.BidCount + record.Depth.AskCount));
            }
            else
            {
                lane.Publish(ref record);
            }
        }
    }

    /// <inheritdoc/>
    public void ShowDecisions(IDecisionSink sink)
    {
        foreach (ref readonly var entry in _reader.Decisions)
        {
            sink.OnDecision(
                in entry,
                _reader.Intents.Slice((int)entry.Decision.FirstIntent, entry.Decision.IntentCount),
                _reader.Verdicts.Slice((int)entry.Verdict.FirstVerdict, entry.Verdict.VerdictCount),
                _reader.Outcomes.Slice((int)entry.Verdict.FirstOutcome, entry.Verdict.OutcomeCount));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Reject> TakeRejects()
    {
        Reject[] taken = [.. _rejects];
        _rejects.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // A tape keeps where a dead letter stood among its run's inputs, and not their names: its dead-letter file has those.
    private Reject Describe(in InputRecord record)
    {
        ref readonly var message = ref record.Message;
        var received = record.ReceiveNanos == 0 ? InputRecord.Absent : record.ReceiveNanos;
        return new Reject($"{_path}#{message.Source}", message.Line, message.Offset, message.Reason.ToString(), received, message.TextBytes, (long)message.TextHash)
        {
            IsDamage = (record.Flags & RecordFlags.AboutBook) != 0,
        };
    }

    private static SessionBody? SessionOf(ReadOnlySpan<InputRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            if (record.Kind == RecordKind.SessionStart)
            {
                return record.Session;
            }
        }

        return null;
    }
}
