using System.Globalization;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Engine.Verification;

/// <summary>Holds a replay against the decisions on its tape, entry by entry, in the order of the stages, until something differs.</summary>
/// <remarks>
/// A tape keeps the fold of its input with every block, so input that is no longer what was decided on is told as such: at the
/// end of the block, before what it led to. Single thread: the journal's. It reads the tape a second time, block by block, so
/// memory does not grow with it.
/// </remarks>
public sealed class DecisionComparer : IDecisionSink, IDisposable
{
    private readonly TapeReader _tape;
    private readonly Queue<DecisionMark> _marks = new();
    private DecisionMark _last;
    private long _decidedRecords;
    private long _compared;
    private long _provedRecords;
    private int _next;
    private bool _ended;
    private TapeDifference? _input;
    private TapeDifference? _decision;

    /// <summary>Compares with the tape at <paramref name="path"/>.</summary>
    /// <exception cref="TapeException">It cannot be read.</exception>
    public DecisionComparer(string path) => _tape = TapeReader.Open(path, ReadMode.Salvage);

    /// <summary>Entries found equal so far.</summary>
    public long Equal { get; private set; }

    /// <summary>Entries of the replay behind the last decision that the tape is known to hold.</summary>
    public long Undecided { get; private set; }

    /// <summary>What differs first, or null.</summary>
    public TapeDifference? FirstDifference => _input ?? _decision;

    /// <inheritdoc/>
    public void OnDecision(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        if (FirstDifference is not null)
        {
            return;
        }

        if (TryPeek())
        {
            _decision = _tape.Decisions[_next].RecordOrdinal > entry.RecordOrdinal
                ? Missing(in entry)
                : CompareNext(in entry, intents, verdicts, outcomes);
        }
        else if (entry.RecordOrdinal < _decidedRecords)
        {
            _decision = Missing(in entry);
        }
        else
        {
            Undecided++;
        }
    }

    /// <inheritdoc/>
    public void OnDecided(long recordOrdinal, ulong inputHash)
    {
        while (!_ended && _next == _tape.Decisions.Length && _last.Records <= recordOrdinal)
        {
            ReadBlock();
        }

        if (_decision is null && !_ended && _next < _tape.Decisions.Length && _tape.Decisions[_next].RecordOrdinal <= recordOrdinal)
        {
            _decision = Surplus(in _tape.Decisions[_next]);
        }

        while (_input is null && _marks.TryPeek(out var mark) && mark.Records <= recordOrdinal + 1)
        {
            _marks.Dequeue();
            CheckInput(mark, recordOrdinal, inputHash);
        }
    }

    /// <summary>Ends the comparison: what the tape holds beyond the replay is a difference too.</summary>
    public TapeComparison Finish()
    {
        var events = _compared;
        while (TryPeek())
        {
            _decision ??= Surplus(in _tape.Decisions[_next]);
            _next++;
            events++;
        }

        return new TapeComparison(events, Equal, Undecided, FirstDifference);
    }

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    // Whether the tape holds one more entry.
    private bool TryPeek()
    {
        while (!_ended && _next == _tape.Decisions.Length)
        {
            ReadBlock();
        }

        return !_ended;
    }

    // What stands behind a hole in the log was decided on records that are gone.
    private void ReadBlock()
    {
        _next = 0;
        _ended = !_tape.ReadBlock() || HoldsHole();
        if (!_ended && _tape.Decided.Records > _last.Records)
        {
            _last = _tape.Decided;
            _marks.Enqueue(_last);
            _decidedRecords = _last.HoldsDecisions ? _last.Records : _decidedRecords;
        }
    }

    private bool HoldsHole()
    {
        foreach (ref readonly var record in _tape.Records)
        {
            if (record.Kind == RecordKind.Hole)
            {
                return true;
            }
        }

        return false;
    }

    private void CheckInput(DecisionMark mark, long recordOrdinal, ulong inputHash)
    {
        if (mark.Records != recordOrdinal + 1)
        {
            return;
        }

        if (mark.InputHash != inputHash && (_decision is null || _decision.Record >= _provedRecords))
        {
            _input = new TapeDifference(
                _provedRecords, null, "input", $"inputHash of records {_provedRecords} to {recordOrdinal}", FieldDifference.Text(mark.InputHash),
                FieldDifference.Text(inputHash));
        }

        _provedRecords = mark.Records;
    }

    private TapeDifference? CompareNext(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        var difference = Compare(in _tape.Decisions[_next++], in entry, intents, verdicts, outcomes);
        _compared++;
        Equal += difference is null ? 1 : 0;
        return difference;
    }

    private TapeDifference? Compare(
        in DecisionEntry recorded, in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts,
        ReadOnlySpan<InputRecord> outcomes)
    {
        var at = new Place(recorded.RecordOrdinal, recorded.AppliedUpdateId);
        return at.Differ("log", "record", recorded.RecordOrdinal, entry.RecordOrdinal)
            ?? at.Differ("log", "instrument", recorded.Instrument, entry.Instrument)
            ?? OfExchange(at, in recorded, outcomes)
            ?? OfBook(at, in recorded, in entry)
            ?? OfRow(at, in recorded, in entry)
            ?? OfStrategy(at, in recorded, in entry, intents)
            ?? OfRisk(at, in recorded, in entry, verdicts);
    }

    private static TapeDifference? OfBook(Place at, in DecisionEntry recorded, in DecisionEntry entry) =>
        at.Differ("book", "state", recorded.BookState, entry.BookState)
        ?? at.Differ("book", "reason", recorded.BookReason, entry.BookReason)
        ?? at.Differ("book", "action", recorded.BookAction, entry.BookAction)
        ?? at.Differ("book", "updateId", recorded.AppliedUpdateId, entry.AppliedUpdateId)
        ?? at.Differ("book", "dqFlags", recorded.DqFlags, entry.DqFlags)
        ?? at.Differ("book", "gapId", recorded.GapId, entry.GapId)
        ?? at.Differ("book", "bookHash", recorded.BookHash, entry.BookHash);

    private static TapeDifference? OfRow(Place at, in DecisionEntry recorded, in DecisionEntry entry) =>
        at.Differ("features", "row", recorded.Row, entry.Row)
        ?? at.Differ("features", "dqFlags", recorded.RowFlags, entry.RowFlags)
        ?? at.Differ("features", "rowHash", recorded.RowHash, entry.RowHash)
        ?? at.Differ("inference", "isValid", recorded.ScoreValid, entry.ScoreValid)
        ?? at.Differ("inference", "scoreBits", (ulong)recorded.ScoreBits, (ulong)entry.ScoreBits);

    private TapeDifference? OfStrategy(Place at, in DecisionEntry recorded, in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents)
    {
        var wanted = _tape.Intents.Slice((int)recorded.Decision.FirstIntent, recorded.Decision.IntentCount);
        return at.Differ("strategy", "asked", recorded.Decision.Decided, entry.Decision.Decided)
            ?? at.Differ("strategy", "positionLots", recorded.Decision.PositionLots, entry.Decision.PositionLots)
            ?? at.DifferAll("strategy", "intents", wanted, intents);
    }

    private TapeDifference? OfRisk(Place at, in DecisionEntry recorded, in DecisionEntry entry, ReadOnlySpan<OrderVerdict> verdicts)
    {
        var said = _tape.Verdicts.Slice((int)recorded.Verdict.FirstVerdict, recorded.Verdict.VerdictCount);
        return OfReasons(at, said, verdicts)
            ?? at.DifferAll("risk", "verdicts", said, verdicts)
            ?? at.Differ("risk", "accepted", recorded.Verdict.Accepted, entry.Verdict.Accepted)
            ?? at.Differ("risk", "decisionHash", recorded.Verdict.DecisionHash, entry.Verdict.DecisionHash)
            ?? at.Differ("risk", "stateHash", recorded.Verdict.StateHash, entry.Verdict.StateHash);
    }

    private static TapeDifference? OfReasons(Place at, ReadOnlySpan<OrderVerdict> recorded, ReadOnlySpan<OrderVerdict> replayed)
    {
        TapeDifference? found = null;
        for (var i = 0; i < Math.Min(recorded.Length, replayed.Length); i++)
        {
            found ??= at.Differ("risk", $"verdicts[{i}].reason", recorded[i].Reason, replayed[i].Reason);
        }

        return found;
    }

    private TapeDifference? OfExchange(Place at, in DecisionEntry recorded, ReadOnlySpan<InputRecord> outcomes)
    {
        var said = _tape.Outcomes.Slice((int)recorded.Verdict.FirstOutcome, recorded.Verdict.OutcomeCount);
        var found = at.Differ("exchange", "outcomes.count", said.Length, outcomes.Length);
        for (var i = 0; i < said.Length && found is null; i++)
        {
            found = at.Of("exchange", $"outcomes[{i}]", FieldDifference.Find(in said[i], in outcomes[i]));
        }

        return found;
    }

    private static TapeDifference Missing(in DecisionEntry entry) =>
        new(entry.RecordOrdinal, null, "log", "entry", "missing", entry.BookAction.ToString());

    private static TapeDifference Surplus(in DecisionEntry recorded) =>
        new(recorded.RecordOrdinal, null, "log", "entry", recorded.BookAction.ToString(), "missing");

    /// <summary>Where the entries at hand stand.</summary>
    private readonly record struct Place(long Record, long UpdateId)
    {
        public TapeDifference? Differ<T>(string stage, string field, T recorded, T replayed)
            where T : unmanaged => EqualityComparer<T>.Default.Equals(recorded, replayed)
            ? null
            : Difference(stage, field, FieldDifference.Text(recorded), FieldDifference.Text(replayed));

        public TapeDifference? DifferAll<T>(string stage, string field, ReadOnlySpan<T> recorded, ReadOnlySpan<T> replayed)
            where T : unmanaged
        {
            var found = Differ(stage, field + ".count", recorded.Length, replayed.Length);
            for (var i = 0; i < recorded.Length && found is null; i++)
            {
                found = Of(stage, $"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", FieldDifference.Find(in recorded[i], in replayed[i]));
            }

            return found;
        }

        public TapeDifference? Of(string stage, string struc, FieldDifference? found) =>
            found is { } field ? Difference(stage, $"{struc}.{field.Field}", field.Left, field.Right) : null;

        private TapeDifference Difference(string stage, string field, string recorded, string replayed) =>
            new(Record, UpdateId == InputRecord.Absent ? null : UpdateId, stage, field, recorded, replayed);
    }
}
