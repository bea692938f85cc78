using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Passes or refuses every intent, hands what passed to the exchange, and folds what the record changed into the hashes.</summary>
internal sealed class RiskStage(PipelineSections sections, TradingContext context, IVerdictSink? sink)
{
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private readonly Section<Decision> _decisions = sections.Decisions;
    private readonly Section<Verdict> _verdicts = sections.Verdicts;
    private readonly Section<OrderIntent> _intents = sections.Intents;
    private readonly Section<OrderVerdict> _orderVerdicts = sections.OrderVerdicts;
    private readonly long[] _rejects = new long[64];
    private RunningHash _stateHash;
    private RunningHash _decisionHash;
    private ulong _rowHash;

    /// <summary>Intents that passed.</summary>
    public long OrderCount { get; private set; }

    public ulong StateHash => _stateHash.Value;

    public ulong DecisionHash => _decisionHash.Value;

    /// <summary>Refusals by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Rejects => _rejects;

    public void OnEvent(long sequence)
    {
        ref readonly var result = ref _results[sequence];
        ref readonly var decision = ref _decisions[sequence];
        ref var verdict = ref _verdicts[sequence];
        verdict = default;
        context.ObserveMarket(in _input[sequence], in result);
        if (result.Action == BookAction.Applied)
        {
            _rowHash = _rows[result.Row].Features.RowHash;
        }

        verdict.FirstVerdict = decision.FirstIntent;
        for (var i = 0; i < decision.IntentCount; i++)
        {
            Judge(decision.FirstIntent + i, result.PipelineNanos, ref verdict);
        }

        context.TakeOutcomes(ref verdict);
        FoldState(in result);
        verdict.StateHash = _stateHash.Value;
        verdict.DecisionHash = _decisionHash.Value;
        sink?.OnVerdict(in _input[sequence], in result, in verdict);
    }

    private void Judge(long number, long pipelineNanos, ref Verdict verdict)
    {
        ref readonly var intent = ref _intents[number];
        ref var judged = ref _orderVerdicts[number];
        judged = context.Risk.Check(in intent, pipelineNanos);
        verdict.VerdictCount++;
        _decisionHash.Add(in intent);
        _decisionHash.Add(in judged);
        if (judged.Reason != RejectReason.None)
        {
            _rejects[(int)judged.Reason]++;
            return;
        }

        verdict.Accepted++;
        OrderCount++;
        context.Accept(in intent, pipelineNanos);
    }

    // Where the book moved: what a redundant socket delivers again lets time pass in smaller steps and changes no state.
    private void FoldState(in BookResult result)
    {
        if (result.Action is not (BookAction.Applied or BookAction.AppliedOneSided or BookAction.SyncedNow or BookAction.Broke))
        {
            return;
        }

        ReadOnlySpan<ulong> state = [result.BookHash, _rowHash, context.Ledger.StateHash];
        _stateHash.Add(state);
    }
}
