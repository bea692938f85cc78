using Pipeline.Events;

namespace Pipeline.Simulation;

/// <summary>Orders that rest, and what the market does to them.</summary>
public sealed partial class PaperExchange
{
    private void Rest(ref PaperOrder order)
    {
        var slot = _firstFree;
        var book = _books[order.Instrument];
        _firstFree = _orders[slot].Next;
        var shown = book.Own(order.Side).Shown(order.PriceTicks, order.Side);
        order.AheadLots = shown < 0 ? PaperOrder.UnknownQueue : shown;
        order.Next = None;
        _orders[slot] = order;
        _index.Add(order.ClientOrderId, slot);
        Append(book, slot);
    }

    /// <summary>Oldest first: of two own orders at a price the older trades first.</summary>
    private void Append(PaperBook book, int slot)
    {
        var last = book.First;
        if (last == None)
        {
            book.First = slot;
            return;
        }

        while (_orders[last].Next != None)
        {
            last = _orders[last].Next;
        }

        _orders[last].Next = slot;
    }

    private void Remove(int slot)
    {
        var book = _books[_orders[slot].Instrument];
        if (book.First == slot)
        {
            book.First = _orders[slot].Next;
        }
        else
        {
            var before = book.First;
            while (_orders[before].Next != slot)
            {
                before = _orders[before].Next;
            }

            _orders[before].Next = _orders[slot].Next;
        }

        _index.Remove(_orders[slot].ClientOrderId);
        _orders[slot] = new PaperOrder { Next = _firstFree };
        _firstFree = slot;
    }

    private void CrossResting(PaperBook book, long nanos)
    {
        for (var slot = book.First; slot != None;)
        {
            ref var order = ref _orders[slot];
            var next = order.Next;
            var shown = book.Own(order.Side).Shown(order.PriceTicks, order.Side);
            order.AheadLots = shown < 0 ? order.AheadLots : Math.Min(order.AheadLots, shown);
            Take(ref order, book.Against(order.Side), isMaker: true, nanos);
            RemoveIfFilled(slot);
            slot = next;
        }
    }

    /// <summary>What a trade leaves behind the queue is shared among own orders, oldest first, and used once.</summary>
    private void TradeResting(PaperBook book, in InputRecord record, long nanos)
    {
        var maker = (record.Flags & RecordFlags.BuyerIsMaker) != 0 ? Side.Buy : Side.Sell;
        var used = 0L;
        for (var slot = book.First; slot != None;)
        {
            ref var order = ref _orders[slot];
            var next = order.Next;
            if (order.Side == maker)
            {
                TradeOne(ref order, record.Trade.PriceTicks, record.Trade.SizeLots, ref used, nanos);
                RemoveIfFilled(slot);
            }

            slot = next;
        }
    }

    private void TradeOne(ref PaperOrder order, long ticks, long tradedLots, ref long used, long nanos)
    {
        if (order.PriceTicks == ticks)
        {
            TradeAtPrice(ref order, tradedLots, ref used, nanos);
        }
        else if (order.Reaches(ticks))
        {
            Fill(ref order, order.PriceTicks, order.RestLots, isMaker: true, nanos);
        }
    }

    private void TradeAtPrice(ref PaperOrder order, long tradedLots, ref long used, long nanos)
    {
        if (order.AheadLots >= tradedLots)
        {
            order.AheadLots -= order.AheadLots == PaperOrder.UnknownQueue ? 0 : tradedLots;
            return;
        }

        var lots = Math.Min(order.RestLots, tradedLots - order.AheadLots - used);
        order.AheadLots = 0;
        used += Math.Max(lots, 0);
        if (lots > 0)
        {
            Fill(ref order, order.PriceTicks, lots, isMaker: true, nanos);
        }
    }

    private void RemoveIfFilled(int slot)
    {
        if (_orders[slot].RestLots == 0)
        {
            Remove(slot);
        }
    }
}
