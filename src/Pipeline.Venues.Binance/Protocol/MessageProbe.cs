using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Says what a message is about before its instrument's grid is known: for the first pass over a capture.</summary>
/// <remarks>Any thread: it keeps a scanner for each thread. It reads only where things stand and checks no grid.</remarks>
public static class MessageProbe
{
    [ThreadStatic]
    private static MessageScan? threadScan;

    /// <summary>Probes one message. False where the text is not JSON or no message of the venue.</summary>
    public static bool TryProbe(ReadOnlySpan<byte> json, out ProbedMessage m)
    {
        m = new ProbedMessage { Kind = RecordKind.Other, LastUpdateId = InputRecord.Absent };
        var scan = threadScan ??= new MessageScan();
        if (scan.Read(json, out _) != DeadLetterReason.None)
        {
            return false;
        }

        if (scan.Kind != JsonKind.Object)
        {
            return scan.Kind == JsonKind.Array;
        }

        m.Kind = KindOf(json, scan);
        return m.Kind == RecordKind.Other || TryProbe(json, scan, ref m);
    }

    private static bool TryProbe(ReadOnlySpan<byte> json, MessageScan scan, ref ProbedMessage m)
    {
        var body = scan.Body;
        m.HasPrevious = body.Has(Member.PreviousId);
        var source = m.Kind == RecordKind.Liquidation && body[Member.Order].Kind == JsonKind.Object ? scan.Order : body;
        m.HasPair = source.Has(Member.Pair) || source.Has(Member.LongPair) || body.Has(Member.Pair);
        FindSymbol(source, ref m);
        m.Market = MarketOf(json, source, m);
        return m.Kind switch
        {
            RecordKind.DepthSnapshot => ReadSnapshotId(json, body, ref m)
                && MeasureLevels(json, body[Member.Bids], ref m) && MeasureLevels(json, body[Member.Asks], ref m),
            RecordKind.DepthUpdate => MeasureLevels(json, body[Member.Bid], ref m) && MeasureLevels(json, body[Member.Ask], ref m),
            RecordKind.BookTicker => Measure(json, body, Member.Bid, ref m.PriceDecimals) && Measure(json, body, Member.Ask, ref m.PriceDecimals)
                && Measure(json, body, Member.BidSize, ref m.SizeDecimals) && Measure(json, body, Member.AskSize, ref m.SizeDecimals),
            RecordKind.Trade or RecordKind.AggTrade or RecordKind.Liquidation =>
                Measure(json, source, Member.Price, ref m.PriceDecimals) && Measure(json, source, Member.Size, ref m.SizeDecimals),
            _ => true,
        };
    }

    private static RecordKind KindOf(ReadOnlySpan<byte> json, MessageScan scan)
    {
        var body = scan.Body;
        if (scan.Stream.Kind == JsonKind.Text && StreamName.IsOtherDepth(scan.Stream.In(json)))
        {
            return RecordKind.Other;
        }

        if (body.Has(Member.Event))
        {
            return body[Member.Event].Kind == JsonKind.Text ? EventNames.Find(body[Member.Event].In(json)) : RecordKind.Other;
        }

        if (body.Has(Member.SnapshotId))
        {
            return RecordKind.DepthSnapshot;
        }

        var isTicker = body.Has(Member.FinalId) && body.Has(Member.Bid) && body.Has(Member.Ask);
        return isTicker ? RecordKind.BookTicker : RecordKind.Other;
    }

    private static void FindSymbol(MessageMembers source, ref ProbedMessage m)
    {
        var member = m.Kind == RecordKind.DepthSnapshot ? Member.LongSymbol : Member.Symbol;
        if (source.Has(member) && source[member].Kind == JsonKind.Text)
        {
            m.SymbolStart = source[member].Start;
            m.SymbolLength = source[member].Length;
        }
    }

    /// <summary>
    /// `st` says it outright. Else a `_PERP` symbol or a pair other than the symbol is COIN-M (USD-M's pair repeats it), the
    /// members that only one market writes tell futures from spot, and a diff without `pu` is spot.
    /// </summary>
    private static Market MarketOf(ReadOnlySpan<byte> json, MessageMembers source, in ProbedMessage m)
    {
        if (source.Has(Member.SymbolType))
        {
            return source[Member.SymbolType].In(json).SequenceEqual("2"u8) ? Market.CoinM : Market.UsdM;
        }

        if (IsCoinMargined(json, source, m))
        {
            return Market.CoinM;
        }

        return m.Kind switch
        {
            RecordKind.DepthUpdate => m.HasPrevious ? Market.UsdM : Market.Spot,
            RecordKind.BookTicker => source.Has(Member.Event) ? Market.UsdM : Market.Spot,
            RecordKind.Trade => source.Has(Member.IsBest) ? Market.Spot : source.Has(Member.Execution) ? Market.UsdM : Market.None,
            RecordKind.AggTrade => source.Has(Member.IsBest) ? Market.Spot : Market.UsdM,
            RecordKind.DepthSnapshot => source.Has(Member.EventTime) ? Market.UsdM : Market.Spot,
            _ => Market.UsdM,
        };
    }

    private static bool IsCoinMargined(ReadOnlySpan<byte> json, MessageMembers source, in ProbedMessage m)
    {
        var symbol = json.Slice(m.SymbolStart, m.SymbolLength);
        var pair = source.Has(Member.Pair) ? source[Member.Pair] : source[Member.LongPair];
        return symbol.EndsWith("_PERP"u8) || (m.HasPair && symbol.Contains((byte)'_') && pair.In(json).EndsWith("USD"u8));
    }

    private static bool ReadSnapshotId(ReadOnlySpan<byte> json, MessageMembers body, ref ProbedMessage m)
    {
        var token = body[Member.SnapshotId];
        return token.IsNumeric && DecimalText.Read(token.In(json), 0, out m.LastUpdateId) == DecimalStatus.Read
            && body.Has(Member.Bids) && body.Has(Member.Asks);
    }

    private static bool Measure(ReadOnlySpan<byte> json, MessageMembers source, Member member, ref int decimals)
    {
        if (!source.Has(member) || !source[member].IsNumeric)
        {
            return false;
        }

        decimals = Math.Max(decimals, DecimalText.FinestDecimals(source[member].In(json)));
        return true;
    }

    private static bool MeasureLevels(ReadOnlySpan<byte> json, in JsonToken list, ref ProbedMessage m)
    {
        var scanner = new JsonScanner(list.In(json));
        if (list.Kind != JsonKind.Array || !scanner.TryOpen((byte)'['))
        {
            return false;
        }

        if (scanner.TryClose((byte)']'))
        {
            return true;
        }

        do
        {
            if (!scanner.TryReadPair(out var price, out var size))
            {
                return false;
            }

            m.PriceDecimals = Math.Max(m.PriceDecimals, DecimalText.FinestDecimals(price.In(list.In(json))));
            m.SizeDecimals = Math.Max(m.SizeDecimals, DecimalText.FinestDecimals(size.In(list.In(json))));
        }
        while (scanner.TryComma());
        return true;
    }
}
