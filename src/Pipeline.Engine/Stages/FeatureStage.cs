using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Windows;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Joins the feature engines to the ring: trades and rows in, columns out.</summary>
internal sealed class FeatureStage(PipelineSections sections, FeatureEngine[] engines, LaneLives lanes)
{
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<BookResult> _results = sections.Books;
    private readonly Section<FeatureRow> _rows = sections.Rows;

    public void OnEvent(long sequence)
    {
        ref readonly var result = ref _results[sequence];
        ref readonly var record = ref _input[sequence];
        if (result.Stamp == StampNews.ClockStep)
        {
            Array.ForEach(engines, engine => engine.OnClockStep());
        }

        switch (result.Action)
        {
            case BookAction.Applied:
                engines[record.Instrument].OnRow(ref _rows[result.Row], result.LevelsApplied, result.PipelineNanos, record.Epoch);
                break;
            case BookAction.AppliedOneSided:
                engines[record.Instrument].OnOneSided(in _rows[result.Row].Book, result.LevelsApplied, result.PipelineNanos, record.Epoch);
                break;
            case BookAction.SyncedNow:
                engines[record.Instrument].OnSync(in _rows[result.Row].Book, result.PipelineNanos, result.Stamp == StampNews.Untimed);
                break;
            case BookAction.Broke:
                engines[record.Instrument].OnInvalid();
                break;
            default:
                OnOther(in record, in result);
                break;
        }

        if (result.Trade != TradeNews.None)
        {
            engines[record.Instrument].OnTrade(in record, result.Trade, result.CountsAsTrade != 0, result.PipelineNanos);
        }
    }

    private void OnOther(in InputRecord record, in BookResult result)
    {
        if (record.Kind is RecordKind.Trade or RecordKind.AggTrade)
        {
            OnTrade(in record, in result);
        }
        else if (record.Kind == RecordKind.BookTicker)
        {
            OnTicker(in record, in result);
        }
        else if (record.Kind == RecordKind.ConnectionState)
        {
            OnConnection(in record, result.PipelineNanos);
        }
        else if (record.Kind == RecordKind.Hole)
        {
            Array.ForEach(engines, engine => engine.OnInvalid());
        }
        else if (record.Kind == RecordKind.InstrumentUpdate)
        {
            engines[record.Instrument].OnInvalid();
        }
    }

    // What the market did, whether windows count the record or not: a diff must follow it.
    private void OnTrade(in InputRecord record, in BookResult result)
    {
        if (result.State == BookState.Synced && result.Trade != TradeNews.Redelivered && (record.Flags & (RecordFlags.Filtered | RecordFlags.Foreign)) == 0)
        {
            engines[record.Instrument].OnTradeOf(result.PipelineNanos);
        }
    }

    private void OnTicker(in InputRecord record, in BookResult result)
    {
        if ((record.Flags & RecordFlags.Foreign) == 0)
        {
            engines[record.Instrument].OnTicker(result.PipelineNanos, record.Ticker.UpdateId);
        }
    }

    private void OnConnection(in InputRecord record, long nowNanos)
    {
        foreach (var engine in engines)
        {
            engine.OnConnection(nowNanos);
        }

        lanes.On(in record, nowNanos);
    }
}
