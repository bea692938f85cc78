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
        switch (result.Action)
        {
            case BookAction.Applied:
                engines[record.Instrument].OnRow(ref _rows[result.Row], result.LevelsApplied);
                break;
            case BookAction.AppliedOneSided:
                engines[record.Instrument].OnOneSided(in _rows[result.Row].Book, result.LevelsApplied);
                break;
            case BookAction.SyncedNow:
                engines[record.Instrument].OnSync(in _rows[result.Row].Book, record.ReceiveNanos);
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
            engines[record.Instrument].OnTrade(in record, result.Trade, result.CountsAsTrade != 0);
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
