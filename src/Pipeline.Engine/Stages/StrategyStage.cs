using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Strategies;

namespace Pipeline.Engine.Stages;

/// <summary>Handles what became of orders, then asks the strategy about the row, if the record cut one.</summary>
internal sealed class StrategyStage(PipelineSections sections, TradingContext context, IStrategy[] strategies)
{
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private readonly Section<Decision> _decisions = sections.Decisions;
    private readonly Section<OrderIntent> _intents = sections.Intents;
    private readonly IntentNumbering _numbering = new(context.SessionId);
    private readonly OrderIntent[] _wanted = new OrderIntent[Decision.MaxIntents];
    private long _nextIntent;

    /// <summary>Rows on which the strategy was asked.</summary>
    public long DecisionCount { get; private set; }

    public void OnEvent(long sequence)
    {
        ref readonly var record = ref _input[sequence];
        ref readonly var result = ref _results[sequence];
        context.HandleDueOutcomes(sequence, result.PipelineNanos);
        if (record.Kind >= RecordKind.OrderSent)
        {
            context.HandleOrderRecord(in record);
        }

        ref var decision = ref _decisions[sequence];
        decision = default;
        decision.FirstIntent = _nextIntent;
        if (result.Action == BookAction.Applied)
        {
            Decide(record.Instrument, in result, ref decision);
        }
    }

    private void Decide(int instrument, in BookResult result, ref Decision decision)
    {
        DecisionCount++;
        var wanted = _wanted.AsSpan();
        wanted.Clear();
        var view = new DecisionContext(in _rows[result.Row], context.Ledger, instrument, result.PipelineNanos);
        var count = strategies[instrument].Decide(in view, wanted);
        _numbering.Number(wanted[..count], in view, 0);
        for (var i = 0; i < count; i++)
        {
            _intents[_nextIntent++] = wanted[i];
        }

        decision.Decided = 1;
        decision.PositionLots = view.PositionLots;
        decision.IntentCount = count;
    }
}
