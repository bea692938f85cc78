using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>The trades of one instrument: which are here already, which are missing, and which count.</summary>
/// <remarks>
/// Aggregates count until the first single trade, from there single trades alone. A filtered trade has its place among the ids and
/// counts for nothing. Single writer, 0 B a trade.
/// </remarks>
public sealed class TradeStream
{
    private readonly TradeMemory _trades = new();
    private readonly TradeMemory _aggregates = new();

    /// <summary>What counted so far.</summary>
    public TradeSource Source { get; private set; }

    /// <summary>Stretches of ids, of either kind, that never came, and the ids in them.</summary>
    public (long Holes, long Ids) Missing
    {
        get
        {
            var (tradeHoles, tradeIds) = _trades.Missing;
            var (holes, ids) = _aggregates.Missing;
            return (holes + tradeHoles, ids + tradeIds);
        }
    }

    /// <summary>Times that the ids of either kind began anew while the book's went on.</summary>
    public long BeganAnew => _trades.BeganAnew + _aggregates.BeganAnew;

    /// <summary>Whether a record is a trade of an instrument that is followed.</summary>
    public static bool Has(in InputRecord record) =>
        record.Kind is RecordKind.Trade or RecordKind.AggTrade && (record.Flags & RecordFlags.Foreign) == 0;

    /// <summary>Whether a record that <see cref="Has"/> holds for is late, or was here already.</summary>
    public bool IsOld(in InputRecord record) => (record.Kind == RecordKind.Trade ? _trades : _aggregates).IsOld(record.Trade.TradeId);

    /// <summary>Takes a record that <see cref="Has"/> holds for.</summary>
    /// <returns>What its id says, and whether it counts.</returns>
    public (TradeNews News, bool Counts) Take(in InputRecord record)
    {
        var isSingle = record.Kind == RecordKind.Trade;
        var news = (isSingle ? _trades : _aggregates).Take(record.Trade.TradeId, TimeOf(in record));
        if (news == TradeNews.Redelivered || (record.Flags & RecordFlags.Filtered) != 0)
        {
            return (news, false);
        }

        var counts = isSingle || (Source & TradeSource.Trade) == 0;
        Source |= isSingle ? TradeSource.Trade : counts ? TradeSource.AggTrade : TradeSource.None;
        return (news, counts);
    }

    /// <summary>The venue's ids begin anew.</summary>
    public void Restart()
    {
        _trades.Restart();
        _aggregates.Restart();
    }

    // T where the venue gives it.
    private static long TimeOf(in InputRecord trade) =>
        trade.TransactionNanos != InputRecord.Absent ? trade.TransactionNanos : trade.EventNanos;
}
