using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>Makes one fill of all that a venue says of it: price and size in one report, the fee in that or in a later one.</summary>
/// <remarks>
/// Single writer. A venue tells a trade on a fast stream without its fee and on a slow one with it, and again to whoever asks. A fill is
/// known by instrument, trade and side: both sides of a trade with oneself have one number. A report of a fill that is whole is
/// dropped, one that lacks the fee waits for it until the stream ends. What is kept depends on the records before alone, so a load
/// that goes on where another was cut off makes the same rows. Memory: a key a fill, and a record for each that waits.
/// </remarks>
internal sealed class FillNotes
{
    private readonly HashSet<(int Instrument, long TradeId, Side Side)> _whole = [];
    private readonly Dictionary<(int Instrument, long TradeId, Side Side), Fill> _waiting = [];

    /// <summary>What has neither come whole nor been given out, in the order in which it came.</summary>
    public IEnumerable<Fill> Waiting => _waiting.Values.OrderBy(fill => fill.Ordinal);

    /// <summary>Takes a report; true where <paramref name="fill"/> is whole with it.</summary>
    public bool TryTake(in InputRecord record, long ordinal, long pipelineNanos, bool simulated, out Fill fill)
    {
        fill = new Fill(record, ordinal, pipelineNanos, simulated);
        if (record.Order.TradeId == InputRecord.Absent)
        {
            return record.Order.LastFillLots != 0;
        }

        var key = (record.Instrument, record.Order.TradeId, record.Order.Side);
        if (_whole.Contains(key))
        {
            return false;
        }

        if (_waiting.TryGetValue(key, out var earlier))
        {
            fill = earlier.With(in record, pipelineNanos);
        }

        // A simulated exchange tells all at once, and its fee may be nothing.
        if (fill.HasPrice && (simulated || fill.Record.Order.FeeE8 != 0))
        {
            _waiting.Remove(key);
            return _whole.Add(key);
        }

        _waiting[key] = fill;
        return false;
    }

    /// <summary>A fill, or what is known of it so far.</summary>
    /// <param name="Record">Its report: the first one, with what others added.</param>
    /// <param name="Ordinal">Ordinal of the first report.</param>
    /// <param name="PipelineNanos">Pipeline time of the report that <paramref name="Record"/> is.</param>
    /// <param name="IsSimulated">Whether a simulated exchange made it.</param>
    internal readonly record struct Fill(InputRecord Record, long Ordinal, long PipelineNanos, bool IsSimulated)
    {
        /// <summary>Whether price and size are known.</summary>
        public bool HasPrice => Record.Order.LastFillLots != 0;

        /// <summary>The same with what <paramref name="later"/> adds.</summary>
        public Fill With(in InputRecord later, long laterNanos)
        {
            // The one with the price is the fill, wherever the fee came first.
            var isFirst = HasPrice || later.Order.LastFillLots == 0;
            var (fill, other) = isFirst ? (Record, later) : (later, Record);
            fill.Order.FeeE8 = fill.Order.FeeE8 != 0 ? fill.Order.FeeE8 : other.Order.FeeE8;
            return this with { Record = fill, PipelineNanos = isFirst ? PipelineNanos : laterNanos };
        }
    }
}
