using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Makes rows of what records say by themselves, and of what a recorded run decided.</summary>
/// <remarks>Single thread. Rows go to the batches of <see cref="Begin"/>, or nowhere where those are in the store already.</remarks>
internal sealed class RecordRows(IReadOnlyList<Instrument> instruments, ulong modelHash) : IInputSink, IDecisionSink
{
    // A decision's entry may stand some blocks behind its record, never farther than a ring holds.
    private const int RememberedTimes = 1 << 18;

    private const long NanosPerMs = 1_000_000;

    private readonly long[] _times = new long[RememberedTimes];
    private readonly FillNotes _fills = new();
    private readonly string? _modelHash = modelHash == 0 ? null : modelHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    private RecordTables? _tables;
    private long _file;
    private int _block;
    private long _ordinal;
    private long _pipelineNanos;

    /// <summary>Pipeline time of the last record.</summary>
    public long PipelineNanos => _pipelineNanos;

    /// <summary>Counts of every record, whether its rows are kept or not.</summary>
    public StreamFacts Facts { get; } = new(instruments.Count);

    /// <summary>Records that follow belong to <paramref name="block"/> of <paramref name="file"/>.</summary>
    public void Begin(RecordTables? tables, long file, int block, long firstOrdinal) =>
        (_tables, _file, _block, _ordinal) = (tables, file, block, firstOrdinal);

    public void OnRecord(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, in BookResult result)
    {
        _pipelineNanos = result.PipelineNanos;
        Facts.Count(in record, _pipelineNanos);

        // What a reader of a damaged tape puts in has no ordinal of its own.
        if (record.Kind == RecordKind.Hole && (record.Flags & RecordFlags.Salvaged) != 0)
        {
            return;
        }

        _times[_ordinal & (RememberedTimes - 1)] = _pipelineNanos;
        TakeFill(in record, _ordinal, simulated: false);
        var isKept = record.Instrument >= 0 && (record.Flags & RecordFlags.Foreign) == 0 && result.Trade != TradeNews.Redelivered;
        if (_tables is not null && isKept)
        {
            Add(in record, levels);
        }

        _ordinal++;
    }

    public void OnDecision(in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        foreach (ref readonly var outcome in outcomes)
        {
            TakeFill(in outcome, entry.RecordOrdinal, simulated: true);
        }

        if (_tables is null || entry.Instrument < 0)
        {
            return;
        }

        if (entry.Decision.Decided != 0 || intents.Length > 0)
        {
            AddDecision(in entry, verdicts);
        }

        for (var i = 0; i < intents.Length; i++)
        {
            AddOrder(entry.RecordOrdinal, in intents[i], in verdicts[i]);
        }
    }

    /// <summary>Adds what could not be used.</summary>
    public void Add(IReadOnlyList<Reject> rejects)
    {
        if (_tables is null)
        {
            return;
        }

        foreach (var reject in rejects)
        {
            var row = Row(_tables.Rejects);
            AddText(row.Next, instruments.Count > 0 ? MarketName.Of(instruments[0]) : null);
            row.Next.Add(reject.Source);
            row.Next.AddKnown(reject.Line);
            row.Next.AddKnown(reject.Offset);
            row.Next.Add(reject.Reason);
            row.Next.AddKnown(reject.ReceiveNanos);
            row.Next.AddKnown(reject.TextBytes);
            row.Next.AddKnown(reject.TextHash);
        }
    }

    /// <summary>The stream is read: a fill whose fee never came is told without one, a fee whose fill never came is a reject.</summary>
    public IReadOnlyList<Reject> EndFills(string source)
    {
        var rejects = new List<Reject>();
        foreach (var fill in _fills.Waiting)
        {
            if (!fill.HasPrice)
            {
                rejects.Add(new Reject(source, 0, 0, $"the fee of trade {fill.Record.Order.TradeId}, of which nothing else is told", fill.Record.ReceiveNanos, 0, 0));
            }
            else if (_tables is not null)
            {
                AddFill(in fill);
            }
        }

        return rejects;
    }

    private void Add(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        switch (record.Kind)
        {
            case RecordKind.DepthUpdate or RecordKind.DepthSnapshot:
                AddLevels(in record, levels);
                break;
            case RecordKind.Trade or RecordKind.AggTrade:
                AddTrade(in record);
                break;
        }
    }

    private void AddLevels(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        var instrument = instruments[record.Instrument];
        var kind = record.Kind == RecordKind.DepthUpdate ? "diff" : "snapshot";
        for (var i = 0; i < levels.Length; i++)
        {
            var row = Record(_tables!.Events, in record, _ordinal, _pipelineNanos);
            row.Next.Add(kind);
            row.Next.AddKnown(record.Depth.FirstUpdateId);
            row.Next.Add(record.Depth.FinalUpdateId);
            row.Next.AddKnown(record.Depth.PreviousFinalUpdateId);
            row.Next.Add(i < record.Depth.BidCount ? "bid" : "ask");
            row.Next.Add(instrument.Price(levels[i].PriceTicks));
            row.Next.Add(instrument.Size(levels[i].SizeLots));
        }
    }

    private void AddTrade(in InputRecord record)
    {
        var instrument = instruments[record.Instrument];
        var row = Record(_tables!.Trades, in record, _ordinal, _pipelineNanos);
        row.Next.Add(record.Kind == RecordKind.Trade ? "trade" : "aggregate");
        row.Next.Add(record.Trade.TradeId);
        row.Next.Add((record.Flags & RecordFlags.BuyerIsMaker) != 0 ? "sell" : "buy");
        row.Next.Add(instrument.Price(record.Trade.PriceTicks));
        row.Next.Add(instrument.Size(record.Trade.SizeLots));
        row.Next.Add((record.Flags & RecordFlags.Filtered) != 0 ? 1L : 0L);
    }

    // Every report counts, whether its block is wanted or not: a later one may lack what it said. What a simulated exchange tells is due at
    // a pipeline time, and that is what it is stamped with.
    private void TakeFill(in InputRecord record, long ordinal, bool simulated)
    {
        if (record.Kind == RecordKind.Fill && record.Instrument >= 0 && (record.Flags & RecordFlags.Foreign) == 0 && _fills.TryTake(in record, ordinal, simulated ? record.ReceiveNanos : _pipelineNanos, simulated, out var fill) && _tables is not null)
        {
            AddFill(in fill);
        }
    }

    private void AddFill(in FillNotes.Fill fill)
    {
        var record = fill.Record;
        var instrument = instruments[record.Instrument];
        ref readonly var order = ref record.Order;
        var row = Record(_tables!.Fills, in record, fill.Ordinal, fill.PipelineNanos);
        row.Next.Add(fill.IsSimulated ? 1L : 0L);
        row.Next.Add(order.ClientOrderId);
        row.Next.AddKnown(order.OrderId);
        row.Next.AddKnown(order.TradeId);
        row.Next.Add(RowText.Of(order.Side));
        row.Next.Add(instrument.Price(order.LastFillTicks));
        row.Next.Add(instrument.Size(order.LastFillLots));
        row.Next.Add(instrument.Size(order.FilledLots));
        row.Next.Add(order.FeeE8 / 1e8);
        row.Next.Add((long)order.IsMaker);
    }

    private void AddDecision(in DecisionEntry entry, ReadOnlySpan<OrderVerdict> verdicts)
    {
        var row = Row(_tables!.Decisions);
        row.Next.Add(entry.RecordOrdinal);
        AddKey(ref row, instruments[entry.Instrument]);
        row.Next.Add(_times[entry.RecordOrdinal & (RememberedTimes - 1)]);
        row.Next.AddKnown(entry.Row == BookResult.NoRow ? InputRecord.Absent : entry.Row);
        row.Next.AddKnown(entry.AppliedUpdateId);
        AddScore(row.Next, in entry);
        row.Next.Add((long)entry.DqFlags);
        row.Next.Add(RowText.Of(entry.BookState));
        row.Next.Add((long)verdicts.Length);
        row.Next.Add((long)(verdicts.Length - entry.Verdict.Accepted));
        row.Next.Add((long)entry.Verdict.StateHash);
        row.Next.Add((long)entry.Verdict.DecisionHash);
    }

    private static void AddScore(ColumnData column, in DecisionEntry entry)
    {
        if (entry.ScoreValid == 0)
        {
            column.AddNull();
        }
        else
        {
            column.Add(BitConverter.Int64BitsToDouble(entry.ScoreBits));
        }
    }

    private void AddOrder(long ordinal, in OrderIntent intent, in OrderVerdict verdict)
    {
        var instrument = instruments[intent.Instrument];
        var row = Row(_tables!.Orders);
        row.Next.Add(ordinal);
        AddKey(ref row, instrument);
        row.Next.Add(_times[ordinal & (RememberedTimes - 1)]);
        row.Next.Add(intent.ClientOrderId);
        row.Next.AddKnown(intent.TargetClientOrderId == 0 ? InputRecord.Absent : intent.TargetClientOrderId);
        row.Next.Add(RowText.Of(intent.Action));
        row.Next.Add(RowText.Of(intent.Side));
        row.Next.Add(RowText.Of(intent.TimeInForce));
        AddPrice(row.Next, instrument, in intent);
        row.Next.Add(instrument.Size(intent.SizeLots));
        row.Next.Add((intent.Flags & OrderFlags.ReduceOnly) != 0 ? 1L : 0L);
        row.Next.Add((long)intent.CauseRow);
        row.Next.Add(intent.CauseUpdateId);
        row.Next.Add((long)intent.Strategy);
        row.Next.Add(RowText.Of(verdict.Reason));
        row.Next.Add(verdict.Actual);
        row.Next.Add(verdict.Limit);
        row.Next.Add(verdict.Margin);
        AddText(row.Next, _modelHash);
    }

    private static void AddPrice(ColumnData column, Instrument instrument, in OrderIntent intent)
    {
        if ((intent.Flags & OrderFlags.Market) != 0 || intent.Action == OrderAction.Cancel)
        {
            column.AddNull();
        }
        else
        {
            column.Add(instrument.Price(intent.PriceTicks));
        }
    }

    private static void AddText(ColumnData column, string? text)
    {
        if (text is null)
        {
            column.AddNull();
        }
        else
        {
            column.Add(text);
        }
    }

    private static void AddKey(ref RowCursor row, Instrument instrument)
    {
        row.Next.Add(MarketName.Of(instrument));
        row.Next.Add(instrument.Symbol);
    }

    private RowCursor Record(TableBatch table, in InputRecord record, long ordinal, long pipelineNanos)
    {
        var row = Row(table);
        row.Next.Add(ordinal);
        AddKey(ref row, instruments[record.Instrument]);
        row.Next.Add(record.ReceiveNanos);
        row.Next.Add(pipelineNanos);
        row.Next.AddKnown(record.EventNanos == InputRecord.Absent ? InputRecord.Absent : record.EventNanos / NanosPerMs);
        row.Next.AddKnown(record.TransactionNanos == InputRecord.Absent ? InputRecord.Absent : record.TransactionNanos / NanosPerMs);
        return row;
    }

    private RowCursor Row(TableBatch table)
    {
        var row = new RowCursor(table);
        row.Next.Add(_file);
        row.Next.Add((long)_block);
        return row;
    }
}
