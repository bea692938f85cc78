using Pipeline.Engine;
using Pipeline.Events;

namespace Pipeline.Research.Quality;

/// <summary>Lets a running pipeline feed a <see cref="QualityMeter"/>. Targets lie ahead of a live row, so their figures stay empty.</summary>
/// <remarks>Called on the journal's thread; the meter's figures are asked for on the same thread, or after the run.</remarks>
public sealed class QualitySink(QualityMeter meter, IReadOnlyList<Instrument> instruments) : IRowSink
{
    private readonly string[] _symbols = [.. instruments.Select(instrument => instrument.Name.ToString())];

    /// <summary>The run's first message was received at <paramref name="firstNanos"/>.</summary>
    public void Begin(long firstNanos) => Array.ForEach(_symbols, symbol => meter.Begin(symbol, firstNanos));

    /// <inheritdoc/>
    public void OnRow(in FeatureRow row, long pipelineNanos) => meter.OnRow(_symbols[row.Book.Instrument], RowFacts.Of(in row, pipelineNanos));

    /// <inheritdoc/>
    public void OnBook(in InputRecord record, in BookResult result)
    {
        if (result.Action == BookAction.SyncedNow)
        {
            meter.OnSync(_symbols[record.Instrument], result.PipelineNanos);
        }
        else if (result.Action == BookAction.Broke)
        {
            meter.OnBreak(_symbols[record.Instrument]);
        }
    }

    /// <summary>The run's last message was received at <paramref name="lastNanos"/>.</summary>
    public void End(long lastNanos) => Array.ForEach(_symbols, symbol => meter.End(symbol, lastNanos));
}
