using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Tickers, trades, mark prices and forced orders.</summary>
internal ref partial struct MessageReader
{
    /// <summary>A side without orders has price and size 0.</summary>
    private bool ReadTicker()
    {
        if (!Begin(RecordKind.BookTicker, Member.Symbol))
        {
            return false;
        }

        ref var ticker = ref _record.Ticker;
        return ReadId(Member.FinalId, out ticker.UpdateId)
            && ReadPrice(_body, Member.Bid, mayBeZero: true, out ticker.BidTicks)
            && ReadSize(_body, Member.BidSize, mayBeZero: true, out ticker.BidLots)
            && ReadPrice(_body, Member.Ask, mayBeZero: true, out ticker.AskTicks)
            && ReadSize(_body, Member.AskSize, mayBeZero: true, out ticker.AskLots);
    }

    private bool ReadTrade()
    {
        if (!Begin(RecordKind.Trade, Member.Symbol) || !ReadExecution())
        {
            return false;
        }

        ref var trade = ref _record.Trade;
        trade.FirstTradeId = InputRecord.Absent;
        trade.LastTradeId = InputRecord.Absent;
        return ReadId(Member.TradeId, out trade.TradeId) && ReadDeal(ref trade);
    }

    private bool ReadAggTrade()
    {
        if (!Begin(RecordKind.AggTrade, Member.Symbol) || !ReadExecution())
        {
            return false;
        }

        ref var trade = ref _record.Trade;
        return ReadId(Member.Ask, out trade.TradeId)
            && ReadId(Member.First, out trade.FirstTradeId)
            && ReadId(Member.Last, out trade.LastTradeId)
            && ReadDeal(ref trade);
    }

    /// <summary>Rows that are no trade in the market (`X` other than MARKET) may have a price and size of 0.</summary>
    private bool ReadDeal(ref TradeBody trade)
    {
        var mayBeZero = (_record.Flags & RecordFlags.Filtered) != 0;
        return ReadPrice(_body, Member.Price, mayBeZero, out trade.PriceTicks)
            && ReadSize(_body, Member.Size, mayBeZero, out trade.SizeLots)
            && ReadMaker();
    }

    private bool ReadExecution()
    {
        if (!_body.Has(Member.Execution))
        {
            return true;
        }

        var token = _body[Member.Execution];
        if (token.Kind != JsonKind.Text)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        _record.Flags |= Text(token).SequenceEqual("MARKET"u8) ? RecordFlags.None : RecordFlags.Filtered;
        return true;
    }

    private bool ReadMaker()
    {
        if (!TryGet(_body, Member.IsMaker, out var token))
        {
            return false;
        }

        _record.Flags |= token.Kind == JsonKind.True ? RecordFlags.BuyerIsMaker : RecordFlags.None;
        return token.Kind is JsonKind.True or JsonKind.False || Fail(DeadLetterReason.BadMember, token.Start);
    }

    /// <summary>Here `T` is no transaction time but the next funding time, 0 where there is none.</summary>
    private bool ReadMarkPrice()
    {
        if (!Begin(RecordKind.MarkPrice, _body, Member.Symbol, Member.None))
        {
            return false;
        }

        ref var mark = ref _record.MarkPrice;
        var isRead = ReadE8(_body, Member.Price, mayBeZero: false, out mark.MarkE8)
            && ReadOptionalE8(Member.Index, mayBeNegative: false, out mark.IndexE8)
            && ReadOptionalE8(Member.Settlement, mayBeNegative: false, out mark.SettlementE8)
            && ReadOptionalE8(Member.FundingRate, mayBeNegative: true, out mark.FundingRateE8)
            && ReadOptionalTime(_body, Member.Time, out mark.NextFundingNanos);
        mark.NextFundingNanos = mark.NextFundingNanos == 0 ? InputRecord.Absent : mark.NextFundingNanos;
        return isRead;
    }

    private bool ReadLiquidation()
    {
        if (!TryGet(_body, Member.Order, out var token))
        {
            return false;
        }

        if (token.Kind != JsonKind.Object)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        var order = _scan.Order;
        if (!Begin(RecordKind.Liquidation, order, Member.Symbol, Member.Time))
        {
            return false;
        }

        ref var liquidation = ref _record.Liquidation;
        return ReadSide(order, out liquidation.Side)
            && ReadPrice(order, Member.Price, mayBeZero: false, out liquidation.PriceTicks)
            && ReadE8(order, Member.AveragePrice, mayBeZero: true, out liquidation.AveragePriceE8)
            && ReadSize(order, Member.Size, mayBeZero: false, out liquidation.SizeLots)
            && ReadSize(order, Member.Last, mayBeZero: true, out liquidation.LastLots)
            && ReadSize(order, Member.Filled, mayBeZero: true, out liquidation.FilledLots);
    }

    private bool ReadSide(MessageMembers order, out Side side)
    {
        side = Side.None;
        if (!TryGet(order, Member.Side, out var token))
        {
            return false;
        }

        var text = token.Kind == JsonKind.Text ? Text(token) : default;
        side = text.SequenceEqual("BUY"u8) ? Side.Buy : text.SequenceEqual("SELL"u8) ? Side.Sell : Side.None;
        return side != Side.None || Fail(DeadLetterReason.BadMember, token.Start);
    }
}
