using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.Events;

namespace Pipeline.Tests.Properties;

/// <summary>Decodes a message the slow and obvious way: System.Text.Json for the text, big integers for the numbers.</summary>
internal sealed partial class DecoderOracle(IReadOnlyList<Instrument> instruments, Market market)
{
    private static readonly string[] RootNames =
    [
        "stream", "data", "result", "error", "code", "e", "E", "T", "s", "symbol", "ps", "pair", "st", "U", "u", "pu", "b", "B", "a", "A", "t",
        "p", "q", "X", "m", "M", "f", "l", "i", "P", "r", "o", "S", "ap", "z", "lastUpdateId", "bids", "asks",
    ];

    private const int FarExponent = 1_000;

    public int SnapshotInstrument { get; init; } = -1;

    public OracleResult Decode(byte[] json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return new OracleResult(DeadLetterReason.MalformedJson, default, []);
        }

        using (document)
        {
            try
            {
                return ReadRoot(document.RootElement);
            }
            catch (DeadLetterException dead)
            {
                return new OracleResult(dead.Reason, default, []);
            }
        }
    }

    private OracleResult ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root.ValueKind == JsonValueKind.Array ? Other() : throw new DeadLetterException(DeadLetterReason.BadMember);
        }

        var members = MembersOf(root);
        var stream = "";
        if (!members.ContainsKey("e") && (members.ContainsKey("stream") || members.ContainsKey("data")))
        {
            var name = Get(members, "stream");
            var data = Get(members, "data");
            stream = name.ValueKind == JsonValueKind.String ? StringOf(name) ?? "" : throw new DeadLetterException(DeadLetterReason.BadMember);
            if (data.ValueKind != JsonValueKind.Object)
            {
                return data.ValueKind == JsonValueKind.Array ? Other() : throw new DeadLetterException(DeadLetterReason.BadMember);
            }

            members = MembersOf(data);
        }

        var order = members.TryGetValue("o", out var o) && o.ValueKind == JsonValueKind.Object ? MembersOf(o) : null;
        return OtherDepth().IsMatch(stream) ? Other() : ReadMessage(members, order);
    }

    private OracleResult ReadMessage(Dictionary<string, JsonElement> members, Dictionary<string, JsonElement>? order)
    {
        if (!members.TryGetValue("e", out var name))
        {
            if (members.ContainsKey("lastUpdateId"))
            {
                return ReadSnapshot(members);
            }

            var isAnswer = members.ContainsKey("result") || members.ContainsKey("error") || members.ContainsKey("code");
            return isAnswer ? Other() : ReadTicker(members);
        }

        if (name.ValueKind != JsonValueKind.String)
        {
            throw new DeadLetterException(DeadLetterReason.BadMember);
        }

        return StringOf(name) switch
        {
            "depthUpdate" => ReadDepth(members),
            "bookTicker" => ReadTicker(members),
            "trade" => ReadTrade(members),
            "aggTrade" => ReadAggTrade(members),
            "markPriceUpdate" => ReadMarkPrice(members),
            "forceOrder" => ReadLiquidation(members, order),
            _ => Other(),
        };
    }

    private OracleResult ReadDepth(Dictionary<string, JsonElement> members)
    {
        if (!TryFind(members, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.DepthUpdate, instrument, members, members);
        var hasPrevious = members.ContainsKey("pu");
        record.Depth.FirstUpdateId = Id(members, "U");
        record.Depth.FinalUpdateId = Id(members, "u");
        record.Depth.PreviousFinalUpdateId = hasPrevious || market != Market.Spot ? Id(members, "pu") : InputRecord.Absent;
        record.Flags = hasPrevious ? RecordFlags.ChainedByPrevious : RecordFlags.None;
        if (record.Depth.FirstUpdateId > record.Depth.FinalUpdateId)
        {
            throw new DeadLetterException(DeadLetterReason.BadUpdateIds);
        }

        return ReadLevels(ref record, members, "b", "a");
    }

    private OracleResult ReadSnapshot(Dictionary<string, JsonElement> members)
    {
        var instrument = SnapshotInstrument;
        if (members.ContainsKey("symbol") && !TryFind(members, "symbol", out instrument))
        {
            return Foreign();
        }

        if (instrument < 0)
        {
            throw new DeadLetterException(DeadLetterReason.AmbiguousSnapshot);
        }

        var record = Begin(RecordKind.DepthSnapshot, instrument, members, members);
        record.Depth.FirstUpdateId = InputRecord.Absent;
        record.Depth.PreviousFinalUpdateId = InputRecord.Absent;
        record.Depth.FinalUpdateId = Id(members, "lastUpdateId");
        return ReadLevels(ref record, members, "bids", "asks");
    }

    private OracleResult ReadLevels(ref InputRecord record, Dictionary<string, JsonElement> members, string bids, string asks)
    {
        var levels = new List<LevelUpdate>();
        record.Depth.BidCount = ReadSide(levels, Get(members, bids), record.Instrument);
        record.Depth.AskCount = ReadSide(levels, Get(members, asks), record.Instrument);
        return new OracleResult(DeadLetterReason.None, record, levels);
    }

    private int ReadSide(List<LevelUpdate> levels, JsonElement list, int instrument)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw new DeadLetterException(DeadLetterReason.BadMember);
        }

        var before = levels.Count;
        foreach (var pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() < 2)
            {
                throw new DeadLetterException(DeadLetterReason.BadMember);
            }

            levels.Add(new LevelUpdate
            {
                PriceTicks = Price(pair[0], instrument, mayBeZero: false),
                SizeLots = Size(pair[1], instrument, mayBeZero: true),
            });
        }

        return levels.Count <= LevelArena.MaxRun ? levels.Count - before : throw new DeadLetterException(DeadLetterReason.TooManyLevels);
    }

    private OracleResult ReadTicker(Dictionary<string, JsonElement> members)
    {
        if (!TryFind(members, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.BookTicker, instrument, members, members);
        record.Ticker.UpdateId = Id(members, "u");
        record.Ticker.BidTicks = Price(Get(members, "b"), instrument, mayBeZero: true);
        record.Ticker.BidLots = Size(Get(members, "B"), instrument, mayBeZero: true);
        record.Ticker.AskTicks = Price(Get(members, "a"), instrument, mayBeZero: true);
        record.Ticker.AskLots = Size(Get(members, "A"), instrument, mayBeZero: true);
        return new OracleResult(DeadLetterReason.None, record, []);
    }

    private OracleResult ReadTrade(Dictionary<string, JsonElement> members)
    {
        if (!TryFind(members, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.Trade, instrument, members, members);
        record.Trade.TradeId = Id(members, "t");
        record.Trade.FirstTradeId = InputRecord.Absent;
        record.Trade.LastTradeId = InputRecord.Absent;
        return ReadDeal(ref record, members, IsFiltered(members));
    }

    private static bool IsFiltered(Dictionary<string, JsonElement> members) => members.TryGetValue("X", out var execution)
        && (execution.ValueKind == JsonValueKind.String ? StringOf(execution) != "MARKET" : throw new DeadLetterException(DeadLetterReason.BadMember));

    private OracleResult ReadAggTrade(Dictionary<string, JsonElement> members)
    {
        if (!TryFind(members, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.AggTrade, instrument, members, members);
        record.Trade.TradeId = Id(members, "a");
        record.Trade.FirstTradeId = Id(members, "f");
        record.Trade.LastTradeId = Id(members, "l");
        return ReadDeal(ref record, members, IsFiltered(members));
    }

    private OracleResult ReadDeal(ref InputRecord record, Dictionary<string, JsonElement> members, bool isFiltered)
    {
        record.Trade.PriceTicks = Price(Get(members, "p"), record.Instrument, isFiltered);
        record.Trade.SizeLots = Size(Get(members, "q"), record.Instrument, isFiltered);
        record.Flags = (isFiltered ? RecordFlags.Filtered : 0) | Get(members, "m").ValueKind switch
        {
            JsonValueKind.True => RecordFlags.BuyerIsMaker,
            JsonValueKind.False => RecordFlags.None,
            _ => throw new DeadLetterException(DeadLetterReason.BadMember),
        };
        return new OracleResult(DeadLetterReason.None, record, []);
    }

    private OracleResult ReadMarkPrice(Dictionary<string, JsonElement> members)
    {
        if (!TryFind(members, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.MarkPrice, instrument, members, []);
        record.MarkPrice.MarkE8 = Unsigned(Get(members, "p"), 8, 1, DeadLetterReason.PriceTooFine, mayBeZero: false);
        record.MarkPrice.IndexE8 = OptionalE8(members, "i", mayBeNegative: false);
        record.MarkPrice.SettlementE8 = OptionalE8(members, "P", mayBeNegative: false);
        record.MarkPrice.FundingRateE8 = OptionalE8(members, "r", mayBeNegative: true);
        record.MarkPrice.NextFundingNanos = Nanos(members, "T");
        if (record.MarkPrice.NextFundingNanos == 0)
        {
            record.MarkPrice.NextFundingNanos = InputRecord.Absent;
        }

        return new OracleResult(DeadLetterReason.None, record, []);
    }

    private OracleResult ReadLiquidation(Dictionary<string, JsonElement> members, Dictionary<string, JsonElement>? order)
    {
        if (order is null)
        {
            throw new DeadLetterException(members.ContainsKey("o") ? DeadLetterReason.BadMember : DeadLetterReason.MissingMember);
        }

        if (!TryFind(order, "s", out var instrument))
        {
            return Foreign();
        }

        var record = Begin(RecordKind.Liquidation, instrument, members, order);
        var side = Get(order, "S");
        record.Liquidation.Side = (side.ValueKind == JsonValueKind.String ? StringOf(side) : null) switch
        {
            "BUY" => Side.Buy,
            "SELL" => Side.Sell,
            _ => throw new DeadLetterException(DeadLetterReason.BadMember),
        };
        record.Liquidation.PriceTicks = Price(Get(order, "p"), instrument, mayBeZero: false);
        record.Liquidation.AveragePriceE8 = Unsigned(Get(order, "ap"), 8, 1, DeadLetterReason.PriceTooFine, mayBeZero: true);
        record.Liquidation.SizeLots = Size(Get(order, "q"), instrument, mayBeZero: false);
        record.Liquidation.LastLots = Size(Get(order, "l"), instrument, mayBeZero: true);
        record.Liquidation.FilledLots = Size(Get(order, "z"), instrument, mayBeZero: true);
        return new OracleResult(DeadLetterReason.None, record, []);
    }

    private static OracleResult Other() => new(DeadLetterReason.None, Blank(RecordKind.Other), []);

    private static OracleResult Foreign()
    {
        var record = Blank(RecordKind.Other);
        record.Flags = RecordFlags.Foreign;
        return new OracleResult(DeadLetterReason.None, record, []);
    }

    private static InputRecord Blank(RecordKind kind) => new()
    {
        Kind = kind,
        Instrument = InputRecord.NoInstrument,
        EventNanos = InputRecord.Absent,
        TransactionNanos = InputRecord.Absent,
    };

    private static InputRecord Begin(
        RecordKind kind, int instrument, Dictionary<string, JsonElement> outer, Dictionary<string, JsonElement> timed)
    {
        var record = Blank(kind);
        record.Instrument = instrument;
        record.EventNanos = Nanos(outer, "E");
        record.TransactionNanos = Nanos(timed, "T");
        return record;
    }

    private bool TryFind(Dictionary<string, JsonElement> members, string name, out int instrument)
    {
        var value = Get(members, name);
        var symbol = value.ValueKind == JsonValueKind.String ? StringOf(value) : throw new DeadLetterException(DeadLetterReason.BadMember);
        for (instrument = 0; instrument < instruments.Count; instrument++)
        {
            if (instruments[instrument].Symbol == symbol && instruments[instrument].Market == market)
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, JsonElement> MembersOf(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var property in element.EnumerateObject())
        {
            var name = NameOf(property);
            if (name is not null && !members.TryAdd(name, property.Value) && RootNames.Contains(name))
            {
                throw new DeadLetterException(DeadLetterReason.BadMember);
            }
        }

        return members;
    }

    /// <summary>Null where the text is no valid Unicode: it equals no name then.</summary>
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Text without escapes is taken byte by byte, whether or not it is Unicode; with escapes it must be.</summary>
    private static string? StringOf(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.Latin1.GetString(raw);
        }

        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement Get(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? value : throw new DeadLetterException(DeadLetterReason.MissingMember);

    private static long Id(Dictionary<string, JsonElement> members, string name)
    {
        var value = Integer(Get(members, name));
        return value >= 0 ? value : throw new DeadLetterException(DeadLetterReason.BadUpdateIds);
    }

    private static long Nanos(Dictionary<string, JsonElement> members, string name)
    {
        if (!members.TryGetValue(name, out var value))
        {
            return InputRecord.Absent;
        }

        // 13 digits are milliseconds, 16 microseconds, 19 nanoseconds.
        var time = Integer(value);
        var digits = time.ToString(CultureInfo.InvariantCulture).Length;
        return time >= 0 ? Fit((BigInteger)time * (digits < 15 ? 1_000_000 : digits < 18 ? 1_000 : 1)) : throw new DeadLetterException(DeadLetterReason.BadMember);
    }

    private static long Integer(JsonElement element)
    {
        var text = NumberText(element);
        return IntegerText().IsMatch(text)
            ? Fit(BigInteger.Parse(text, CultureInfo.InvariantCulture))
            : throw new DeadLetterException(DeadLetterReason.BadMember);
    }

    private long Price(JsonElement element, int instrument, bool mayBeZero) => Unsigned(
        element, instruments[instrument].PriceDecimals, 1, DeadLetterReason.PriceTooFine, mayBeZero);

    private long Size(JsonElement element, int instrument, bool mayBeZero) => Unsigned(
        element, instruments[instrument].SizeDecimals, 1, DeadLetterReason.SizeTooFine, mayBeZero);

    private static long OptionalE8(Dictionary<string, JsonElement> members, string name, bool mayBeNegative)
    {
        if (!members.TryGetValue(name, out var value) || (value.ValueKind == JsonValueKind.String && StringOf(value) == ""))
        {
            return InputRecord.Absent;
        }

        return mayBeNegative
            ? Scaled(value, 8, 1, DeadLetterReason.PriceTooFine)
            : Unsigned(value, 8, 1, DeadLetterReason.PriceTooFine, mayBeZero: true);
    }

    private static long Unsigned(JsonElement element, int decimals, long unit, DeadLetterReason offGrid, bool mayBeZero)
    {
        var isNegative = NumberText(element).StartsWith('-');
        var value = Scaled(element, decimals, unit, offGrid);
        return !isNegative && (value > 0 || mayBeZero) ? value : throw new DeadLetterException(DeadLetterReason.NotPositive);
    }

    /// <summary>value x 10^decimals / unit, which must come out even.</summary>
    private static long Scaled(JsonElement element, int decimals, long unit, DeadLetterReason offGrid)
    {
        var text = NumberText(element);
        if (!DecimalText().IsMatch(text))
        {
            throw new DeadLetterException(DeadLetterReason.BadMember);
        }

        var parts = text.Split('e', 'E');
        var number = parts[0];
        var fraction = number.Contains('.') ? number.Length - number.IndexOf('.') - 1 : 0;
        var digits = BigInteger.Parse(number.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var exponent = parts.Length == 1 || digits.IsZero ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (Math.Abs((long)exponent) > FarExponent)
        {
            throw new DeadLetterException(exponent > 0 ? DeadLetterReason.Overflow : offGrid);
        }

        var up = BigInteger.Pow(10, decimals + Math.Max(exponent, 0));
        var units = BigInteger.DivRem(digits * up, unit * BigInteger.Pow(10, fraction + Math.Max(-exponent, 0)), out var rest);
        return rest.IsZero ? Fit(units) : throw new DeadLetterException(offGrid);
    }

    private static string NumberText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => StringOf(element) ?? "",
        JsonValueKind.Number => element.GetRawText(),
        _ => throw new DeadLetterException(DeadLetterReason.BadMember),
    };

    private static long Fit(BigInteger value) =>
        value >= -long.MaxValue && value <= long.MaxValue ? (long)value : throw new DeadLetterException(DeadLetterReason.Overflow);

    [GeneratedRegex("^[^@]*@(depth5|depth10|depth20|rpiDepth)(@|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex OtherDepth();

    [GeneratedRegex(@"^-?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntegerText();

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalText();

    private sealed class DeadLetterException(DeadLetterReason reason) : Exception
    {
        public DeadLetterReason Reason { get; } = reason;
    }
}

/// <summary>What the oracle says of a message.</summary>
internal sealed record OracleResult(DeadLetterReason Reason, InputRecord Record, IReadOnlyList<LevelUpdate> Levels);
