using System.Globalization;
using System.Text;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Cli.Output;

/// <summary>A record as one JSON line, prices and sizes in the instrument's own decimals.</summary>
internal static class RecordText
{
    /// <summary>Record <paramref name="index"/> of the reader's block.</summary>
    public static string Describe(TapeReader reader, int index) =>
        Describe(reader.FirstRecordOrdinal + index, in reader.Records[index], reader.Levels, reader.Header.Instruments);

    public static string Describe(long ordinal, in InputRecord record, ReadOnlySpan<LevelUpdate> levels, IReadOnlyList<Instrument> instruments)
    {
        var text = new StringBuilder("{");
        Number(text, "n", ordinal);
        Text(text, "kind", record.Kind.ToString());
        Text(text, "received", TapeText.Time(record.ReceiveNanos));
        OptionalNumber(text, "eventNanos", record.EventNanos);
        OptionalNumber(text, "transactionNanos", record.TransactionNanos);
        if ((uint)record.Instrument < (uint)instruments.Count)
        {
            Body(text, in record, levels, instruments[record.Instrument]);
        }
        else if (record.Kind is RecordKind.Other or RecordKind.DeadLetter)
        {
            Message(text, in record.Message);
        }

        text.Length--;
        return text.Append('}').ToString();
    }

    private static void Body(StringBuilder text, in InputRecord record, ReadOnlySpan<LevelUpdate> levels, Instrument instrument)
    {
        Text(text, "symbol", instrument.Symbol);
        switch (record.Kind)
        {
            case RecordKind.DepthUpdate or RecordKind.DepthSnapshot:
                Depth(text, in record.Depth, levels, instrument);
                break;
            case RecordKind.BookTicker:
                Number(text, "u", record.Ticker.UpdateId);
                Text(text, "bid", instrument.FormatPrice(record.Ticker.BidTicks));
                Text(text, "bidSize", instrument.FormatSize(record.Ticker.BidLots));
                Text(text, "ask", instrument.FormatPrice(record.Ticker.AskTicks));
                Text(text, "askSize", instrument.FormatSize(record.Ticker.AskLots));
                break;
            case RecordKind.Trade or RecordKind.AggTrade:
                Number(text, "id", record.Trade.TradeId);
                Text(text, "price", instrument.FormatPrice(record.Trade.PriceTicks));
                Text(text, "size", instrument.FormatSize(record.Trade.SizeLots));
                Text(text, "taker", (record.Flags & RecordFlags.BuyerIsMaker) != 0 ? "sell" : "buy");
                break;
            case >= RecordKind.OrderSent and <= RecordKind.OrderQueryResult:
                Order(text, in record.Order, instrument);
                break;
            case RecordKind.Other or RecordKind.DeadLetter:
                Message(text, in record.Message);
                break;
        }
    }

    private static void Depth(StringBuilder text, in DepthBody depth, ReadOnlySpan<LevelUpdate> levels, Instrument instrument)
    {
        OptionalNumber(text, "U", depth.FirstUpdateId);
        Number(text, "u", depth.FinalUpdateId);
        OptionalNumber(text, "pu", depth.PreviousFinalUpdateId);
        var run = levels.Slice((int)depth.LevelOffset, depth.BidCount + depth.AskCount);
        Levels(text, "bids", run[..depth.BidCount], instrument);
        Levels(text, "asks", run[depth.BidCount..], instrument);
    }

    private static void Levels(StringBuilder text, string name, ReadOnlySpan<LevelUpdate> levels, Instrument instrument)
    {
        text.Append('"').Append(name).Append("\":[");
        foreach (ref readonly var level in levels)
        {
            text.Append("[\"").Append(instrument.FormatPrice(level.PriceTicks)).Append("\",\"").Append(instrument.FormatSize(level.SizeLots)).Append("\"],");
        }

        text.Length -= levels.Length > 0 ? 1 : 0;
        text.Append("],");
    }

    private static void Order(StringBuilder text, in OrderBody order, Instrument instrument)
    {
        Number(text, "clientOrderId", order.ClientOrderId);
        Text(text, "side", order.Side.ToString());
        Text(text, "price", instrument.FormatPrice(order.PriceTicks));
        Text(text, "size", instrument.FormatSize(order.SizeLots));
        Text(text, "filled", instrument.FormatSize(order.FilledLots));
        Text(text, "lastPrice", instrument.FormatPrice(order.LastFillTicks));
        Text(text, "lastSize", instrument.FormatSize(order.LastFillLots));
        Number(text, "reason", order.Reason);
    }

    private static void Message(StringBuilder text, in MessageBody message)
    {
        Number(text, "source", message.Source);
        Number(text, "line", message.Line);
        Text(text, "reason", message.Reason.ToString());
        Number(text, "offset", message.Offset);
        Number(text, "textBytes", message.TextBytes);
    }

    private static void Number(StringBuilder text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"\"{name}\":{value},");

    private static void OptionalNumber(StringBuilder text, string name, long value)
    {
        if (value != InputRecord.Absent)
        {
            Number(text, name, value);
        }
    }

    private static void Text(StringBuilder text, string name, string value) => text.Append('"').Append(name).Append("\":\"").Append(value).Append("\",");
}
