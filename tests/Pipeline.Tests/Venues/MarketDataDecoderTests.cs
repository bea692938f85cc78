using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.Venues;

/// <summary>What each kind of message becomes. Every message is read twice: walked, and by the template that the walk left.</summary>
[TestFixtureSource(typeof(DecodeBench), nameof(DecodeBench.Widths))]
public class MarketDataDecoderTests(DecodeWidth width)
{
    private const long Millis = 1_000_000;

    [Test]
    public void Should_read_a_diff_of_usd_margined_futures()
    {
        const string Json = """{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[["58710.20","0.014"],["1000.00","606.675"]],"a":[["61496.50","0.000"]]}}""";

        var bench = ReadTwice(Market.UsdM, Json);

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.DepthUpdate));
        Assert.That(bench.Record.Flags, Is.EqualTo(RecordFlags.ChainedByPrevious));
        Assert.That(bench.Instrument.Symbol, Is.EqualTo("BTCUSDT"));
        Assert.That(bench.Record.EventNanos, Is.EqualTo(1723161256299 * Millis));
        Assert.That(bench.Record.TransactionNanos, Is.EqualTo(1723161256298 * Millis));
        Assert.That(bench.Record.Depth, Is.EqualTo(new DepthBody
        {
            FirstUpdateId = 5123107832006,
            FinalUpdateId = 5123107837557,
            PreviousFinalUpdateId = 5123107831937,
            BidCount = 2,
            AskCount = 1,
        }));
        Assert.That(bench.Levels.ToArray(), Is.EqualTo(new[] { Level(58710_20000000, 1400000), Level(1000_00000000, 606_67500000), Level(61496_50000000, 0) }));
        Assert.That((bench.Record.Lane, bench.Record.Epoch, bench.Record.ReceiveNanos), Is.EqualTo(((byte)3, 4, 5L)), "the lane's own fields");
    }

    [Test]
    public void Should_read_a_diff_of_spot_that_has_neither_transaction_time_nor_previous_id()
    {
        const string Json = """{"stream":"nexousdt@depth@100ms","data":{"e":"depthUpdate","E":1721749183710,"s":"NEXOUSDT","U":134180600,"u":134180600,"b":[["1.18800000","169.66000000"]],"a":[]}}""";

        var bench = ReadTwice(Market.Spot, Json);

        Assert.That(bench.Record.Flags, Is.EqualTo(RecordFlags.None));
        Assert.That(bench.Record.TransactionNanos, Is.EqualTo(InputRecord.Absent));
        Assert.That(bench.Record.Depth.PreviousFinalUpdateId, Is.EqualTo(InputRecord.Absent));
        Assert.That(bench.Levels.ToArray(), Is.EqualTo(new[] { Level(1_18800000, 169_66000000) }));
    }

    [TestCase("""{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"12.510","T":1723161256313,"E":1723161256314}}""")]
    [TestCase("""{"e":"bookTicker","u":5123107839020,"E":1723161256314,"T":1723161256313,"s":"BTCUSDT","ps":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"12.510","st":1}""")]
    [TestCase("""{"data":{"A":"12.510","a":"61800.30","zz":[1,{"a":"0"}],"B":"2.507","b":"61800.20","s":"BTCUSDT","T":1723161256313,"E":1723161256314,"u":5123107839020,"e":"bookTicker"},"stream":"btcusdt@bookTicker"}""")]
    [TestCase("""{ "e" : "bookTicker" , "u":5123107839020,"s":"BTC\u0055SDT","b":61800.2,"B":"0002.507000","a":"61800.300","A":12.51,"T":"1723161256313","E":1723161256314 }""")]
    public void Should_read_a_ticker_in_any_order_and_wrapping(string json)
    {
        var bench = ReadTwice(Market.UsdM, json);

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.BookTicker));
        Assert.That(bench.Record.EventNanos, Is.EqualTo(1723161256314 * Millis));
        Assert.That(bench.Record.TransactionNanos, Is.EqualTo(1723161256313 * Millis));
        Assert.That(bench.Record.Ticker, Is.EqualTo(new TickerBody
        {
            UpdateId = 5123107839020,
            BidTicks = 61800_20000000,
            BidLots = 2_50700000,
            AskTicks = 61800_30000000,
            AskLots = 12_51000000,
        }));
    }

    [TestCase("\"b\":\"0.00000000\",\"B\":\"0.00000000\"", 0L, 0L)]
    [TestCase("\"b\":\"1.21400000\",\"B\":\"0.00000000\"", 1L, 0L)]
    public void Should_read_a_ticker_with_an_empty_side(string bid, long price, long size)
    {
        var bench = ReadTwice(Market.Spot, $$"""{"u":134180603,"s":"NEXOUSDT",{{bid}},"a":"1.21600000","A":"62.53000000"}""");

        Assert.That((Math.Sign(bench.Record.Ticker.BidTicks), bench.Record.Ticker.BidLots), Is.EqualTo(((int)price, size)));
    }

    [TestCase("8.1E-1", "0.81")]
    [TestCase("81e-2", "0.81")]
    [TestCase("1.2e+1", "12")]
    [TestCase("120E-1", "12")]
    [TestCase("0.012e3", "12")]
    [TestCase("0e5", "0")]
    public void Should_read_an_exponent_as_the_plain_number_that_it_is(string exponent, string plain)
    {
        const string Form = """{"e":"aggTrade","E":1790000000200,"a":3448600001,"s":"NEXOUSDT","p":"1","q":"#","f":6900000010,"l":6900000014,"T":1790000000155,"m":false,"X":"NA"}""";
        var expected = ReadTwice(Market.Spot, Form.Replace("#", plain, StringComparison.Ordinal)).Record.Trade;

        Assert.That(ReadTwice(Market.Spot, Form.Replace("#", exponent, StringComparison.Ordinal)).Record.Trade, Is.EqualTo(expected));
        Assert.That(ReadTwice(Market.Spot, Form.Replace("\"#\"", exponent, StringComparison.Ordinal)).Record.Trade, Is.EqualTo(expected), "as a number");
    }

    [TestCase("1723161256322", 1_723_161_256_322_000_000)]
    [TestCase("1723161256322123", 1_723_161_256_322_123_000)]
    [TestCase("1723161256322123456", 1_723_161_256_322_123_456)]
    public void Should_tell_the_unit_of_a_time_by_its_size(string time, long nanos)
    {
        var bench = ReadTwice(Market.UsdM, $$"""{"e":"trade","E":{{time}},"T":{{time}},"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":true}""");

        Assert.That((bench.Record.EventNanos, bench.Record.TransactionNanos), Is.EqualTo((nanos, nanos)));
    }

    [TestCase(",[]")]
    [TestCase(", [ ]")]
    [TestCase(",[],{\"zz\":[1]}")]
    public void Should_pass_over_what_a_level_holds_behind_its_size(string third)
    {
        const string Form = """{"stream":"nexousdt@depth@100ms","data":{"e":"depthUpdate","E":1721749183710,"s":"NEXOUSDT","U":134180600,"u":134180600,"b":[["1.18800000","169.66000000"#],["1.18700000","0.00000000"#]],"a":[["1.28700000","1.00000000"#]]}}""";
        var expected = ReadTwice(Market.Spot, Form.Replace("#", "", StringComparison.Ordinal)).Levels.ToArray();

        Assert.That(ReadTwice(Market.Spot, Form.Replace("#", third, StringComparison.Ordinal)).Levels.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Should_know_a_spot_ticker_by_its_members()
    {
        var bench = ReadTwice(Market.Spot, """{"u":134180603,"s":"NEXOUSDT","b":"1.21400000","B":"63.38000000","a":"1.21600000","A":"62.53000000"}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.BookTicker));
        Assert.That(bench.Record.EventNanos, Is.EqualTo(InputRecord.Absent));
        Assert.That(bench.Record.Ticker, Is.EqualTo(new TickerBody { UpdateId = 134180603, BidTicks = 1_21400000, BidLots = 63_38000000, AskTicks = 1_21600000, AskLots = 62_53000000 }));
    }

    [TestCase("\"X\":\"MARKET\",\"m\":true", RecordFlags.BuyerIsMaker)]
    [TestCase("\"X\":\"MARKET\",\"m\":false", RecordFlags.None)]
    [TestCase("\"X\":\"INSURANCE_FUND\",\"m\":true", RecordFlags.Filtered | RecordFlags.BuyerIsMaker)]
    [TestCase("\"m\":false", RecordFlags.None)]
    public void Should_read_a_trade_and_flag_what_is_no_market_trade(string tail, RecordFlags flags)
    {
        var bench = ReadTwice(Market.UsdM, $$"""{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006",{{tail}}}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.Trade));
        Assert.That(bench.Record.Flags, Is.EqualTo(flags));
        Assert.That(bench.Record.Trade, Is.EqualTo(new TradeBody
        {
            TradeId = 5266583935,
            PriceTicks = 61800_30000000,
            SizeLots = 600000,
            FirstTradeId = InputRecord.Absent,
            LastTradeId = InputRecord.Absent,
        }));
    }

    [Test]
    public void Should_read_a_row_of_no_trade_with_neither_price_nor_size()
    {
        var bench = ReadTwice(Market.UsdM, """{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"0","q":"0","X":"NA","m":true}""");

        Assert.That(bench.Record.Flags, Is.EqualTo(RecordFlags.Filtered | RecordFlags.BuyerIsMaker));
        Assert.That((bench.Record.Trade.PriceTicks, bench.Record.Trade.SizeLots), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Should_read_an_aggregate_of_trades()
    {
        var bench = ReadTwice(Market.UsdM, """{"e":"aggTrade","E":1790000000200,"a":3448600001,"s":"BTCUSDT","p":"84215.30","q":"0.412","nq":"0.400","f":6900000010,"l":6900000014,"T":1790000000155,"m":false,"st":1}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.AggTrade));
        Assert.That(bench.Record.Trade, Is.EqualTo(new TradeBody
        {
            TradeId = 3448600001,
            PriceTicks = 84215_30000000,
            SizeLots = 41200000,
            FirstTradeId = 6900000010,
            LastTradeId = 6900000014,
        }));
    }

    [Test]
    public void Should_read_a_mark_price_off_the_grid_with_its_negative_funding_rate()
    {
        var bench = ReadTwice(Market.UsdM, """{"e":"markPriceUpdate","E":1790000001000,"s":"BTCUSDT","p":"84210.15123456","ap":"84209.80","i":"84221.40","P":"84218.02","r":"-0.00010000","T":1790006400000,"st":1}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.MarkPrice));
        Assert.That(bench.Record.TransactionNanos, Is.EqualTo(InputRecord.Absent), "T is the next funding here");
        Assert.That(bench.Record.MarkPrice, Is.EqualTo(new MarkPriceBody
        {
            MarkE8 = 8421015123456,
            IndexE8 = 8422140000000,
            SettlementE8 = 8421802000000,
            FundingRateE8 = -10000,
            NextFundingNanos = 1790006400000 * Millis,
        }));
    }

    [Test]
    public void Should_say_absent_where_a_delivery_contract_has_no_funding()
    {
        var bench = ReadTwice(Market.CoinM, """{"e":"markPriceUpdate","E":1790000001000,"s":"BTCUSD_PERP","p":"84210.15","P":"84218.02","r":"","T":0}""");

        Assert.That(bench.Record.MarkPrice, Is.EqualTo(new MarkPriceBody
        {
            MarkE8 = 8421015000000,
            IndexE8 = InputRecord.Absent,
            SettlementE8 = 8421802000000,
            FundingRateE8 = InputRecord.Absent,
            NextFundingNanos = InputRecord.Absent,
        }));
    }

    [Test]
    public void Should_read_a_forced_order()
    {
        var bench = ReadTwice(Market.UsdM, """{"e":"forceOrder","E":1790000000300,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.250","p":"83900.10","ap":"84001.5512","X":"FILLED","l":"0.050","z":"0.250","T":1790000000295,"ps":"BTCUSDT","st":1}}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.Liquidation));
        Assert.That(bench.Record.TransactionNanos, Is.EqualTo(1790000000295 * Millis));
        Assert.That(bench.Record.Liquidation, Is.EqualTo(new LiquidationBody
        {
            PriceTicks = 83900_10000000,
            AveragePriceE8 = 8400155120000,
            SizeLots = 25000000,
            LastLots = 5000000,
            FilledLots = 25000000,
            Side = Side.Sell,
        }));
    }

    [TestCase(Market.UsdM, """{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"bids":[["61800.20","2.909"]],"asks":[["61800.30","1.000"]]}""", 61800_20000000L, 2_90900000L)]
    [TestCase(Market.CoinM, """{"lastUpdateId":5123107852948,"E":1723161256501,"T":1723161256493,"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[["61804.7","35"]],"asks":[["61800.3","1"]]}""", 61804_70000000L, 35_00000000L)]
    [TestCase(Market.Spot, """{"lastUpdateId": 5123107852948, "bids": [["61800.20000000", "2.90900000"]], "asks": [["61800.30000000", "1.00000000"]]}""", 61800_20000000L, 2_90900000L)]
    public void Should_read_a_snapshot_of_each_market(Market market, string json, long ticks, long lots)
    {
        var bench = ReadTwice(market, json);

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.DepthSnapshot));
        Assert.That(bench.Record.Instrument, Is.Zero);
        Assert.That(bench.Record.Depth, Is.EqualTo(new DepthBody
        {
            FirstUpdateId = InputRecord.Absent,
            FinalUpdateId = 5123107852948,
            PreviousFinalUpdateId = InputRecord.Absent,
            BidCount = 1,
            AskCount = 1,
        }));
        Assert.That(bench.Levels[0], Is.EqualTo(Level(ticks, lots)));
    }

    [TestCase("""{"result":null,"id":11}""")]
    [TestCase("""{"error":{"code":2,"msg":"Invalid request"},"id":16}""")]
    [TestCase("""{"code":-1121,"msg":"Invalid symbol."}""")]
    [TestCase("""{"e":"kline","E":1,"s":"BTCUSDT","k":{"t":1}}""")]
    [TestCase("""{"stream":"!markPrice@arr","data":[{"e":"markPriceUpdate"}]}""")]
    [TestCase("""[{"e":"24hrMiniTicker"}]""")]
    [TestCase("""{"stream":"btcusdt@depth5","data":{"e":"depthUpdate"}}""")]
    [TestCase("""{"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":160,"bids":[],"asks":[]}}""")]
    [TestCase("""{"stream":"btcusdt@rpiDepth@500ms","data":{"e":"depthUpdate"}}""")]
    public void Should_pass_over_what_nothing_here_uses(string json)
    {
        var bench = ReadTwice(Market.UsdM, json);

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.Other));
        Assert.That(bench.Record.Flags, Is.EqualTo(RecordFlags.None));
        Assert.That(bench.Record.Instrument, Is.EqualTo(InputRecord.NoInstrument));
    }

    [Test]
    public void Should_mark_a_symbol_that_is_not_followed_as_foreign()
    {
        var bench = ReadTwice(Market.UsdM, """{"e":"bookTicker","u":1,"s":"DOGEUSDT","b":"0.1","B":"1","a":"0.2","A":"1"}""");

        Assert.That(bench.Record.Kind, Is.EqualTo(RecordKind.Other));
        Assert.That(bench.Record.Flags, Is.EqualTo(RecordFlags.Foreign));
    }

    [Test]
    public void Should_keep_what_lies_between_ticks_and_lots()
    {
        var instrument = new Instrument { Market = Market.UsdM, Symbol = "ODDUSDT", TickMantissa = 25, PriceDecimals = 2, LotMantissa = 20, SizeDecimals = 1 };
        var bench = new DecodeBench(Market.UsdM, width, instrument);
        for (var pass = 0; pass < 2; pass++)
        {
            var ticker = """{"stream":"oddusdt@bookTicker","data":{"e":"bookTicker","u":5,"s":"ODDUSDT","b":"10.26","B":"12.0","a":"10.50","A":"13.1"}}""";
            Assert.That(bench.Decode(ticker), Is.EqualTo(DeadLetterReason.None));
            Assert.That(bench.Record.Ticker, Is.EqualTo(new TickerBody { UpdateId = 5, BidTicks = 1026, BidLots = 120, AskTicks = 1050, AskLots = 131 }));

            var depth = """{"stream":"oddusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"ODDUSDT","U":6,"u":7,"pu":5,"b":[["10.26","13.0"]],"a":[]}}""";
            Assert.That(bench.Decode(depth), Is.EqualTo(DeadLetterReason.None));
            Assert.That(bench.Levels.ToArray(), Is.EqualTo(new[] { Level(1026, 130) }));
        }
    }

    [Test]
    public void Should_read_levels_of_the_same_lengths_at_the_scales_of_their_instrument()
    {
        var coarse = new Instrument { Market = Market.UsdM, Symbol = "ODDUSDT", TickMantissa = 1, PriceDecimals = 2, LotMantissa = 1, SizeDecimals = 3 };
        var bench = new DecodeBench(Market.UsdM, width, coarse);
        var levels = string.Join(',', Enumerable.Range(10, 40).Select(cents => $"[\"618{cents}.{cents}\",\"1.5{cents}\"]"));
        for (var pass = 0; pass < 4; pass++)
        {
            foreach (var (symbol, price, size) in new[] { ("BTCUSDT", 1_000_000L, 100_000L), ("ODDUSDT", 1L, 1L) })
            {
                var depth = $$$"""{"stream":"s@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"{{{symbol}}}","U":6,"u":7,"pu":5,"b":[{{{levels}}}],"a":[]}}""";
                Assert.That(bench.Decode(depth), Is.EqualTo(DeadLetterReason.None));
                Assert.That(bench.Levels.ToArray(), Is.EqualTo(Enumerable.Range(10, 40).Select(cents => Level((6_180_000 + (101 * cents)) * price, (1500 + cents) * size))), symbol);
            }
        }
    }

    [Test]
    public void Should_follow_a_precision_that_changes()
    {
        const string Json = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"61800.35","q":"0.006","X":"MARKET","m":true}}""";
        var bench = new DecodeBench(Market.UsdM, width);
        var known = bench.Instruments[0];
        bench.Instruments.Replace(0, known with { PriceDecimals = 1, TickMantissa = 1, SparePriceDecimals = 0 });
        Assert.That(bench.Decode(Json), Is.EqualTo(DeadLetterReason.PriceTooFine), "finer than a unit");

        bench.Instruments.Replace(0, known with { PriceDecimals = 3, TickMantissa = 100, SparePriceDecimals = 1 });

        Assert.That(bench.Decode(Json), Is.EqualTo(DeadLetterReason.None));
        Assert.That(bench.Record.Trade.PriceTicks, Is.EqualTo(61800350));

        bench.Instruments.Replace(0, known with { PriceDecimals = 2, TickMantissa = 10, SparePriceDecimals = 0 });

        Assert.That(bench.Decode(Json), Is.EqualTo(DeadLetterReason.None));
        Assert.That(bench.Record.Trade.PriceTicks, Is.EqualTo(6180035), "a template of the old precision must be gone");
    }

    [Test]
    public void Should_read_templates_and_not_walk_once_a_shape_is_known()
    {
        var bench = new DecodeBench(Market.UsdM, width);
        for (var id = 10; id < 99; id++)
        {
            var json = $$$"""{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":51231078390{{{id}}},"s":"BTCUSDT","b":"618{{{id}}}.20","B":"2.5{{{id}}}","a":"61800.30","A":"2.510","T":17231612563{{{id}}},"E":1723161256313}}""";
            Assert.That(bench.Decode(json), Is.EqualTo(DeadLetterReason.None));
            Assert.That((bench.Record.Ticker.BidTicks, bench.Record.Ticker.BidLots), Is.EqualTo(((618_002L + (id * 10)) * 10_000_000, (2500L + id) * 100_000)));
        }

        Assert.That(bench.Decoder.Walked, Is.EqualTo(width == DecodeWidth.Scalar ? 89 : 1));
    }

    private static LevelUpdate Level(long ticks, long lots) => new() { PriceTicks = ticks, SizeLots = lots };

    private DecodeBench ReadTwice(Market market, string json)
    {
        var bench = new DecodeBench(market, width) { Decoder = { SnapshotInstrument = 0 } };
        Assert.That(bench.Decode(json), Is.EqualTo(DeadLetterReason.None));
        var walked = bench.Record;
        var levels = bench.Record.HasLevels ? bench.Levels.ToArray() : [];
        Assert.That(bench.Decode(json), Is.EqualTo(DeadLetterReason.None));
        Assert.That(bench.Record.Depth, Is.EqualTo(walked.Depth), "read again");
        Assert.That((bench.Record.EventNanos, bench.Record.TransactionNanos), Is.EqualTo((walked.EventNanos, walked.TransactionNanos)));
        Assert.That(bench.Record.HasLevels ? bench.Levels.ToArray() : [], Is.EqualTo(levels));
        return bench;
    }
}
