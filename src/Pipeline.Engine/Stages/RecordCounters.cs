using Pipeline.Events;

namespace Pipeline.Engine.Stages;

/// <summary>Messages by what became of them. Counted from records, so a tape counts as its capture did.</summary>
public sealed class RecordCounters
{
    private readonly long[] _byKind = new long[byte.MaxValue + 1];
    private readonly long[] _byReason = new long[Enum.GetValues<DeadLetterReason>().Length];

    /// <summary>Trades whose `X` is not MARKET.</summary>
    public long Filtered { get; private set; }

    /// <summary>Messages about a symbol that the run does not follow.</summary>
    public long Foreign { get; private set; }

    /// <summary>Depth diffs.</summary>
    public long Depth => _byKind[(int)RecordKind.DepthUpdate];

    /// <summary>Trades.</summary>
    public long Trades => _byKind[(int)RecordKind.Trade];

    /// <summary>The venue's aggregates of trades.</summary>
    public long AggTrades => _byKind[(int)RecordKind.AggTrade];

    /// <summary>Trades and aggregates that were here already.</summary>
    public long Redelivered { get; private set; }

    /// <summary>Best bid and ask messages.</summary>
    public long BookTickers => _byKind[(int)RecordKind.BookTicker];

    /// <summary>REST snapshots.</summary>
    public long Snapshots => _byKind[(int)RecordKind.DepthSnapshot];

    /// <summary>Messages that could not be decoded.</summary>
    public long DeadLetters => _byKind[(int)RecordKind.DeadLetter];

    /// <summary>Those of them that were about the book, so that it lacks something.</summary>
    public long BookDeadLetters { get; private set; }

    /// <summary>Places where records are missing from a tape.</summary>
    public long Holes => _byKind[(int)RecordKind.Hole];

    /// <summary>Decoded messages that no count above holds.</summary>
    public long Other => _byKind[(int)RecordKind.Other]
        + _byKind[(int)RecordKind.MarkPrice] + _byKind[(int)RecordKind.Liquidation] + Foreign;

    /// <summary>All of them.</summary>
    public long Messages => Depth + Trades + AggTrades + Redelivered + BookTickers + Snapshots + Other + Filtered + DeadLetters;

    /// <summary>Messages that could not be decoded for <paramref name="reason"/>.</summary>
    public long DeadLettersOf(DeadLetterReason reason) => _byReason[(int)reason];

    internal void Count(in InputRecord record, TradeNews trade)
    {
        if (record.Kind == RecordKind.DeadLetter)
        {
            _byReason[(int)record.Message.Reason]++;
            BookDeadLetters += (record.Flags & RecordFlags.AboutBook) != 0 ? 1 : 0;
        }

        if ((record.Flags & RecordFlags.Foreign) != 0)
        {
            Foreign++;
        }
        else if ((record.Flags & RecordFlags.Filtered) != 0)
        {
            Filtered++;
        }
        else if (trade == TradeNews.Redelivered)
        {
            Redelivered++;
        }
        else
        {
            _byKind[(int)record.Kind]++;
        }
    }
}
