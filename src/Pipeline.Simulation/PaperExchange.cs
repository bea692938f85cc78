using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Simulation;

/// <summary>A simulated exchange, stepped by the logic thread: intents in, records of the order lane out.</summary>
/// <remarks>
/// <para>Single writer, no clock, no randomness; 0 bytes a call in steady state. For each input record of time t the caller
/// (1) takes outcomes with <see cref="TakeOutcome"/> while there is one at t, (2) handles the record and tells
/// <see cref="OnMarket"/> and, where a row was cut, <see cref="OnBook"/>, (3) submits what passed risk.</para>
/// <para>An order submitted at t arrives at t + latency and meets the book as it was just before the first record
/// at or after that time. Its results are due one latency later (OrderSent at t), so with no latency before the next record.</para>
/// <para>Takers walk the ten visible levels, best first, to their limit; what they take stays taken until the book shows
/// another size there. A resting order waits behind the size shown when it came (or, beyond the ten levels, when its price
/// comes into view). Trades at its price use up that queue, and a shrinking level shortens it. A trade through its price fills it in
/// full; an opposite level at or through its price fills it up to that level's size. Its price is always its own.</para>
/// </remarks>
public sealed partial class PaperExchange
{
    private const int None = -1;

    private readonly PaperExchangeOptions _options;
    private readonly NotionalScale[] _scales;
    private readonly PaperBook[] _books;
    private readonly PaperOrder[] _orders;
    private readonly IdIndex _index;
    private readonly GrowingQueue<Arrival> _arrivals = new();
    private readonly GrowingQueue<InputRecord> _sent = new();
    private readonly GrowingQueue<InputRecord> _results = new();
    private int _firstFree;
    private long _lastOrderId;
    private long _lastTradeId;

    /// <summary>An exchange for these instruments, without orders.</summary>
    public PaperExchange(PaperExchangeOptions options, IReadOnlyList<Instrument> instruments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.LatencyNanos, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1, nameof(options));
        _options = options;
        _scales = [.. instruments.Select(instrument => new NotionalScale(instrument))];
        _books = [.. instruments.Select(_ => new PaperBook())];
        _orders = new PaperOrder[options.Capacity];
        _index = new IdIndex(options.Capacity);
        for (var slot = 0; slot < _orders.Length; slot++)
        {
            _orders[slot].Next = slot + 1 < _orders.Length ? slot + 1 : None;
        }
    }

    /// <summary>Orders that rest.</summary>
    public int RestingOrders => _index.Count;

    /// <summary>Takes an intent that passed risk at <paramref name="pipelineNanos"/>; times never go back.</summary>
    public void Submit(in OrderIntent intent, long pipelineNanos)
    {
        ref var sent = ref _sent.Add();
        Describe(ref sent, RecordKind.OrderSent, OrderOf(intent), pipelineNanos, pipelineNanos, PaperReason.None);
        ref var arrival = ref _arrivals.Add();
        arrival.Intent = intent;
        arrival.Nanos = pipelineNanos + _options.LatencyNanos;
    }

    /// <summary>Whether a result is due at or before <paramref name="pipelineNanos"/>: then <see cref="TakeOutcome"/> has it.</summary>
    public bool HasOutcome(long pipelineNanos)
    {
        while (_arrivals.Count > 0 && _arrivals.First.Nanos <= pipelineNanos)
        {
            Arrive(_arrivals.First.Intent, _arrivals.First.Nanos);
            _arrivals.RemoveFirst();
        }

        return (_sent.Count > 0 && _sent.First.ReceiveNanos <= pipelineNanos) || (_results.Count > 0 && _results.First.ReceiveNanos <= pipelineNanos);
    }

    /// <summary>Removes the result that is due first, of those that <see cref="HasOutcome"/> told of.</summary>
    public InputRecord TakeOutcome()
    {
        var queue = SentIsNext() ? _sent : _results;
        var outcome = queue.First;
        queue.RemoveFirst();
        return outcome;
    }

    /// <summary>The ten levels after a diff at <paramref name="pipelineNanos"/>: resting orders trade with what crosses them.</summary>
    public void OnBook(in RowBook levels, long pipelineNanos)
    {
        if ((uint)levels.Instrument < (uint)_books.Length)
        {
            var book = _books[levels.Instrument];
            book.Set(levels);
            CrossResting(book, pipelineNanos);
        }
    }

    /// <summary>Any record of an instrument: trades fill resting orders, and a book that is not synced shows nothing.</summary>
    public void OnMarket(in InputRecord record, in BookResult result)
    {
        if ((uint)record.Instrument >= (uint)_books.Length)
        {
            return;
        }

        var book = _books[record.Instrument];
        if (result.State != BookState.Synced)
        {
            book.Clear();
        }
        else if (result.CountsAsTrade != 0)
        {
            TradeResting(book, record, result.PipelineNanos);
        }
    }

    private static PaperOrder OrderOf(in OrderIntent intent) => new()
    {
        ClientOrderId = intent.ClientOrderId,
        OrderId = InputRecord.Absent,
        PriceTicks = intent.PriceTicks,
        SizeLots = intent.SizeLots,
        Instrument = intent.Instrument,
        Side = intent.Side,
        TimeInForce = intent.TimeInForce,
        Flags = intent.Flags,
    };

    /// <summary>Of equal times the sending comes first.</summary>
    private bool SentIsNext() =>
        _sent.Count > 0 && (_results.Count == 0 || _sent.First.ReceiveNanos <= _results.First.ReceiveNanos);

    private void Report(RecordKind kind, in PaperOrder order, long nanos, PaperReason reason = PaperReason.None) =>
        Describe(ref _results.Add(), kind, order, nanos, nanos + _options.LatencyNanos, reason);

    private void Describe(ref InputRecord record, RecordKind kind, in PaperOrder order, long nanos, long dueNanos, PaperReason reason)
    {
        record.Kind = kind;
        record.Flags = RecordFlags.Synthetic;
        record.Lane = _options.Lane;
        record.Instrument = order.Instrument;
        record.ReceiveNanos = dueNanos;
        record.EventNanos = nanos;
        record.TransactionNanos = nanos;
        record.Order.ClientOrderId = order.ClientOrderId;
        record.Order.OrderId = order.OrderId;
        record.Order.PriceTicks = order.PriceTicks;
        record.Order.SizeLots = order.SizeLots;
        record.Order.FilledLots = order.FilledLots;
        record.Order.TradeId = InputRecord.Absent;
        record.Order.Reason = (int)reason;
        record.Order.Side = order.Side;
        record.Order.TimeInForce = order.TimeInForce;
    }

    private void Fill(ref PaperOrder order, long ticks, long lots, bool isMaker, long nanos)
    {
        order.FilledLots += lots;
        _books[order.Instrument].PositionLots += order.Side == Side.Buy ? lots : -lots;
        ref var record = ref _results.Add();
        Describe(ref record, RecordKind.Fill, order, nanos, nanos + _options.LatencyNanos, PaperReason.None);
        record.Order.LastFillTicks = ticks;
        record.Order.LastFillLots = lots;
        record.Order.TradeId = ++_lastTradeId;
        record.Order.FeeE8 = _scales[order.Instrument].FeeE8(ticks, lots, isMaker ? _options.MakerFeeE8 : _options.TakerFeeE8);
        record.Order.IsMaker = isMaker ? (byte)1 : (byte)0;
    }

    private struct Arrival
    {
        public OrderIntent Intent;
        public long Nanos;
    }
}
