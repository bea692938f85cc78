using System.Diagnostics;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal;
using Pipeline.Primitives;

namespace Pipeline.Comparisons;

/// <summary>The tape against LZ4 on the JSON text, and on the records as they stand in memory: bytes, encoding, decoding.</summary>
/// <remarks>
/// The tape's figures include copying the record, columns, LZ4, both checksums and the chain, and decoding gives records
/// back. LZ4 on the text gives text back, which has still to be parsed.
/// </remarks>
internal static class JournalComparison
{
    private const string Path = "T.tape";
    private const int SyntheticMessages = 100_000;
    private const int QuickMessages = 2_000;
    private const int WarmUpRounds = 30;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var capture = options.CapturePath is { } path
            ? JournalCapture.Load(path)
            : JournalCapture.Synthetic(options.Quick ? QuickMessages : SyntheticMessages);
        var subject = new Subject(capture);
        for (var round = 0; round < (options.Quick ? 1 : WarmUpRounds); round++)
        {
            subject.RunRound(keep: false);
        }

        for (var round = 0; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            subject.RunRound(keep: true);
        }

        subject.CheckDigests();
        return subject.Report();
    }

    private sealed class Subject
    {
        private readonly JournalCapture _capture;
        private readonly JournalMemoryDisk _disk;
        private readonly JournalLz4Blocks _text;
        private readonly JournalLz4Blocks _structs;
        private readonly TapeHeader _header = new() { FileId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), SessionId = 1, CreatedNanos = 0, Instruments = [] };
        private readonly List<double>[] _nanos = [[], [], [], [], [], []];

        public Subject(JournalCapture capture)
        {
            _capture = capture;
            _disk = new JournalMemoryDisk((160 * capture.Records.Length) + (20 * capture.Levels.Length) + (1 << 16));
            _text = new JournalLz4Blocks(capture.Text);
            byte[] structs = [.. MemoryMarshal.AsBytes(capture.Records.AsSpan()), .. MemoryMarshal.AsBytes(capture.Levels.AsSpan())];
            _structs = new JournalLz4Blocks(structs);
        }

        private int Messages => _capture.Records.Length;

        public void RunRound(bool keep)
        {
            Write(keep);
            Time(1, _text.Encode, keep);
            Time(2, _structs.Encode, keep);
            Read(keep);
            Time(4, _text.Decode, keep);
            Time(5, _structs.Decode, keep);
        }

        public void CheckDigests()
        {
            var written = new RunningHash();
            AddAll(ref written, _capture.Records, _capture.Levels);
            var read = new RunningHash();
            using var reader = TapeReader.Open(Path, ReadMode.Strict, _disk);
            while (reader.ReadBlock())
            {
                AddAll(ref read, reader.Records, reader.Levels);
            }

            Invariant.Always(read.Value == written.Value && _text.IsExact() && _structs.IsExact(), "every contender gives back what it was given");
        }

        public ComparisonReport Report()
        {
            var tape = Bytes("bytes: tape", _disk.Length);
            var text = Bytes("bytes: LZ4 on the JSON text", _text.StoredBytes);
            var structs = Bytes("bytes: LZ4 on the records in memory", _structs.StoredBytes);
            var gzip = Bytes("bytes: the gzip capture", _capture.GzipBytes);
            string[] names = ["encode: tape", "encode: LZ4 on the JSON text", "encode: LZ4 on the records", "decode: tape", "decode: LZ4 on the JSON text, not parsed", "decode: LZ4 on the records"];
            var times = names.Select((name, i) => new Contender(name, _nanos[i])).ToArray();
            List<Ratio> ratios =
            [
                new("bytes, LZ4 text / tape", tape, text, HigherIsBetter: false, AtLeast: 1 / 0.45),
                new("bytes, LZ4 records / tape", tape, structs, HigherIsBetter: false, AtLeast: null),
                new("encode, LZ4 text / tape", times[0], times[1], HigherIsBetter: false, AtLeast: 1 / 0.4),
                new("encode, LZ4 records / tape", times[0], times[2], HigherIsBetter: false, AtLeast: null),
                new("decode, LZ4 text / tape", times[3], times[4], HigherIsBetter: false, AtLeast: null),
                new("decode, LZ4 records / tape", times[3], times[5], HigherIsBetter: false, AtLeast: null),
            ];
            if (_capture.GzipBytes > 0)
            {
                ratios.Add(new Ratio("bytes, gzip / tape", tape, gzip, HigherIsBetter: false, AtLeast: 1 / 0.75));
            }

            return new ComparisonReport(
                "journal: one recording as a tape", "bytes or nanoseconds a message", [tape, text, structs, .. _capture.GzipBytes > 0 ? [gzip] : Array.Empty<Contender>(), .. times], ratios,
                [$"{Messages} messages, {_capture.Levels.Length} levels", "in memory, no disk; K4os LZ4 L00_FAST, 64 KiB; tape: copying, checksums and chain included"]);
        }

        private Contender Bytes(string name, long bytes) => new(name, [.. Enumerable.Repeat((double)bytes / Messages, _nanos[0].Count)]);

        private void Time(int contender, Action action, bool keep)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            Keep(contender, start, keep);
        }

        private void Keep(int contender, long start, bool keep)
        {
            if (keep)
            {
                _nanos[contender].Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / Messages);
            }
        }

        /// <summary>Buffers are allocated before the clock starts, as the rivals' are: a session does it once.</summary>
        private void Write(bool keep)
        {
            _disk.Delete(Path);
            using var writer = JournalWriter.Create(Path, _header, JournalOptions.Import, _disk);
            var start = Stopwatch.GetTimestamp();
            Write(writer);
            Keep(0, start, keep);
        }

        private void Write(JournalWriter writer)
        {
            var levels = _capture.Levels.AsSpan();
            foreach (ref readonly var record in _capture.Records.AsSpan())
            {
                var run = record.HasLevels ? levels[..(record.Depth.BidCount + record.Depth.AskCount)] : [];
                levels = levels[run.Length..];
                writer.AppendInput(in record, run);
            }

            writer.Seal();
        }

        private void Read(bool keep)
        {
            using var reader = TapeReader.Open(Path, ReadMode.Strict, _disk);
            var start = Stopwatch.GetTimestamp();
            while (reader.ReadBlock())
            {
                GC.KeepAlive(reader);
            }

            Keep(3, start, keep);
        }

        private static void AddAll(ref RunningHash hash, ReadOnlySpan<InputRecord> records, ReadOnlySpan<LevelUpdate> levels)
        {
            foreach (var record in records)
            {
                var copy = record;
                var first = (int)copy.Depth.LevelOffset;
                copy.Depth.LevelOffset = copy.HasLevels ? 0 : copy.Depth.LevelOffset;
                hash.Add(in copy);
                if (copy.HasLevels)
                {
                    hash.Add(MemoryMarshal.AsBytes(levels.Slice(first, copy.Depth.BidCount + copy.Depth.AskCount)));
                }
            }
        }
    }
}
