using System.Globalization;
using System.Text;
using Pipeline.Events;

namespace Pipeline.Tests.Properties;

/// <summary>Messages in the venue's own forms, with seeded values: all kinds of one market, raw and wrapped.</summary>
internal sealed class DecoderMessages(Random random, Market market)
{
    private long _firstId;
    private bool _isMicros;

    private string Symbol => SymbolOf(market);

    /// <summary>The symbol that the messages of a market are about.</summary>
    public static string SymbolOf(Market market) => market switch
    {
        Market.CoinM => "BTCUSD_PERP",
        Market.Spot => "NEXOUSDT",
        _ => "BTCUSDT",
    };

    public byte[] Next()
    {
        _isMicros = random.Next(12) == 0;
        _firstId = random.Next(5) == 0 ? 99_970 : 5_123_107_800_000;
        var (stream, body) = random.Next(11) switch
        {
            0 or 1 or 2 => ("depth@100ms", Depth()),
            3 or 4 => ("bookTicker", Ticker()),
            5 or 6 => ("trade", Trade()),
            7 => ("aggTrade", AggTrade()),
            8 => ("markPrice@1s", MarkPrice()),
            9 => ("forceOrder", ForceOrder()),
            _ => Rare(),
        };
        var isRaw = stream.Length == 0 || random.Next(4) == 0;
        var name = Symbol.ToLowerInvariant();
        var text = isRaw ? body
            : random.Next(8) == 0 ? $$"""{"data":{{body}},"stream":"{{name}}@{{stream}}"}"""
            : $$"""{"stream":"{{name}}@{{stream}}","data":{{body}}}""";
        return Encoding.UTF8.GetBytes(random.Next(12) == 0 ? text.Replace("\":", "\": ", StringComparison.Ordinal).Replace(",\"", ", \"", StringComparison.Ordinal) : text);
    }

    private (string Stream, string Body) Rare() => random.Next(5) switch
    {
        0 => ("", """{"result":null,"id":11}"""),
        1 => ("", """{"error":{"code":2,"msg":"Invalid request: \"x\" \u00e9"},"id":16}"""),
        2 => ("depth5@100ms", Depth()),
        3 => ("", Snapshot()),
        _ => ("kline_1m", $$$"""{"e":"kline","E":{{{Time()}}},"s":"{{{Symbol}}}","k":{"t":{{{Time()}}},"i":"1m","o":"{{{Price()}}}","x":false}}"""),
    };

    private string Depth() => market == Market.Spot
        ? $$"""{"e":"depthUpdate","E":{{Time()}},"s":"{{Symbol}}","U":{{Id(0)}},"u":{{Id(1)}},"b":{{Levels()}},"a":{{Levels()}}}"""
        : $$"""{"e":"depthUpdate","E":{{Time()}},"T":{{Time()}},"s":"{{Symbol}}","U":{{Id(1)}},"u":{{Id(2)}},"pu":{{Id(0)}},"b":{{Levels()}},"a":{{Levels()}}}""";

    private string Ticker() => market == Market.Spot
        ? $$"""{"u":{{Id(0)}},"s":"{{Symbol}}","b":"{{Price()}}","B":"{{Size()}}",{{AskSide()}}}"""
        : $$"""{"e":"bookTicker","u":{{Id(0)}},"s":"{{Symbol}}","b":"{{Price()}}","B":"{{Size()}}",{{AskSide()}},"T":{{Time()}},"E":{{Time()}},"st":1}""";

    private string AskSide() => random.Next(20) == 0
        ? $"\"a\":\"{Zero()}\",\"A\":\"{Zero()}\""
        : $"\"a\":\"{Price()}\",\"A\":\"{Size()}\"";

    private string Trade() => market == Market.Spot
        ? $$"""{"e":"trade","E":{{Time()}},"s":"{{Symbol}}","t":{{Id(0)}},"p":"{{Price()}}","q":"{{Size()}}","T":{{Time()}},"m":{{Word()}},"M":true}"""
        : $$"""{"e":"trade","E":{{Time()}},"T":{{Time()}},"s":"{{Symbol}}","t":{{Id(0)}},"p":"{{Price()}}","q":"{{Size()}}","X":"{{Execution()}}","m":{{Word()}}}""";

    private string AggTrade() =>
        $$"""{"e":"aggTrade","E":{{Time()}},"a":{{Id(0)}},"s":"{{Symbol}}","p":"{{Price()}}","q":"{{Size()}}","nq":"{{Size()}}","f":{{Id(0)}},"l":{{Id(1)}},"T":{{Time()}},"m":{{Word()}},"st":1}""";

    private string MarkPrice() =>
        $$"""{"e":"markPriceUpdate","E":{{Time()}},"s":"{{Symbol}}","p":"{{Price()}}","i":"{{Price()}}","P":"{{Price()}}","r":"{{(random.Next(2) == 0 ? "-" : "")}}0.000{{random.Next(10, 99)}}000","T":{{Time()}}}""";

    private string ForceOrder() =>
        $$$"""{"e":"forceOrder","E":{{{Time()}}},"o":{"s":"{{{Symbol}}}","S":"SELL","o":"LIMIT","f":"IOC","q":"{{{Size()}}}","p":"{{{Price()}}}","ap":"{{{Price()}}}","X":"FILLED","l":"{{{Size()}}}","z":"{{{Size()}}}","T":{{{Time()}}}}}""";

    private string Snapshot() => market switch
    {
        Market.Spot => $$"""{"lastUpdateId": {{Id(0)}}, "bids": {{Levels()}}, "asks": {{Levels()}}}""",
        Market.CoinM => $$"""{"lastUpdateId":{{Id(0)}},"E":{{Time()}},"T":{{Time()}},"symbol":"{{Symbol}}","pair":"BTCUSD","bids":{{Levels()}},"asks":{{Levels()}}}""",
        _ => $$"""{"lastUpdateId":{{Id(0)}},"E":{{Time()}},"T":{{Time()}},"bids":{{Levels()}},"asks":{{Levels()}}}""",
    };

    private string Levels()
    {
        var third = random.Next(20) == 0 ? ",[]" : "";
        var count = random.Next(8) == 0 ? random.Next(40) : random.Next(5);
        return "[" + string.Join(",", Enumerable.Range(0, count).Select(_ => $"[\"{Price()}\",\"{(random.Next(4) == 0 ? Zero() : Size())}\"{third}]")) + "]";
    }

    private string Price() => market switch
    {
        Market.Spot => Text(random.Next(1, 300), 2, "000000", random.Next(1000, 3000)),
        Market.CoinM => Text(random.Next(1, 900), 1, "", random.Next(600_000, 660_000)),
        _ => Text(random.Next(1, 9000), 1, "0", random.Next(600_000, 660_000)),
    };

    private string Size() => market switch
    {
        Market.Spot => Text(random.Next(1, 90_000), 2, "000000", 0),
        Market.CoinM => random.Next(1, 20_000).ToString(CultureInfo.InvariantCulture),
        _ => Text(random.Next(1, random.Next(2) == 0 ? 9000 : 900_000), 3, "", 0),
    };

    private string Zero() => market switch
    {
        Market.Spot => "0.00000000",
        Market.CoinM => "0",
        _ => "0.000",
    };

    private string Text(int number, int decimals, string zeros, int more)
    {
        if (random.Next(60) == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{number + more}{(random.Next(2) == 0 ? 'e' : 'E')}-{decimals}");
        }

        var digits = (number + more).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return $"{digits[..^decimals]}.{digits[^decimals..]}{zeros}";
    }

    private long Id(int step) => _firstId + (step * 20) + random.Next(20);

    private long Time() => (1_723_161_256_000 + random.Next(1_000_000)) * (_isMicros ? 1_000 : 1);

    private string Word() => random.Next(2) == 0 ? "true" : "false";

    private string Execution() => random.Next(6) == 0 ? "NA" : "MARKET";
}
