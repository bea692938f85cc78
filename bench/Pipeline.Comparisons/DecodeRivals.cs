using System.Globalization;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>Decodes one message into the same record and levels.</summary>
internal interface IDecodeContender
{
    /// <summary>False where the message could not be decoded.</summary>
    bool Decode(int index, ref InputRecord record, LevelUpdate[] levels);
}

/// <summary>What one writes by hand for speed: a loop over Utf8JsonReader, numbers to integers digit by digit, no allocation.</summary>
/// <remarks>Given the one instrument beforehand, so it looks no symbol up. Any member order, every byte checked by the reader.</remarks>
internal sealed class ReaderLoopDecoder(DecodeWorkload workload) : IDecodeContender
{
    // Asks that stand before the bids wait in the upper half of the levels.
    private const int MostOfFirst = LevelArena.MaxRun / 2;

    private readonly int _priceDecimals = workload.Instrument.PriceDecimals;
    private readonly int _sizeDecimals = workload.Instrument.SizeDecimals;
    private bool _isOnGrid;

    public bool Decode(int index, ref InputRecord record, LevelUpdate[] levels)
    {
        var reader = new Utf8JsonReader(workload[index]);
        record = default;
        _isOnGrid = true;
        var fields = new Fields { Previous = InputRecord.Absent, EventTime = -1, Time = -1 };
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject || !ReadObject(ref reader, ref fields, levels))
        {
            return false;
        }

        if (fields.AsksWait)
        {
            levels.AsSpan(MostOfFirst, fields.Asks).CopyTo(levels.AsSpan(fields.Bids));
        }

        return !reader.Read() && _isOnGrid && Fill(fields, ref record);
    }

    private bool ReadObject(ref Utf8JsonReader reader, ref Fields fields, LevelUpdate[] levels)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.Length == 1)
            {
                if (!ReadLetter(name[0], ref reader, ref fields, levels))
                {
                    return false;
                }

                continue;
            }

            if (!ReadWord(name, ref reader, ref fields, levels))
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private bool ReadWord(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref Fields fields, LevelUpdate[] levels)
    {
        if (name.SequenceEqual("data"u8))
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && ReadObject(ref reader, ref fields, levels);
        }

        if (name.SequenceEqual("pu"u8))
        {
            reader.Read();
            fields.Previous = reader.GetInt64();
            return true;
        }

        if (name.SequenceEqual("lastUpdateId"u8))
        {
            reader.Read();
            fields.FinalId = reader.GetInt64();
            fields.Kind = RecordKind.DepthSnapshot;
            return true;
        }

        if (name.SequenceEqual("bids"u8))
        {
            reader.Read();
            return ReadBids(ref reader, ref fields, levels);
        }

        if (name.SequenceEqual("asks"u8))
        {
            reader.Read();
            return ReadAsks(ref reader, ref fields, levels);
        }

        reader.Read();
        reader.Skip();
        return true;
    }

    private bool ReadLetter(byte name, ref Utf8JsonReader reader, ref Fields fields, LevelUpdate[] levels)
    {
        reader.Read();
        switch (name)
        {
            case (byte)'e':
                fields.Kind = KindOf(reader.ValueSpan);
                return true;
            case (byte)'E':
                fields.EventTime = reader.GetInt64();
                return true;
            case (byte)'T':
                fields.Time = reader.GetInt64();
                return true;
            case (byte)'U':
                fields.FirstId = reader.GetInt64();
                return true;
            case (byte)'u':
                fields.FinalId = reader.GetInt64();
                return true;
            case (byte)'t':
                fields.TradeId = reader.GetInt64();
                return true;
            case (byte)'b':
                return reader.TokenType == JsonTokenType.StartArray
                    ? ReadBids(ref reader, ref fields, levels)
                    : Take(Price(reader.ValueSpan), out fields.Bid);
            case (byte)'a':
                return reader.TokenType == JsonTokenType.StartArray
                    ? ReadAsks(ref reader, ref fields, levels)
                    : Take(Price(reader.ValueSpan), out fields.Ask);
            case (byte)'B':
                return Take(Size(reader.ValueSpan), out fields.BidSize);
            case (byte)'A':
                return Take(Size(reader.ValueSpan), out fields.AskSize);
            case (byte)'p':
                return Take(Price(reader.ValueSpan), out fields.Price);
            case (byte)'q':
                return Take(Size(reader.ValueSpan), out fields.Size);
            case (byte)'X':
                fields.IsFiltered = !reader.ValueTextEquals("MARKET"u8);
                return true;
            case (byte)'m':
                fields.IsMaker = reader.GetBoolean();
                return true;
            default:
                reader.Skip();
                return true;
        }
    }

    private bool ReadBids(ref Utf8JsonReader reader, ref Fields fields, LevelUpdate[] levels)
    {
        fields.HasBids = true;
        return ReadLevels(ref reader, levels, 0, out fields.Bids);
    }

    private bool ReadAsks(ref Utf8JsonReader reader, ref Fields fields, LevelUpdate[] levels)
    {
        fields.AsksWait = !fields.HasBids;
        return ReadLevels(ref reader, levels, fields.AsksWait ? MostOfFirst : fields.Bids, out fields.Asks);
    }

    private bool ReadLevels(ref Utf8JsonReader reader, LevelUpdate[] levels, int offset, out int count)
    {
        count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            ref var level = ref levels[offset + count++];
            reader.Read();
            level.PriceTicks = Price(reader.ValueSpan);
            reader.Read();
            level.SizeLots = Size(reader.ValueSpan);
            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            {
                return false;
            }
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool Take(long value, out long field)
    {
        field = value;
        return true;
    }

    private static RecordKind KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        11 when name.SequenceEqual("depthUpdate"u8) => RecordKind.DepthUpdate,
        10 when name.SequenceEqual("bookTicker"u8) => RecordKind.BookTicker,
        5 when name.SequenceEqual("trade"u8) => RecordKind.Trade,
        _ => RecordKind.Other,
    };

    private long Price(ReadOnlySpan<byte> text) => Fixed(text, _priceDecimals);

    private long Size(ReadOnlySpan<byte> text) => Fixed(text, _sizeDecimals);

    private long Fixed(ReadOnlySpan<byte> text, int decimals)
    {
        var value = 0L;
        var left = -1;
        foreach (var letter in text)
        {
            if (letter == '.')
            {
                left = decimals;
                continue;
            }

            var digit = letter - '0';
            _isOnGrid &= (uint)digit <= 9;
            if (left == 0)
            {
                _isOnGrid &= digit == 0;
                continue;
            }

            value = (value * 10) + digit;
            left--;
        }

        for (left = left < 0 ? decimals : left; left > 0; left--)
        {
            value *= 10;
        }

        return value;
    }

    private static bool Fill(in Fields fields, ref InputRecord record)
    {
        record.Kind = fields.Kind == RecordKind.None ? RecordKind.BookTicker : fields.Kind;
        record.EventNanos = fields.EventTime < 0 ? InputRecord.Absent : fields.EventTime * 1_000_000;
        record.TransactionNanos = fields.Time < 0 ? InputRecord.Absent : fields.Time * 1_000_000;
        switch (record.Kind)
        {
            case RecordKind.DepthUpdate or RecordKind.DepthSnapshot:
                var isSnapshot = record.Kind == RecordKind.DepthSnapshot;
                record.Depth.FirstUpdateId = isSnapshot ? InputRecord.Absent : fields.FirstId;
                record.Depth.FinalUpdateId = fields.FinalId;
                record.Depth.PreviousFinalUpdateId = fields.Previous;
                record.Depth.BidCount = fields.Bids;
                record.Depth.AskCount = fields.Asks;
                record.Flags = fields.Previous == InputRecord.Absent ? RecordFlags.None : RecordFlags.ChainedByPrevious;
                return isSnapshot || fields.FirstId <= fields.FinalId;
            case RecordKind.BookTicker:
                record.Ticker = new TickerBody
                {
                    UpdateId = fields.FinalId,
                    BidTicks = fields.Bid,
                    BidLots = fields.BidSize,
                    AskTicks = fields.Ask,
                    AskLots = fields.AskSize,
                };
                return fields.Bid > 0 && fields.Ask > 0;
            case RecordKind.Trade:
                record.Trade = new TradeBody
                {
                    TradeId = fields.TradeId,
                    PriceTicks = fields.Price,
                    SizeLots = fields.Size,
                    FirstTradeId = InputRecord.Absent,
                    LastTradeId = InputRecord.Absent,
                };
                record.Flags = (fields.IsFiltered ? RecordFlags.Filtered : 0) | (fields.IsMaker ? RecordFlags.BuyerIsMaker : 0);
                return fields.IsFiltered || (fields.Price > 0 && fields.Size > 0);
            default:
                return false;
        }
    }

    private struct Fields
    {
        public RecordKind Kind;
        public bool IsFiltered;
        public bool IsMaker;
        public bool HasBids;
        public bool AsksWait;
        public int Bids;
        public int Asks;
        public long EventTime;
        public long Time;
        public long FirstId;
        public long FinalId;
        public long Previous;
        public long TradeId;
        public long Bid;
        public long BidSize;
        public long Ask;
        public long AskSize;
        public long Price;
        public long Size;
    }
}

/// <summary>What one writes first: a JsonDocument for each message and decimal.Parse for each price.</summary>
internal sealed class DocumentDecoder(DecodeWorkload workload) : IDecodeContender
{
    private readonly decimal _tick = 1 / (decimal)Math.Pow(10, workload.Instrument.PriceDecimals);
    private readonly decimal _lot = 1 / (decimal)Math.Pow(10, workload.Instrument.SizeDecimals);

    public bool Decode(int index, ref InputRecord record, LevelUpdate[] levels)
    {
        using var document = JsonDocument.Parse(workload.Memory(index));
        var root = document.RootElement;
        var data = root.TryGetProperty("data"u8, out var inner) ? inner : root;
        record = default;
        record.EventNanos = Nanos(data, "E"u8);
        record.TransactionNanos = Nanos(data, "T"u8);
        var name = data.TryGetProperty("e"u8, out var e) ? e.GetString() : data.TryGetProperty("lastUpdateId"u8, out _) ? "snapshot" : "bookTicker";
        switch (name)
        {
            case "depthUpdate":
                record.Kind = RecordKind.DepthUpdate;
                var isChained = data.TryGetProperty("pu"u8, out var previous);
                record.Flags = isChained ? RecordFlags.ChainedByPrevious : RecordFlags.None;
                record.Depth.FirstUpdateId = data.GetProperty("U"u8).GetInt64();
                record.Depth.FinalUpdateId = data.GetProperty("u"u8).GetInt64();
                record.Depth.PreviousFinalUpdateId = isChained ? previous.GetInt64() : InputRecord.Absent;
                ReadLevels(ref record.Depth, data.GetProperty("b"u8), data.GetProperty("a"u8), levels);
                return true;
            case "snapshot":
                record.Kind = RecordKind.DepthSnapshot;
                record.Depth.FirstUpdateId = InputRecord.Absent;
                record.Depth.FinalUpdateId = data.GetProperty("lastUpdateId"u8).GetInt64();
                record.Depth.PreviousFinalUpdateId = InputRecord.Absent;
                ReadLevels(ref record.Depth, data.GetProperty("bids"u8), data.GetProperty("asks"u8), levels);
                return true;
            case "bookTicker":
                record.Kind = RecordKind.BookTicker;
                record.Ticker.UpdateId = data.GetProperty("u"u8).GetInt64();
                record.Ticker.BidTicks = Units(data.GetProperty("b"u8), _tick);
                record.Ticker.BidLots = Units(data.GetProperty("B"u8), _lot);
                record.Ticker.AskTicks = Units(data.GetProperty("a"u8), _tick);
                record.Ticker.AskLots = Units(data.GetProperty("A"u8), _lot);
                return true;
            case "trade":
                record.Kind = RecordKind.Trade;
                record.Trade.TradeId = data.GetProperty("t"u8).GetInt64();
                record.Trade.PriceTicks = Units(data.GetProperty("p"u8), _tick);
                record.Trade.SizeLots = Units(data.GetProperty("q"u8), _lot);
                record.Trade.FirstTradeId = InputRecord.Absent;
                record.Trade.LastTradeId = InputRecord.Absent;
                var isFiltered = data.TryGetProperty("X"u8, out var execution) && execution.GetString() != "MARKET";
                record.Flags = (data.GetProperty("m"u8).GetBoolean() ? RecordFlags.BuyerIsMaker : 0) | (isFiltered ? RecordFlags.Filtered : 0);
                return true;
            default:
                return false;
        }
    }

    private void ReadLevels(ref DepthBody depth, JsonElement bids, JsonElement asks, LevelUpdate[] levels)
    {
        depth.BidCount = ReadSide(bids, levels, 0);
        depth.AskCount = ReadSide(asks, levels, depth.BidCount);
    }

    private int ReadSide(JsonElement side, LevelUpdate[] levels, int offset)
    {
        var count = 0;
        foreach (var level in side.EnumerateArray())
        {
            levels[offset + count++] = new LevelUpdate { PriceTicks = Units(level[0], _tick), SizeLots = Units(level[1], _lot) };
        }

        return count;
    }

    private static long Units(JsonElement text, decimal unit) =>
        (long)(decimal.Parse(text.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture) / unit);

    private static long Nanos(JsonElement data, ReadOnlySpan<byte> name) =>
        data.TryGetProperty(name, out var time) ? time.GetInt64() * 1_000_000 : InputRecord.Absent;
}
