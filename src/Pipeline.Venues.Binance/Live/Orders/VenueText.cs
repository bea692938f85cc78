using System.Text.Json;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Reads what the venue says of orders, trades, positions and the balance: in replies and in user data events.</summary>
/// <remarks>
/// Any thread. Numbers go from text to units of price and size exactly, on the grid or off it; nothing passes through a double. Text that is not of the form
/// that the sheet tells is a <see cref="FormatException"/>, never a default. It allocates: these are events of seconds, not of microseconds.
/// </remarks>
public sealed class VenueText(InstrumentTable instruments, string settlementAsset)
{
    private const int DecimalsE8 = 8;
    private const long NanosPerMilli = 1_000_000;

    /// <summary>Code and text of an error body; 0 where it holds none.</summary>
    public static int ErrorCode(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("code"u8, out var code)
                && code.TryGetInt32(out var value) ? value : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }

    /// <summary>Fills the reply of <paramref name="kind"/> from the result's JSON.</summary>
    /// <exception cref="FormatException">The text is not of the form of such a reply.</exception>
    public void ReadResult(VenueCallKind kind, JsonElement result, ref VenueReply reply)
    {
        try
        {
            Fill(kind, result, ref reply);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"no result of {kind}", exception);
        }
    }

    /// <summary>Reads ORDER_TRADE_UPDATE (its `o`); false where it is of an instrument that is not followed.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public bool TryReadOrderEvent(JsonElement root, out ExecutionReport report)
    {
        var o = Member(root, "o");
        report = default;
        if (!TryInstrument(o, "s", out var instrument))
        {
            return false;
        }

        var orderId = Integer(o, "i");
        report.Kind = KindOf(Text(o, "x"));
        report.EventNanos = Integer(root, "E") * NanosPerMilli;
        report.TransactionNanos = Integer(root, "T") * NanosPerMilli;
        report.Reason = o.TryGetProperty("er", out var reason) ? (int)Mantissa(reason, 0) : 0;
        report.Order = new OrderFacts
        {
            ClientOrderId = ClientId(Text(o, "c"), orderId),
            OrderId = orderId,
            Instrument = instrument,
            PriceTicks = Ticks(o, "p", instrument),
            SizeLots = Lots(o, "q", instrument),
            FilledLots = Lots(o, "z", instrument),
            UpdateNanos = report.TransactionNanos,
            Side = SideOf(Text(o, "S")),
            TimeInForce = TimeInForceOf(Text(o, "f")),
            Status = StatusOf(Text(o, "X")),
        };
        if (report.Kind == ExecutionKind.Trade)
        {
            report.Fill = new FillFacts
            {
                TradeId = Integer(o, "t"),
                Ticks = Ticks(o, "L", instrument),
                Lots = Lots(o, "l", instrument),
                FeeE8 = Fee(o, "N", "n"),
                HasFee = true,
                IsMaker = Member(o, "m").GetBoolean(),
            };
        }

        return true;
    }

    /// <summary>Reads TRADE_LITE: a fill without fee and without the order's state.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public bool TryReadTradeLite(JsonElement root, out ExecutionReport report)
    {
        report = default;
        if (!TryInstrument(root, "s", out var instrument))
        {
            return false;
        }

        var orderId = Integer(root, "i");
        report.Kind = ExecutionKind.Trade;
        report.EventNanos = Integer(root, "E") * NanosPerMilli;
        report.TransactionNanos = Integer(root, "T") * NanosPerMilli;
        report.Order = new OrderFacts
        {
            ClientOrderId = ClientId(Text(root, "c"), orderId),
            OrderId = orderId,
            Instrument = instrument,
            PriceTicks = Ticks(root, "p", instrument),
            SizeLots = Lots(root, "q", instrument),
            UpdateNanos = report.TransactionNanos,
            Side = SideOf(Text(root, "S")),
        };
        report.Fill = new FillFacts
        {
            TradeId = Integer(root, "t"),
            Ticks = Ticks(root, "L", instrument),
            Lots = Lots(root, "l", instrument),
            IsMaker = Member(root, "m").GetBoolean(),
        };
        return true;
    }

    /// <summary>Reads the positions of ACCOUNT_UPDATE that belong to followed instruments.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public IEnumerable<PositionFacts> ReadPositionEvents(JsonElement root)
    {
        foreach (var position in Members(Member(root, "a"), "P"))
        {
            if (Text(position, "ps") == "BOTH" && TryInstrument(position, "s", out var instrument))
            {
                yield return new PositionFacts
                {
                    Instrument = instrument,
                    Lots = Lots(position, "pa", instrument),
                    EntryPriceE8 = E8(position, "ep"),
                };
            }
        }
    }

    /// <summary>Reads the settlement asset's balance of ACCOUNT_UPDATE; null where it is not told.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public long? ReadBalanceEvent(JsonElement root)
    {
        foreach (var balance in Members(Member(root, "a"), "B"))
        {
            if (Text(balance, "a") == settlementAsset)
            {
                return E8(balance, "wb");
            }
        }

        return null;
    }

    private void Fill(VenueCallKind kind, JsonElement result, ref VenueReply reply)
    {
        switch (kind)
        {
            case VenueCallKind.Place or VenueCallKind.Amend or VenueCallKind.Cancel or VenueCallKind.Query:
                reply.Order = ReadOrder(result);
                break;
            case VenueCallKind.OpenOrders:
                reply.Orders = [.. result.EnumerateArray().Where(order => TryInstrument(order, "symbol", out _)).Select(ReadOrder)];
                break;
            case VenueCallKind.Trades:
                reply.Trades = [.. result.EnumerateArray().Select(ReadTrade).OrderBy(trade => trade.Fill.TradeId)];
                break;
            case VenueCallKind.Positions:
                reply.Positions = [.. result.EnumerateArray().Where(IsFollowed).Select(ReadPosition)];
                break;
            case VenueCallKind.Balance:
                reply.BalanceE8 = result.EnumerateArray().Where(each => Text(each, "asset") == settlementAsset).Select(each => E8(each, "balance")).FirstOrDefault();
                break;
        }
    }

    private bool IsFollowed(JsonElement position) => Text(position, "positionSide") == "BOTH" && TryInstrument(position, "symbol", out _);

    private OrderFacts ReadOrder(JsonElement order)
    {
        var instrument = Instrument(order);
        var orderId = Integer(order, "orderId");
        return new OrderFacts
        {
            ClientOrderId = ClientId(Text(order, "clientOrderId"), orderId),
            OrderId = orderId,
            Instrument = instrument,
            PriceTicks = Ticks(order, "price", instrument),
            SizeLots = Lots(order, "origQty", instrument),
            FilledLots = Lots(order, "executedQty", instrument),
            UpdateNanos = Integer(order, "updateTime") * NanosPerMilli,
            Side = SideOf(Text(order, "side")),
            TimeInForce = TimeInForceOf(Text(order, "timeInForce")),
            Status = StatusOf(Text(order, "status")),
        };
    }

    private ExecutionReport ReadTrade(JsonElement trade)
    {
        var instrument = Instrument(trade);
        var nanos = Integer(trade, "time") * NanosPerMilli;
        return new ExecutionReport
        {
            Kind = ExecutionKind.Trade,
            EventNanos = InputRecord.Absent,
            TransactionNanos = nanos,
            Order = new OrderFacts { OrderId = Integer(trade, "orderId"), Instrument = instrument, Side = SideOf(Text(trade, "side")), UpdateNanos = nanos },
            Fill = new FillFacts
            {
                TradeId = Integer(trade, "id"),
                Ticks = Ticks(trade, "price", instrument),
                Lots = Lots(trade, "qty", instrument),
                FeeE8 = Fee(trade, "commissionAsset", "commission"),
                HasFee = true,
                IsMaker = Member(trade, "maker").GetBoolean(),
            },
        };
    }

    private PositionFacts ReadPosition(JsonElement position)
    {
        var instrument = Instrument(position);
        return new PositionFacts { Instrument = instrument, Lots = Lots(position, "positionAmt", instrument), EntryPriceE8 = E8(position, "entryPrice") };
    }

    /// <summary>A fee in another asset cannot be told in the settlement asset; it is left out rather than guessed.</summary>
    private long Fee(JsonElement owner, string asset, string amount) =>
        owner.TryGetProperty(asset, out var name) && name.GetString() == settlementAsset ? E8(owner, amount) : 0;

    private static long ClientId(string text, long orderId)
    {
        Span<byte> bytes = stackalloc byte[ClientOrderIdText.Length];
        return text.Length == bytes.Length && System.Text.Encoding.UTF8.TryGetBytes(text, bytes, out var written)
            ? ClientOrderIdText.Read(bytes[..written], orderId)
            : -orderId;
    }

    private int Instrument(JsonElement owner) =>
        TryInstrument(owner, "symbol", out var instrument) ? instrument : throw new FormatException("an instrument that is not followed");

    private bool TryInstrument(JsonElement owner, string name, out int instrument) =>
        instruments.TryFind(System.Text.Encoding.UTF8.GetBytes(Text(owner, name)), Market.UsdM, out instrument);

    private long Ticks(JsonElement owner, string name, int instrument) =>
        Exact(Member(owner, name), instruments[instrument].PriceDecimals, name);

    private long Lots(JsonElement owner, string name, int instrument) =>
        Exact(Member(owner, name), instruments[instrument].SizeDecimals, name);

    private static long Exact(JsonElement value, int decimals, string name) =>
        DecimalText.Read(Bytes(value), decimals, out var units) == DecimalStatus.Read ? units : throw new FormatException($"{name} is no number of at most {decimals} decimals");

    /// <summary>At 1e-8; digits beyond that, which averages have, are cut.</summary>
    private static long E8(JsonElement owner, string name)
    {
        var text = Bytes(Member(owner, name));
        var dot = text.AsSpan().IndexOf((byte)'.');
        var kept = dot < 0 ? text : text.AsSpan(0, Math.Min(text.Length, dot + 1 + DecimalsE8));
        return DecimalText.Read(kept, DecimalsE8, out var value) == DecimalStatus.Read ? value : throw new FormatException($"{name} is no amount");
    }

    private static long Integer(JsonElement owner, string name) => Mantissa(Member(owner, name), 0);

    private static long Mantissa(JsonElement value, int decimals) =>
        DecimalText.Read(Bytes(value), decimals, out var mantissa) == DecimalStatus.Read ? mantissa : throw new FormatException("no integer");

    private static byte[] Bytes(JsonElement value) =>
        System.Text.Encoding.UTF8.GetBytes(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    private static string Text(JsonElement owner, string name) => Member(owner, name).GetString() ?? throw new FormatException($"{name} is null");

    private static JsonElement Member(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var member) ? member : throw new FormatException($"no member {name}");

    private static IEnumerable<JsonElement> Members(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    private static Side SideOf(string text) => text switch { "BUY" => Side.Buy, "SELL" => Side.Sell, _ => throw new FormatException("no side") };

    private static TimeInForce TimeInForceOf(string text) => text switch
    {
        "GTC" => TimeInForce.GoodTillCanceled,
        "IOC" => TimeInForce.ImmediateOrCancel,
        "FOK" => TimeInForce.FillOrKill,
        "GTX" => TimeInForce.PostOnly,
        _ => TimeInForce.None,
    };

    private static VenueOrderStatus StatusOf(string text) => text switch
    {
        "NEW" => VenueOrderStatus.New,
        "PARTIALLY_FILLED" => VenueOrderStatus.PartiallyFilled,
        "FILLED" => VenueOrderStatus.Filled,
        "CANCELED" => VenueOrderStatus.Canceled,
        "EXPIRED" or "EXPIRED_IN_MATCH" => VenueOrderStatus.Expired,
        "REJECTED" => VenueOrderStatus.Rejected,
        _ => throw new FormatException("no order status"),
    };

    private static ExecutionKind KindOf(string text) => text switch
    {
        "NEW" => ExecutionKind.New,
        "CANCELED" => ExecutionKind.Canceled,
        "EXPIRED" => ExecutionKind.Expired,
        "TRADE" or "CALCULATED" => ExecutionKind.Trade,
        "AMENDMENT" => ExecutionKind.Amendment,
        _ => throw new FormatException("no execution type"),
    };
}
