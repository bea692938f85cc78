namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The members that some message needs; every other one is passed over.</summary>
internal enum Member : byte
{
    None,
    Stream,
    Data,
    Result,
    Error,
    Code,
    Event,
    EventTime,
    Time,
    Symbol,
    LongSymbol,
    Pair,
    LongPair,
    SymbolType,
    FirstId,
    FinalId,
    PreviousId,
    Bid,
    BidSize,
    Ask,
    AskSize,
    TradeId,
    Price,
    Size,
    Execution,
    IsMaker,
    IsBest,
    First,
    Last,
    Index,
    Settlement,
    FundingRate,
    Order,
    Side,
    AveragePrice,
    Filled,
    SnapshotId,
    Bids,
    Asks,
    Count,
}

/// <summary>The members' names. They are case sensitive: `e` and `E` differ.</summary>
internal static class MemberNames
{
    private static readonly Member[] Letters = CreateLetters();

    public static Member Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => Letters[name[0]],
        2 => FindPair(name),
        4 => FindFour(name),
        5 => name.SequenceEqual("error"u8) ? Member.Error : Member.None,
        6 => FindSix(name),
        12 => name.SequenceEqual("lastUpdateId"u8) ? Member.SnapshotId : Member.None,
        _ => Member.None,
    };

    private static Member FindPair(ReadOnlySpan<byte> name) => (name[0], name[1]) switch
    {
        ((byte)'p', (byte)'u') => Member.PreviousId,
        ((byte)'p', (byte)'s') => Member.Pair,
        ((byte)'s', (byte)'t') => Member.SymbolType,
        ((byte)'a', (byte)'p') => Member.AveragePrice,
        _ => Member.None,
    };

    private static Member FindFour(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("data"u8))
        {
            return Member.Data;
        }

        if (name.SequenceEqual("bids"u8))
        {
            return Member.Bids;
        }

        if (name.SequenceEqual("asks"u8))
        {
            return Member.Asks;
        }

        if (name.SequenceEqual("pair"u8))
        {
            return Member.LongPair;
        }

        return name.SequenceEqual("code"u8) ? Member.Code : Member.None;
    }

    private static Member FindSix(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("stream"u8))
        {
            return Member.Stream;
        }

        if (name.SequenceEqual("symbol"u8))
        {
            return Member.LongSymbol;
        }

        return name.SequenceEqual("result"u8) ? Member.Result : Member.None;
    }

    private static Member[] CreateLetters()
    {
        var letters = new Member[256];
        letters['e'] = Member.Event;
        letters['E'] = Member.EventTime;
        letters['T'] = Member.Time;
        letters['s'] = Member.Symbol;
        letters['U'] = Member.FirstId;
        letters['u'] = Member.FinalId;
        letters['b'] = Member.Bid;
        letters['B'] = Member.BidSize;
        letters['a'] = Member.Ask;
        letters['A'] = Member.AskSize;
        letters['t'] = Member.TradeId;
        letters['p'] = Member.Price;
        letters['q'] = Member.Size;
        letters['X'] = Member.Execution;
        letters['m'] = Member.IsMaker;
        letters['M'] = Member.IsBest;
        letters['f'] = Member.First;
        letters['l'] = Member.Last;
        letters['i'] = Member.Index;
        letters['P'] = Member.Settlement;
        letters['r'] = Member.FundingRate;
        letters['o'] = Member.Order;
        letters['S'] = Member.Side;
        letters['z'] = Member.Filled;
        return letters;
    }
}
