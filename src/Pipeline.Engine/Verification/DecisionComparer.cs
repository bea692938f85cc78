using System.Globalization;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Primitives;

namespace Pipeline.Engine.Verification;

/// <summary>Holds a replay against the decisions on its tape, entry by entry, in the order of the stages, until something differs.</summary>
/// <remarks>Single thread: the journal's. It reads the tape a second time, block by block, so memory does not grow with it.</remarks>
public sealed class DecisionComparer : IDecisionSink, IDisposable
{
    private readonly TapeReader _tape;
    private int _next;

    /// <summary>Compares with the tape at <paramref name="path"/>.</summary>
    /// <exception cref="TapeException">It cannot be read.</exception>
    public DecisionComparer(string path) => _tape = TapeReader.Open(path, ReadMode.Salvage);

    /// <summary>Entries found equal so far.</summary>
    public long Equal { get; private set; }

    /// <summary>What differs first, or null.</summary>
    public TapeDifference? FirstDifference { get; private set; }

    /// <inheritdoc/>
    public void OnDecision(
        in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        if (FirstDifference is not null)
        {
            return;
        }

        FirstDifference = TryNext() ? Compare(in _tape.Decisions[_next - 1], in entry, intents, verdicts, outcomes) : Missing(in entry);
        Equal += FirstDifference is null ? 1 : 0;
    }

    /// <summary>Ends the comparison: what the tape holds beyond the replay is a difference too.</summary>
    public TapeComparison Finish()
    {
        var events = Equal + (FirstDifference is not null && _next > 0 ? 1 : 0);
        while (TryNext())
        {
            FirstDifference ??= Surplus(in _tape.Decisions[_next - 1]);
            events++;
        }

        return new TapeComparison(events, Equal, FirstDifference);
    }

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    private bool TryNext()
    {
        while (_next == _tape.Decisions.Length)
        {
            _next = 0;
            if (!_tape.ReadBlock())
            {
                return false;
            }
        }

        _next++;
        return true;
    }

    private TapeDifference? Compare(
        in DecisionEntry recorded, in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts,
        ReadOnlySpan<InputRecord> outcomes)
    {
        var at = new Place(recorded.RecordOrdinal, recorded.AppliedUpdateId);
        return at.Differ("log", "record", recorded.RecordOrdinal, entry.RecordOrdinal)
            ?? OfExchange(at, in recorded, outcomes)
            ?? OfBook(at, in recorded, in entry)
            ?? at.Differ("features", "row", recorded.Row, entry.Row)
            ?? at.DifferHex("features", "rowHash", recorded.RowHash, entry.RowHash)
            ?? at.Differ("inference", "isValid", recorded.ScoreValid, entry.ScoreValid)
            ?? at.DifferHex("inference", "scoreBits", (ulong)recorded.ScoreBits, (ulong)entry.ScoreBits)
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
        ?? at.DifferHex("book", "bookHash", recorded.BookHash, entry.BookHash);

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
            ?? at.DifferHex("risk", "decisionHash", recorded.Verdict.DecisionHash, entry.Verdict.DecisionHash)
            ?? at.DifferHex("risk", "stateHash", recorded.Verdict.StateHash, entry.Verdict.StateHash);
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

    private TapeDifference? OfExchange(Place at, in DecisionEntry recorded, ReadOnlySpan<InputRecord> outcomes) =>
        at.DifferAll("exchange", "outcomes", _tape.Outcomes.Slice((int)recorded.Verdict.FirstOutcome, recorded.Verdict.OutcomeCount), outcomes);

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
            : Difference(stage, field, Text(recorded), Text(replayed));

        public TapeDifference? DifferHex(string stage, string field, ulong recorded, ulong replayed) => recorded == replayed
            ? null
            : Difference(stage, field, recorded.ToString("x16", CultureInfo.InvariantCulture), replayed.ToString("x16", CultureInfo.InvariantCulture));

        public TapeDifference? DifferAll<T>(string stage, string field, ReadOnlySpan<T> recorded, ReadOnlySpan<T> replayed)
            where T : unmanaged
        {
            if (recorded.Length != replayed.Length)
            {
                return Differ(stage, field + ".count", recorded.Length, replayed.Length);
            }

            for (var i = 0; i < recorded.Length; i++)
            {
                if (WordDifference.Find(in recorded[i], in replayed[i]) is { } different)
                {
                    return Difference(stage, $"{field}[{i}], byte {different.Byte}", Text(different.Left), Text(different.Right));
                }
            }

            return null;
        }

        private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

        private TapeDifference Difference(string stage, string field, string recorded, string replayed) =>
            new(Record, UpdateId == InputRecord.Absent ? null : UpdateId, stage, field, recorded, replayed);
    }
}
