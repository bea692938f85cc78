using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Primitives;
using Pipeline.Risk;
using Pipeline.Simulation;

namespace Pipeline.Engine.Stages;

/// <summary>What Strategy and Risk share because they share a thread: orders, limits and, on paper, the exchange.</summary>
internal sealed class TradingContext(PipelineSections sections, int sessionId, OrderLedger ledger, RiskGate risk, PaperExchange? exchange)
{
    private readonly Section<InputRecord> _outcomes = sections.Outcomes;
    private readonly Section<FeatureRow> _rows = sections.Rows;
    private long _firstOutcome;

    /// <summary>Session in the high half of every client order id.</summary>
    public int SessionId => sessionId;

    public OrderLedger Ledger => ledger;

    public RiskGate Risk => risk;

    public ArenaCursor OutcomeCursor { get; } = new(sections.Outcomes.Size);

    /// <summary>Fills so far: one a trade, however often a venue tells of it and of its fee.</summary>
    public long FillCount { get; private set; }

    /// <summary>Handles the simulated results that are due before the record at <paramref name="sequence"/>, in their order.</summary>
    public void HandleDueOutcomes(long sequence, long pipelineNanos)
    {
        _firstOutcome = OutcomeCursor.Next;
        while (exchange is not null && exchange.HasOutcome(pipelineNanos))
        {
            ref var kept = ref _outcomes[OutcomeCursor.Claim(sequence)];
            kept = exchange.TakeOutcome();
            HandleOrderRecord(in kept);
        }
    }

    /// <summary>Handles one report about an order, simulated or from a lane.</summary>
    public void HandleOrderRecord(in InputRecord record)
    {
        var doubled = ledger.Counts.Duplicates;
        ledger.OnRecord(in record);
        FillCount += record.Kind == RecordKind.Fill && record.Order.LastFillLots > 0 && ledger.Counts.Duplicates == doubled ? 1 : 0;
    }

    /// <summary>Says in <paramref name="verdict"/> which outcomes were handled before its record.</summary>
    public void TakeOutcomes(ref Verdict verdict)
    {
        verdict.FirstOutcome = _firstOutcome;
        verdict.OutcomeCount = (int)(OutcomeCursor.Next - _firstOutcome);
    }

    /// <summary>Shows the record to the checks and to the simulated exchange.</summary>
    public void ObserveMarket(in InputRecord record, in BookResult result)
    {
        risk.OnMarket(in record, in result);
        if (exchange is null)
        {
            return;
        }

        exchange.OnMarket(in record, in result);
        if (result.Row != BookResult.NoRow)
        {
            exchange.OnBook(in _rows[result.Row].Book, result.PipelineNanos);
        }
    }

    /// <summary>Sends an intent that passed.</summary>
    public void Accept(in OrderIntent intent, long pipelineNanos)
    {
        ledger.OnIntentAccepted(in intent);
        exchange?.Submit(in intent, pipelineNanos);
    }
}
