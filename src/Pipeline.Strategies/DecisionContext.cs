using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Strategies;

/// <summary>What a strategy may look at when a row was cut: the row, its score, and the state of its own orders.</summary>
/// <remarks>Valid during the call only. Nothing here changes while the strategy decides.</remarks>
public readonly ref struct DecisionContext
{
    private readonly OrderLedger _ledger;
    private readonly ref readonly FeatureRow _row;

    /// <summary>The context of one row of one instrument.</summary>
    public DecisionContext(in FeatureRow row, OrderLedger ledger, int instrument, long pipelineNanos)
    {
        _row = ref row;
        _ledger = ledger;
        Instrument = instrument;
        PipelineNanos = pipelineNanos;
    }

    /// <summary>Levels, features and score.</summary>
    public ref readonly FeatureRow Row => ref _row;

    /// <summary>Index in the instrument table.</summary>
    public int Instrument { get; }

    /// <summary>Pipeline time, UTC nanoseconds.</summary>
    public long PipelineNanos { get; }

    /// <summary>Whether the model scored this row.</summary>
    public bool HasScore => _row.Inference.Valid != 0;

    /// <summary>The score; 0 where there is none.</summary>
    public double Score => _row.Inference.Score;

    /// <summary>Units of a tick: the price of an own order is a multiple of it.</summary>
    public long Tick => _ledger.Instrument(Instrument).TickMantissa;

    /// <summary>Units of a lot: the size of an own order is a multiple of it.</summary>
    public long Lot => _ledger.Instrument(Instrument).LotMantissa;

    /// <summary>Best bid, units of price; it need not be on the grid.</summary>
    public long BidTicks => _row.Book.BidTicks[0];

    /// <summary>Best ask, units of price; it need not be on the grid.</summary>
    public long AskTicks => _row.Book.AskTicks[0];

    /// <summary>Position, units of size, signed.</summary>
    public long PositionLots => _ledger.PositionLots(Instrument);

    /// <summary>Number of own orders that may still trade.</summary>
    public int OpenOrders => _ledger.OpenOrders(Instrument);

    /// <summary>Size that they may still buy, units.</summary>
    public long OpenBuyLots => _ledger.OpenBuyLots(Instrument);

    /// <summary>Size that they may still sell, units.</summary>
    public long OpenSellLots => _ledger.OpenSellLots(Instrument);

    /// <summary>Own orders that may still trade, newest first.</summary>
    public OpenOrders Orders => _ledger.Open(Instrument);
}
