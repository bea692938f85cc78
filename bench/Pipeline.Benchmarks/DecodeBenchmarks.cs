using System.Text;
using BenchmarkDotNet.Attributes;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Benchmarks;

/// <summary>One message of each kind to a record, at every width.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int LevelsOfASide = 34;

    private readonly LevelUpdate[] _levels = new LevelUpdate[LevelArena.MaxRun];
    private readonly byte[] _ticker = """{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30","A":"2.510","T":1723161256313,"E":1723161256313}}"""u8.ToArray();
    private readonly byte[] _trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30","q":"0.006","X":"MARKET","m":false}}"""u8.ToArray();
    private readonly byte[] _depth = CreateDepth();
    private MarketDataDecoder _decoder = null!;
    private InputRecord _record;

    [Params(DecodeWidth.Scalar, DecodeWidth.Vector128, DecodeWidth.Vector256, DecodeWidth.Vector512)]
    public DecodeWidth Width { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var instruments = new InstrumentTable();
        instruments.Add(ExchangeInfo.Shipped.Single(instrument => instrument is { Market: Market.UsdM, Symbol: "BTCUSDT" }));
        var width = MarketDataDecoder.IsSupported(Width) ? Width : MarketDataDecoder.Widest;
        _decoder = new MarketDataDecoder(instruments, Market.UsdM, width);
    }

    [Benchmark]
    public DeadLetterReason BookTicker() => _decoder.Decode(_ticker, ref _record, _levels, out _);

    [Benchmark]
    public DeadLetterReason Trade() => _decoder.Decode(_trade, ref _record, _levels, out _);

    [Benchmark]
    public DeadLetterReason DepthOf68Levels() => _decoder.Decode(_depth, ref _record, _levels, out _);

    private static byte[] CreateDepth()
    {
        var side = string.Join(',', Enumerable.Range(100, LevelsOfASide).Select(level => $"[\"61{level}.50\",\"{level % 7 * 5}.{level}\"]"));
        var text = $$$"""{"stream":"btcusdt@depth@0ms","data":{"e":"depthUpdate","E":1723161256299,"T":1723161256298,"s":"BTCUSDT","U":5123107832006,"u":5123107837557,"pu":5123107831937,"b":[{{{side}}}],"a":[{{{side}}}]}}""";
        return Encoding.UTF8.GetBytes(text);
    }
}
