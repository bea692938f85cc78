using System.Numerics;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>Keeps what entered and what was decided, and shows finished rows to whoever collects them.</summary>
internal sealed class JournalStage(PipelineSections sections, LevelArena[] arenas, PipelineSetup setup) : IDisposable
{
    private readonly JournalWriter? _journal = setup.Journal;
    private readonly IInputSink? _inputSink = setup.InputSink;
    private readonly IRowSink? _rowSink = setup.RowSink;
    private readonly IDecisionSink? _decisionSink = setup.DecisionSink;
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private readonly Section<long> _ordinals = new(sections.RingSize);
    private readonly OrderIntent[] _intents = new OrderIntent[Decision.MaxIntents];
    private readonly OrderVerdict[] _verdicts = new OrderVerdict[Decision.MaxIntents];
    private InputRecord[] _outcomes = new InputRecord[1024];
    private long _nextOrdinal;
    private long _decided = Sequence.Initial;

    public void OnInput(long sequence)
    {
        ref readonly var record = ref _input[sequence];
        _ordinals[sequence] = _nextOrdinal++;
        var levels = record.HasLevels ? arenas[record.Lane].Read(in record.Depth) : [];
        _journal?.AppendInput(in record, levels);
    }

    public void OnDecision(long sequence)
    {
        ref readonly var record = ref _input[sequence];
        ref readonly var result = ref _results[sequence];
        ref readonly var verdict = ref sections.Verdicts[sequence];
        _inputSink?.OnRecord(in record, record.HasLevels ? arenas[record.Lane].Read(in record.Depth) : [], in result);
        _decided = sequence;
        if (result.Action != BookAction.None || verdict.OutcomeCount > 0)
        {
            KeepDecision(sequence, in record, in result, in verdict);
        }

        ShowRow(in record, in result);
        _journal?.Decided(new DecisionMark(_ordinals[sequence] + 1, sections.InputHashes[sequence]));
        _decisionSink?.OnDecided(_ordinals[sequence], sections.InputHashes[sequence]);
    }

    public void OnEndOfBatch() => _journal?.Write(_decided);

    public void Dispose() => _ordinals.Dispose();

    private void KeepDecision(long sequence, in InputRecord record, in BookResult result, in Verdict verdict)
    {
        if (_journal is null && _decisionSink is null)
        {
            return;
        }

        ref readonly var decision = ref sections.Decisions[sequence];
        var entry = Entry(sequence, in record, in result);
        entry.Decision = decision;
        entry.Verdict = verdict;
        for (var i = 0; i < decision.IntentCount; i++)
        {
            _intents[i] = sections.Intents[decision.FirstIntent + i];
            _verdicts[i] = sections.OrderVerdicts[decision.FirstIntent + i];
        }

        var intents = _intents.AsSpan(0, decision.IntentCount);
        var verdicts = _verdicts.AsSpan(0, decision.IntentCount);
        var outcomes = OutcomesOf(in verdict);
        _journal?.AppendDecision(entry.RecordOrdinal, in entry, intents, verdicts, outcomes);
        _decisionSink?.OnDecision(in entry, intents, verdicts, outcomes);
    }

    // They stand in a ring of their own, so a run may go over its end.
    private ReadOnlySpan<InputRecord> OutcomesOf(in Verdict verdict)
    {
        if (_outcomes.Length < verdict.OutcomeCount)
        {
            _outcomes = new InputRecord[BitOperations.RoundUpToPowerOf2((uint)verdict.OutcomeCount)];
        }

        for (var i = 0; i < verdict.OutcomeCount; i++)
        {
            _outcomes[i] = sections.Outcomes[verdict.FirstOutcome + i];
        }

        return _outcomes.AsSpan(0, verdict.OutcomeCount);
    }

    private DecisionEntry Entry(long sequence, in InputRecord record, in BookResult result)
    {
        var entry = new DecisionEntry
        {
            RecordOrdinal = _ordinals[sequence],
            BookHash = result.BookHash,
            AppliedUpdateId = result.AppliedUpdateId,
            Row = BookResult.NoRow,
            DqFlags = result.DqFlags,
            GapId = result.GapId,
            Instrument = record.Instrument,
            BookState = result.State,
            BookReason = result.Reason,
            BookAction = result.Action,
        };
        if (result.Action == BookAction.Applied)
        {
            ref readonly var row = ref _rows[result.Row];
            entry.RowHash = row.Features.RowHash;
            entry.RowFlags = row.Features.DqFlags;
            entry.Row = row.Book.Number;
            entry.ScoreBits = BitConverter.DoubleToInt64Bits(row.Inference.Score);
            entry.ScoreValid = (byte)row.Inference.Valid;
        }

        return entry;
    }

    private void ShowRow(in InputRecord record, in BookResult result)
    {
        if (_rowSink is null)
        {
            return;
        }

        _rowSink.OnBook(in record, in result);
        if (result.Action == BookAction.Applied)
        {
            _rowSink.OnRow(in _rows[result.Row], result.PipelineNanos);
        }
    }
}
