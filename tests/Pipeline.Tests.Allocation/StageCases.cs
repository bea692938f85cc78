using System.Text;
using Pipeline.Book;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Allocation;

/// <summary>Single stages on the calling thread.</summary>
internal static class StageCases
{
    private const int Messages = 100_000;
    private const int RingSize = 1_024;

    public static IEnumerable<AllocationCase> All(TemporaryFolder folder) =>
    [
        Decode(),
        BookAlone(),
        BookFeaturesInference(),
        JournalAppend(folder, JournalOptions.Live, "live.tape"),
        JournalAppend(folder, JournalOptions.Import, "import.tape"),
        TapeRead(folder),
    ];

    private static AllocationCase Decode()
    {
        var lines = RecordedLines.Read(FaultyRecording.Path);
        var messages = lines.Where(line => line.Length > 20).Select(line => Encoding.UTF8.GetBytes(line[20..])).ToArray();
        var venue = new BinanceCaptureVenue().Identify(messages, true, [])!;
        var sequencer = new SingleProducerSequencer(RingSize, new BusySpinWaitStrategy());
        var reader = new Sequence();
        sequencer.AddGatingSequences(reader);
        var lane = new MarketDataLane(new Lane(0, sequencer, new Section<InputRecord>(RingSize), new LevelArena(65_536, RingSize), new Reader(sequencer, reader)), venue.CreateDecoder(), null);
        var next = 0L;
        return AllocationCase.OnThisThread("decode and publish", Messages, count =>
        {
            for (var i = 0; i < count; i++, next++)
            {
                lane.Receive(messages[next % messages.Length], next, new MarketDataLane.Position(0, next));
            }
        });
    }

    private static AllocationCase BookAlone()
    {
        var log = new DemoLog();
        var book = new InstrumentBook(0, InstrumentBookOptions.Default, log.Instrument);
        var row = default(FeatureRow);
        return AllocationCase.OnThisThread("book", Messages, count =>
        {
            for (var i = 0; i < count; i++)
            {
                ProcessOne(log, book, ref row, out _);
            }
        });
    }

    private static AllocationCase BookFeaturesInference()
    {
        var log = new DemoLog();
        var book = new InstrumentBook(0, InstrumentBookOptions.Default, log.Instrument);
        var engine = new FeatureEngine(log.Instrument, new FeatureOptions());
        var model = ConfigFile.Demo().LoadModel()!;
        var row = default(FeatureRow);
        return AllocationCase.OnThisThread("book, features and inference", Messages, count =>
        {
            for (var i = 0; i < count; i++)
            {
                var record = ProcessOne(log, book, ref row, out var result);
                Advance(engine, in record, in result, ref row);
                if (result.Action == BookAction.Applied)
                {
                    model.TryScore(row.Features.Values, row.Features.ValidMask, out row.Inference.Score);
                }
            }
        });
    }

    private static AllocationCase JournalAppend(TemporaryFolder folder, JournalOptions options, string name)
    {
        var log = new DemoLog();
        var header = new TapeHeader { FileId = Guid.NewGuid(), SessionId = 1, CreatedNanos = 0, Instruments = [log.Instrument] };
        var journal = JournalWriter.Create(folder.File(name), header, options);
        return AllocationCase.OnThisThread($"journal append, {(options.Tail ? "tail and blocks" : "blocks")}", Messages, count =>
        {
            for (var i = 0; i < count; i++)
            {
                var record = log.Next();
                journal.AppendInput(in record, log.Levels);
                journal.Write();
            }
        });
    }

    private static AllocationCase TapeRead(TemporaryFolder folder)
    {
        var log = new DemoLog();
        using var input = new RepeatedInput(log, 2 * Messages);
        ReplayRun.Of(input, tape: folder.File("read.tape"));
        var reader = TapeReader.Open(folder.File("read.tape"), ReadMode.Strict);
        return AllocationCase.OnThisThread("tape read", Messages, count =>
        {
            for (var read = 0; read < count; read += reader.Records.Length)
            {
                reader.ReadBlock();
            }
        });
    }

    private static InputRecord ProcessOne(DemoLog log, InstrumentBook book, ref FeatureRow row, out BookResult result)
    {
        var record = log.Next();
        result = default;
        if (record.Instrument != 0)
        {
            return record;
        }

        if (book.Process(in record, log.Levels, record.ReceiveNanos, ref result))
        {
            book.CutRow(in record, ref row.Book);
        }
        else if (result.Action == BookAction.SyncedNow)
        {
            book.CopyState(in record, ref row.Book);
        }

        return record;
    }

    private static void Advance(FeatureEngine engine, in InputRecord record, in BookResult result, ref FeatureRow row)
    {
        switch (result.Action)
        {
            case BookAction.Applied:
                engine.OnRow(ref row, result.LevelsApplied, result.PipelineNanos);
                break;
            case BookAction.SyncedNow:
                engine.OnSync(in row.Book, result.PipelineNanos);
                break;
            case BookAction.Broke:
                engine.OnInvalid();
                break;
            case BookAction.None when record.Kind == RecordKind.Trade && result.State == BookState.Synced:
                engine.OnTrade(result.PipelineNanos, record.Trade.SizeLots, (record.Flags & RecordFlags.BuyerIsMaker) != 0);
                break;
            default:
                break;
        }
    }

    private sealed class Reader(Sequencer sequencer, Sequence sequence) : IBackpressure
    {
        public void MakeRoom(long passed) => sequence.SetValue(sequencer.Cursor);
    }
}
