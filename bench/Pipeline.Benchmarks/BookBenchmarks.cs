using BenchmarkDotNet.Attributes;
using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Benchmarks;

/// <summary>The order book on a synthetic walk: 64 levels a side a message.</summary>
[MemoryDiagnoser]
public class BookBenchmarks : IDisposable
{
    private const int Messages = 512;
    private const int LevelsPerSide = 64;

    private readonly OrderBook _book = new();
    private readonly LevelUpdate[] _bids = new LevelUpdate[Messages * LevelsPerSide];
    private readonly LevelUpdate[] _asks = new LevelUpdate[Messages * LevelsPerSide];
    private readonly long[] _ticks = new long[10];
    private readonly long[] _lots = new long[10];

    public BookBenchmarks()
    {
        var random = new Random(1);
        for (var i = 0; i < _bids.Length; i++)
        {
            var mid = 600_000 + (i / LevelsPerSide);
            _bids[i] = Level(random, mid, -1);
            _asks[i] = Level(random, mid, 1);
        }

        ApplyLevels();
    }

    [Benchmark(OperationsPerInvoke = Messages * LevelsPerSide * 2)]
    public long ApplyLevels()
    {
        for (var start = 0; start < _bids.Length; start += LevelsPerSide)
        {
            _book.Apply(_bids.AsSpan(start, LevelsPerSide), _asks.AsSpan(start, LevelsPerSide));
        }

        return _book.BestBidTicks;
    }

    [Benchmark]
    public int CopyTop() => _book.CopyTopBids(_ticks, _lots) + _book.CopyTopAsks(_ticks, _lots);

    [Benchmark]
    public (Int128 Bid, Int128 Ask) DepthWithin5Bps() => _book.DepthWithin5Bps();

    public void Dispose()
    {
        _book.Dispose();
        GC.SuppressFinalize(this);
    }

    private static LevelUpdate Level(Random random, long mid, int away)
    {
        var distance = random.Next(25) == 0 ? random.Next(1, 500_000) : random.Next(1, 2_000);
        return new LevelUpdate { PriceTicks = mid + (away * distance), SizeLots = random.Next(3) == 0 ? 0 : random.Next(1, 10_000) };
    }
}
