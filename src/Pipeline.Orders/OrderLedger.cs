using System.Runtime.CompilerServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Orders;

/// <summary>Open orders, fills, positions and worst-case exposure of all instruments, from intents and records alone.</summary>
/// <remarks>
/// Pure and single writer: no clock, no I/O. Positions move by fills only, each once (by trade id, or by the cumulative
/// figure where the venue gives no trade id), in any order of arrival. An order is closed only by the venue's word: while
/// unknown it keeps its whole exposure, and an order closed with fills still to come keeps those. Our ids rise, so an id
/// at or below the highest of its session that is not in the table has ended. 0 bytes a call.
/// </remarks>
public sealed partial class OrderLedger
{
    private const int RememberedFills = 1 << 14;
    private const int None = -1;

    private readonly OpenOrder[] _orders;
    private readonly InstrumentBook[] _instruments;
    private readonly Instrument[] _grids;
    private readonly IdIndex _index;
    private readonly TradeMemory _trades = new(RememberedFills);
    private RunningHash _hash;
    private int _firstFree;

    /// <summary>A ledger for <paramref name="instruments"/>, with room for <paramref name="capacity"/> open orders in all.</summary>
    public OrderLedger(IReadOnlyList<Instrument> instruments, int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _orders = new OpenOrder[capacity];
        _index = new IdIndex(capacity * 3);
        _instruments = [.. instruments.Select(InstrumentBook.Create)];
        _grids = [.. instruments];
        for (var slot = 0; slot < capacity; slot++)
        {
            _orders[slot].Next = slot + 1 < capacity ? slot + 1 : None;
        }
    }

    /// <summary>Number of instruments.</summary>
    public int Instruments => _instruments.Length;

    /// <summary>Open orders of all instruments.</summary>
    public int OpenOrderCount { get; private set; }

    /// <summary>Most open orders of all instruments.</summary>
    public int Capacity => _orders.Length;

    /// <summary>Highest client order id that passed risk; later ids must be higher.</summary>
    public long HighestClientOrderId { get; private set; }

    /// <summary>True once an order of somebody else did not fit: exposure is no longer known, and Risk refuses everything.</summary>
    public bool HasLostCount { get; private set; }

    /// <summary>Counts of what arrived that could not be taken at its word.</summary>
    public LedgerCounts Counts { get; } = new();

    /// <summary>Running fold of every change, in order.</summary>
    public ulong StateHash => _hash.Value;

    /// <summary>The instrument at an index: the grid that own orders obey.</summary>
    public Instrument Instrument(int instrument) => _grids[instrument];

    /// <summary>Position, lots, signed.</summary>
    public long PositionLots(int instrument) => _instruments[instrument].Position.Lots;

    /// <summary>Lots that may still be bought: working, in flight, unknown, closing.</summary>
    public long OpenBuyLots(int instrument) => Saturated(_instruments[instrument].OpenBuyLots);

    /// <summary>Lots that may still be sold.</summary>
    public long OpenSellLots(int instrument) => Saturated(_instruments[instrument].OpenSellLots);

    /// <summary>The part of the open lots that may only make the position smaller.</summary>
    public long OpenReduceOnlyLots(int instrument) => Saturated(_instruments[instrument].OpenReduceOnlyLots);

    /// <summary>Open orders of an instrument.</summary>
    public int OpenOrders(int instrument) => _instruments[instrument].OpenOrders;

    /// <summary>Sum of signed lots x ticks of the open position.</summary>
    public Int128 OpenCostTickLots(int instrument) => _instruments[instrument].Position.CostTickLots;

    /// <summary>Average entry price, 1e-8 ticks, cut toward zero; 0 when flat.</summary>
    public Int128 AverageEntryTicksE8(int instrument)
    {
        ref readonly var position = ref _instruments[instrument].Position;
        return position.Lots == 0 ? 0 : position.CostTickLots * 100_000_000 / position.Lots;
    }

    /// <summary>Realised, tick x lot, before fees. With the open cost it equals the cash flow exactly.</summary>
    public Int128 RealisedTickLots(int instrument) => _instruments[instrument].Position.RealisedTickLots;

    /// <summary>Fees paid, 1e-8 of the settlement asset.</summary>
    public Int128 FeesE8(int instrument) => _instruments[instrument].Position.FeesE8;

    /// <summary>The venue's last word on the position less ours, lots; 0 before it spoke.</summary>
    public long PositionBreakLots(int instrument) => _instruments[instrument].BreakLots;

    /// <summary>Highest price at which an own order may still buy, ticks; <see cref="long.MinValue"/> where there is none.</summary>
    public long HighestOpenBuyTicks(int instrument, long exceptClientOrderId = 0)
    {
        var highest = long.MinValue;
        foreach (ref readonly var order in Open(instrument))
        {
            if (order.Side == Side.Buy && order.ClientOrderId != exceptClientOrderId)
            {
                highest = Math.Max(highest, order.BoldestTicks);
            }
        }

        return highest;
    }

    /// <summary>Lowest price at which an own order may still sell, ticks; <see cref="long.MaxValue"/> where there is none.</summary>
    public long LowestOpenSellTicks(int instrument, long exceptClientOrderId = 0)
    {
        var lowest = long.MaxValue;
        foreach (ref readonly var order in Open(instrument))
        {
            if (order.Side == Side.Sell && order.ClientOrderId != exceptClientOrderId)
            {
                lowest = Math.Min(lowest, order.BoldestTicks);
            }
        }

        return lowest;
    }

    /// <summary>The open orders of an instrument, newest first. Valid until the ledger changes.</summary>
    public OpenOrders Open(int instrument) => new(_orders, _instruments[instrument].First);

    /// <summary>A copy of the open order with this id.</summary>
    public bool TryFind(long clientOrderId, out OpenOrder order)
    {
        var found = TryFindOwn(clientOrderId, out var slot);
        order = found ? _orders[slot] : default;
        return found;
    }

    /// <summary>Counts an intent that passed risk as in-flight exposure. Call it before the next intent is checked.</summary>
    /// <exception cref="InvalidOperationException">The table is full, which Risk refuses before.</exception>
    public void OnIntentAccepted(in OrderIntent intent)
    {
        HighestClientOrderId = Math.Max(HighestClientOrderId, intent.ClientOrderId);
        switch (intent.Action)
        {
            case OrderAction.New:
                AcceptNew(intent);
                break;
            case OrderAction.Amend when TryFindOwn(intent.TargetClientOrderId, out var slot):
                AcceptAmend(slot, intent);
                break;
            case OrderAction.Cancel when TryFindOwn(intent.TargetClientOrderId, out var slot):
                AcceptCancel(slot, intent);
                break;
        }
    }

    private void AcceptNew(in OrderIntent intent)
    {
        Invariant.Always(_firstFree != None, "the ledger has room for an order that passed risk");
        Insert(new OpenOrder
        {
            ClientOrderId = intent.ClientOrderId,
            PriceTicks = intent.PriceTicks,
            SizeLots = intent.SizeLots,
            Instrument = intent.Instrument,
            Strategy = intent.Strategy,
            Side = intent.Side,
            TimeInForce = intent.TimeInForce,
            Flags = intent.Flags,
            State = OrderState.InFlight,
        });
    }

    private void AcceptAmend(int slot, in OrderIntent intent)
    {
        ref var order = ref _orders[slot];
        var before = order.OpenLots;
        Alias(order.AmendClientOrderId, intent.ClientOrderId, slot);
        order.AmendClientOrderId = intent.ClientOrderId;
        order.AmendPriceTicks = intent.PriceTicks;
        order.AmendSizeLots = intent.SizeLots;
        Settle(slot, before);
    }

    private void AcceptCancel(int slot, in OrderIntent intent)
    {
        ref var order = ref _orders[slot];
        Alias(order.CancelClientOrderId, intent.ClientOrderId, slot);
        order.CancelClientOrderId = intent.ClientOrderId;
        Settle(slot, order.OpenLots);
    }

    /// <summary>A request's id leads to its order, in place of an earlier request's. A used id leads where it did.</summary>
    private void Alias(long earlier, long id, int slot)
    {
        _index.Remove(earlier);
        if (!_index.TryGet(id, out _))
        {
            _index.Add(id, slot);
        }
    }

    private bool TryFindOwn(long clientOrderId, out int slot) =>
        _index.TryGet(clientOrderId, out slot) && _orders[slot].ClientOrderId == clientOrderId;

    private void Insert(in OpenOrder order)
    {
        var slot = _firstFree;
        ref var book = ref _instruments[order.Instrument];
        _firstFree = _orders[slot].Next;
        _orders[slot] = order;
        _orders[slot].Next = book.First;
        _orders[slot].Previous = None;
        if (book.First != None)
        {
            _orders[book.First].Previous = slot;
        }

        book.First = slot;
        book.OpenOrders++;
        OpenOrderCount++;
        _index.Add(order.ClientOrderId, slot);
        Settle(slot, 0);
    }

    /// <summary>Books the change of an order's open lots, removes it where none are left, and folds the state.</summary>
    private void Settle(int slot, long openBefore)
    {
        ref readonly var order = ref _orders[slot];
        var open = order.OpenLots;
        _instruments[order.Instrument].AddOpen(order, open - openBefore);
        Fold(order.Instrument, order.ClientOrderId, order.FilledLots, order.State);
        if (open == 0)
        {
            Remove(slot);
        }
    }

    private void Remove(int slot)
    {
        ref var order = ref _orders[slot];
        ref var book = ref _instruments[order.Instrument];
        _index.Remove(order.ClientOrderId);
        _index.Remove(order.AmendClientOrderId);
        _index.Remove(order.CancelClientOrderId);
        (order.Previous == None ? ref book.First : ref _orders[order.Previous].Next) = order.Next;
        if (order.Next != None)
        {
            _orders[order.Next].Previous = order.Previous;
        }

        book.OpenOrders--;
        OpenOrderCount--;
        order = new OpenOrder { Next = _firstFree };
        _firstFree = slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fold(int instrument, long clientOrderId, long filledLots, OrderState state)
    {
        ref readonly var book = ref _instruments[instrument];
        var step = new LedgerStep
        {
            ClientOrderId = clientOrderId,
            FilledLots = filledLots,
            PositionLots = book.Position.Lots,
            OpenBuyLots = Saturated(book.OpenBuyLots),
            OpenSellLots = Saturated(book.OpenSellLots),
            RealisedTickLots = (long)book.Position.RealisedTickLots,
            FeesE8 = (long)book.Position.FeesE8,
            Instrument = instrument,
            State = (int)state,
        };
        _hash.Add(step);
    }

    // Orders of others may sum to more than 64 bits: the most there is lies over every limit.
    private static long Saturated(Int128 size) => (long)Int128.Min(size, long.MaxValue);
}
