using BenchmarkDotNet.Attributes;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Testing.Journal;

namespace Pipeline.Benchmarks;

/// <summary>One message into the journal and one out of it: seven tickers and two trades to every diff of 40 levels.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const string Path = "T.tape";
    private const int Messages = 20_000;
    private const int LevelsOfDiff = 40;

    private readonly InputRecord[] _records = new InputRecord[Messages];
    private readonly LevelUpdate[] _levels = new LevelUpdate[LevelsOfDiff];
    private readonly TapeHeader _header = new() { FileId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), SessionId = 1, CreatedNanos = 0, Instruments = [] };
    private SimulatedDisk _tape = new();

    /// <summary>Makes the messages and a tape of them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        var (nanos, id) = (1_723_161_255_000_000_000L, 5_123_107_832_006L);
        for (var i = 0; i < Messages; i++)
        {
            nanos += 100 * random.Next(50, 60_000);
            id += random.Next(1, 900);
            _records[i] = Create(i, nanos, id, random);
        }

        for (var i = 0; i < LevelsOfDiff; i++)
        {
            _levels[i] = new LevelUpdate { PriceTicks = 617_000 + (37 * i), SizeLots = random.Next(5_000) };
        }

        _tape = new SimulatedDisk();
        Write(JournalOptions.Import, _tape);
    }

    /// <summary>Append, columns, LZ4, checksums: blocks only.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void Encode() => Write(JournalOptions.Import, new SimulatedDisk());

    /// <summary>The same with every message a batch of its own in the tail.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void EncodeWithTail() => Write(JournalOptions.Live with { TailBytes = 1 << 20 }, new SimulatedDisk());

    /// <summary>Checksums, LZ4, columns back into records.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public int Decode()
    {
        using var reader = TapeReader.Open(Path, ReadMode.Strict, _tape);
        var records = 0;
        while (reader.ReadBlock())
        {
            records += reader.Records.Length;
        }

        return records;
    }

    private static InputRecord Create(int index, long nanos, long id, Random random)
    {
        var millis = nanos / 1_000_000 * 1_000_000;
        var record = new InputRecord { ReceiveNanos = nanos, EventNanos = millis, TransactionNanos = millis };
        switch (index % 10)
        {
            case 0:
                record.Kind = RecordKind.DepthUpdate;
                record.Depth = new DepthBody { FirstUpdateId = id - 5, FinalUpdateId = id, PreviousFinalUpdateId = id - 9, BidCount = LevelsOfDiff / 2, AskCount = LevelsOfDiff / 2 };
                break;
            case < 3:
                record.Kind = RecordKind.Trade;
                record.Trade = new TradeBody { TradeId = index, PriceTicks = 617_000, SizeLots = random.Next(1, 500), FirstTradeId = InputRecord.Absent, LastTradeId = InputRecord.Absent };
                break;
            default:
                record.Kind = RecordKind.BookTicker;
                record.Ticker = new TickerBody { UpdateId = id, BidTicks = 617_000, BidLots = random.Next(9_000), AskTicks = 617_001, AskLots = random.Next(9_000) };
                break;
        }

        return record;
    }

    private void Write(JournalOptions options, SimulatedDisk disk)
    {
        using var writer = JournalWriter.Create(Path, _header, options, disk);
        foreach (ref readonly var record in _records.AsSpan())
        {
            writer.AppendInput(in record, record.HasLevels ? _levels : []);
            writer.Write();
        }

        writer.Seal();
    }
}
