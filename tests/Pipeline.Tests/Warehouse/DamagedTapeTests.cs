using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Warehouse;

/// <summary>A tape that was cut short or changed, through the readers behind every verb: none may pass a part off as the whole.</summary>
public sealed class DamagedTapeTests
{
    private const int Lines = 1_500;
    private const int Cuts = 40;
    private const int Flips = 200;
    private const int BlockBytes = 8_000;

    private TemporaryFolder _folder = null!;
    private byte[] _tape = [];
    private List<long> _borders = [];

    [OneTimeSetUp]
    public void WriteTape()
    {
        _folder = new TemporaryFolder();
        var recording = _folder.WriteLines("small.txt", RecordedLines.Read(FaultyRecording.Path).Take(Lines));
        var path = _folder.File("whole.tape");
        using (var input = new CaptureInput([recording], new BinanceCaptureVenue(null), [], null))
        {
            var setup = ReplayRun.Setup(input);
            using var journal = JournalWriter.Create(path, ReplayRun.Header(setup), JournalOptions.Import with { BlockBytes = BlockBytes });
            new ReplayRunner(input, setup with { Journal = journal }).Run(CancellationToken.None);
            journal.Seal();
        }

        _tape = File.ReadAllBytes(path);
        _borders = BordersOf(path);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Readers()
    {
        yield return Reader("replay and verify", Replay);
        yield return Reader("load, sql, quality, plot, dataset and lineage", Rows);
        yield return Reader("tape cat and repair", Cat);
        yield return Reader("tape verify", Verify);
        yield return Reader("tape info", Info);

        static TestCaseData Reader(string verbs, Func<string, (long Rows, bool IsTold)> read) => new TestCaseData(read).SetArgDisplayNames(verbs);
    }

    [TestCaseSource(nameof(Readers))]
    public void Should_tell_nothing_of_a_whole_tape(Func<string, (long Rows, bool IsTold)> read)
    {
        var (rows, isTold) = read(Write(_tape));
        Assert.That((rows > 0, isTold), Is.EqualTo((true, false)));
    }

    [TestCaseSource(nameof(Readers))]
    public void Should_tell_of_a_cut_at_any_place_block_borders_included(Func<string, (long Rows, bool IsTold)> read)
    {
        Assert.That(_borders, Has.Count.GreaterThan(5));
        var random = new Random(1);
        foreach (var length in _borders.Concat(Enumerable.Range(0, Cuts).Select(_ => random.NextInt64(_tape.Length))))
        {
            Assert.That(IsTold(read, _tape[..(int)length]), $"cut to {length} of {_tape.Length} bytes");
        }
    }

    [TestCaseSource(nameof(Readers))]
    public void Should_tell_of_any_one_bit_that_is_turned(Func<string, (long Rows, bool IsTold)> read)
    {
        var random = new Random(2);
        for (var i = 0; i < Flips; i++)
        {
            var (at, bit) = (random.Next(_tape.Length), random.Next(8));
            var changed = (byte[])_tape.Clone();
            changed[at] ^= (byte)(1 << bit);
            Assert.That(IsTold(read, changed), $"bit {bit} of byte {at}");
        }
    }

    private bool IsTold(Func<string, (long Rows, bool IsTold)> read, byte[] tape)
    {
        try
        {
            return read(Write(tape)).IsTold;
        }
        catch (Exception e) when (e is TapeException or InputUnusableException)
        {
            return true;
        }
    }

    private string Write(byte[] tape) => _folder.WriteBytes("t.tape", tape);

    // Between the blocks, behind the last of them too: where the seal starts.
    private static List<long> BordersOf(string path)
    {
        using var reader = TapeReader.Open(path, ReadMode.Strict);
        var borders = new List<long>();
        while (reader.ReadBlock())
        {
            borders.Add(reader.Progress.Read);
        }

        return borders;
    }

    private static (long Rows, bool IsTold) Replay(string path)
    {
        using var input = new TapeInput(path);
        var rows = 0L;
        while (input.TryRead(out _))
        {
            rows++;
        }

        return (rows, input.Errors.Count > 0);
    }

    private static (long Rows, bool IsTold) Rows(string path)
    {
        using var source = new TapeSource([path], []);
        using var stream = new StreamRows(source, new LoadOptions { AllowInferred = true }, LoadedBlocks.None);
        var rows = 0L;
        foreach (var batch in stream.Read(CancellationToken.None))
        {
            rows += batch.Tables.Sum(table => (long)table.Rows);
            batch.Release?.Invoke();
        }

        return (rows, stream.Defects.Count > 0);
    }

    private static (long Rows, bool IsTold) Cat(string path)
    {
        using var reader = TapeReader.Open(path, ReadMode.Salvage);
        var rows = 0L;
        while (reader.ReadBlock())
        {
            rows += reader.Records.Length;
        }

        return (rows, reader.Defects.Count > 0);
    }

    private static (long Rows, bool IsTold) Verify(string path)
    {
        var result = TapeInspector.Verify(path);
        return (result.Records, !result.IsSound);
    }

    private static (long Rows, bool IsTold) Info(string path)
    {
        var info = TapeInspector.Info(path);
        return (info.Records, info.Defect is not null);
    }
}
