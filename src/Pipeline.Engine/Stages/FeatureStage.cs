using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Joins the feature engines to the ring: trades and rows in, columns out.</summary>
internal sealed class FeatureStage(PipelineSections sections, FeatureEngine[] engines)
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
                engines[record.Instrument].OnRow(ref _rows[result.Row], result.LevelsApplied, result.PipelineNanos);
                break;
            case BookAction.AppliedOneSided:
                engines[record.Instrument].OnOneSided(in _rows[result.Row].Book, result.LevelsApplied, result.PipelineNanos);
                break;
            case BookAction.SyncedNow:
                engines[record.Instrument].OnSync(in _rows[result.Row].Book, result.PipelineNanos, result.Stamp == StampNews.Untimed);
                break;
            case BookAction.Broke:
                engines[record.Instrument].OnInvalid();
                break;
            default:
                OnOther(in record);
                break;
        }

        if (result.Trade != TradeNews.None)
        {
            engines[record.Instrument].OnTrade(in record, result.Trade, result.CountsAsTrade != 0, result.PipelineNanos);
        }
    }

    private void OnOther(in InputRecord record)
    {
        if (record.Kind == RecordKind.Hole)
        {
            Array.ForEach(engines, engine => engine.OnInvalid());
        }
        else if (record.Kind == RecordKind.InstrumentUpdate)
        {
            engines[record.Instrument].OnInvalid();
        }
    }
}
