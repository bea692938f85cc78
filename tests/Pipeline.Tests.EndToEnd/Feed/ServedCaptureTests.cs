using NUnit.Framework;
using Pipeline.Book;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Feeds.Capture;
using Pipeline.Testing;
using Pipeline.Venues.Binance.Live.Feed;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Tests.EndToEnd.Feed;

/// <summary>A recording served over a socket and followed gives the book of its replay, at every id that both applied and at the end.</summary>
[NonParallelizable]
public class ServedCaptureTests
{
    private const long Never = long.MaxValue / 4;

    [TestCase("usdm-btcusdt-20240808")]
    [TestCase("usdm-ethusdt-20240808")]
    public async Task Should_give_the_books_of_the_replay(string name)
    {
        if (!SharedFiles.TryFind($"captures/{name}.gz", out var path))
        {
            Assert.Ignore($"needs shared/captures/{name}.gz, which is not beside this checkout");
        }

        var instrument = name.Contains("btcusdt", StringComparison.Ordinal) ? ExchangeInstruments.BtcUsdt : ExchangeInstruments.EthUsdt;
        var (replayed, lastId, wholeBook) = Replay(path, instrument);
        await using var server = await ExchangeServer.StartAsync(new() { Capture = path, Speed = 0 });
        await using var live = new LiveBook(server, new LiveBookSetup { Instruments = [instrument], Streams = Streams(instrument), PatienceNanos = 120_000_000_000, Change = Patient });
        await live.UntilAsync(() => live.Book.AppliedUpdateId == lastId, $"the last id {lastId} is applied");
        await live.StopAsync();

        var both = live.Book.Frames.Keys.Where(replayed.ContainsKey).ToArray();
        TestContext.Out.WriteLine($"{both.Length} ids applied by both, of {replayed.Count} replayed and {live.Book.Frames.Count} followed");
        Assert.That(both.Where(id => live.Book.Frames[id] != replayed[id]), Is.Empty, "ids whose books differ");
        Assert.That(both, Has.Length.GreaterThan(replayed.Count * 99 / 100));
        Assert.That(live.Book.WholeBookHash(), Is.EqualTo(wholeBook));
    }

    // Served as fast as it is taken, and then silent: nothing is late.
    private static FeedOptions Patient(FeedOptions options) => options with { AuditNanos = Never };

    private static StreamContract[] Streams(Instrument instrument)
    {
        var symbol = instrument.Symbol.ToLowerInvariant();
        return
        [
            new($"{symbol}@depth@0ms", FeedRoute.Public, RecordKind.DepthUpdate, 0, 0),
            new($"{symbol}@bookTicker", FeedRoute.Public, RecordKind.BookTicker, 0, 0),
            new($"{symbol}@trade", FeedRoute.Public, RecordKind.Trade, 0, 0),
        ];
    }

    /// <summary>The file's own books; that they are those of `replay` is told by its bookHash, the fold of them all.</summary>
    private static (Dictionary<long, ulong> Frames, long LastId, ulong WholeBook) Replay(string path, Instrument instrument)
    {
        var instruments = new InstrumentTable();
        instruments.Add(instrument);
        var decoder = new MarketDataDecoder(instruments, Market.UsdM) { SnapshotInstrument = 0 };
        using var book = new InstrumentBook(0, InstrumentBookOptions.Default, instrument);
        using var reader = new CaptureReader([path]);
        var frames = new Dictionary<long, ulong>();
        var levels = new LevelUpdate[LevelArena.MaxRun];
        while (reader.TryReadLine(out var line))
        {
            Apply(in line, decoder, book, levels, frames);
        }

        var lastId = book.AppliedUpdateId;
        book.Finish();
        var summary = PipelineProcess.Run("replay", path, "--strategy", "idle", "--json").Json();
        Assert.That($"{book.BookHash:x16}", Is.EqualTo(summary.GetProperty("bookHash").GetString()).IgnoreCase, "the fold of these books is the replay's");
        return (frames, lastId, book.WholeBookHash());
    }

    private static void Apply(in CaptureLine line, MarketDataDecoder decoder, InstrumentBook book, LevelUpdate[] levels, Dictionary<long, ulong> frames)
    {
        var (record, result) = (new InputRecord { ReceiveNanos = line.ReceiveNanos }, default(BookResult));
        if (decoder.Decode(line.Text, ref record, levels, out _) != DeadLetterReason.None || record.Instrument != 0)
        {
            return;
        }

        book.Process(record, record.HasLevels ? levels.AsSpan(0, record.Depth.BidCount + record.Depth.AskCount) : [], line.ReceiveNanos, ref result);
        if (result.Action is BookAction.Applied or BookAction.SyncedNow)
        {
            frames[book.AppliedUpdateId] = book.FrameHash;
        }
    }
}
