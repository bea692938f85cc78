using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Says what a message is about before its instrument's grid is known: for the first pass over a capture.</summary>
/// <remarks>Any thread: it keeps a scanner for each thread. It reads only where things stand and checks no grid.</remarks>
public static class MessageProbe
{
    internal const int MaxSymbolBytes = 256;
    private const int MaxNameBytes = 256;

    [ThreadStatic]
    private static MessageScan? threadScan;

    /// <summary>Probes one message. False where the text is not JSON or no message of the venue.</summary>
    public static bool TryProbe(ReadOnlySpan<byte> json, out ProbedMessage m)
    {
        m = new ProbedMessage { Kind = RecordKind.Other, LastUpdateId = InputRecord.Absent };
        var scan = threadScan ??= new MessageScan();
        if (scan.Read(json, [], out _) != DeadLetterReason.None)
        {
            return false;
        }

        if (scan.Kind != JsonKind.Object)
        {
            return scan.Kind == JsonKind.Array;
        }

        m.IsWrapped = scan.Stream.Kind == JsonKind.Text;
        m.IsOtherDepth = m.IsWrapped && StreamName.IsOtherDepth(scan.Stream.Text(json, stackalloc byte[MaxNameBytes]));
        m.Kind = KindOf(json, scan, m);
        if (m.Kind != RecordKind.Other)
        {
            return TryProbe(json, scan, ref m);
        }

        if (m.IsOtherDepth)
        {
            FindSymbol(scan.Body, ref m);
        }

        return true;
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
            RecordKind.DepthSnapshot => ReadSnapshotId(json, body, ref m) && MeasureSides(json, body[Member.Bids], body[Member.Asks], ref m),
            RecordKind.DepthUpdate => MeasureSides(json, body[Member.Bid], body[Member.Ask], ref m),
            RecordKind.BookTicker => Measure(json, body, Member.Bid, ref m.PriceDecimals) && Measure(json, body, Member.Ask, ref m.PriceDecimals)
                && Measure(json, body, Member.BidSize, ref m.SizeDecimals) && Measure(json, body, Member.AskSize, ref m.SizeDecimals),
            RecordKind.Trade or RecordKind.AggTrade or RecordKind.Liquidation =>
                Measure(json, source, Member.Price, ref m.PriceDecimals) && Measure(json, source, Member.Size, ref m.SizeDecimals),
            _ => true,
        };
    }

    private static RecordKind KindOf(ReadOnlySpan<byte> json, MessageScan scan, in ProbedMessage m)
    {
        var body = scan.Body;
        if (m.IsOtherDepth)
        {
            return RecordKind.Other;
        }

        if (body.Has(Member.Event))
        {
            var name = body[Member.Event];
            return name.Kind == JsonKind.Text ? EventNames.Find(name.Text(json, stackalloc byte[MaxNameBytes])) : RecordKind.Other;
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
            m.SymbolEscaped = source[member].Escaped;
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
        var symbol = m.SymbolUtf8(json, stackalloc byte[MaxSymbolBytes]);
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

    private static bool MeasureSides(ReadOnlySpan<byte> json, in JsonToken bids, in JsonToken asks, ref ProbedMessage m)
    {
        m.LooksPartial = true;
        return MeasureLevels(json, bids, ref m) && MeasureLevels(json, asks, ref m);
    }

    private static bool MeasureLevels(ReadOnlySpan<byte> json, in JsonToken list, ref ProbedMessage m)
    {
        var count = 0;
        var scanner = new JsonScanner(list.In(json));
        if (list.Kind != JsonKind.Array || !scanner.TryOpen((byte)'['))
        {
            return false;
        }

        if (scanner.TryClose((byte)']'))
        {
            m.LooksPartial = false;
            return true;
        }

        do
        {
            if (!scanner.TryReadPair(out var price, out var size))
            {
                return false;
            }

            count++;
            m.LooksPartial &= size.In(list.In(json)).ContainsAnyInRange((byte)'1', (byte)'9');
            m.PriceDecimals = Math.Max(m.PriceDecimals, DecimalText.FinestDecimals(price.In(list.In(json))));
            m.SizeDecimals = Math.Max(m.SizeDecimals, DecimalText.FinestDecimals(size.In(list.In(json))));
        }
        while (scanner.TryComma());
        m.LooksPartial &= count is 5 or 10 or 20;
        m.LevelsPerSide = Math.Max(m.LevelsPerSide, count);
        return true;
    }
}
