using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Comparisons;

/// <summary>Text of a capture to records, against what one writes with System.Text.Json.</summary>
/// <remarks>
/// Every contender fills the same record and the same levels. Before anything is timed, each decodes everything once and the
/// digests over all fields of all records and levels must be equal.
/// </remarks>
internal static class DecodeComparison
{
    private const int QuickMessages = 2_000;
    private const double WarmSeconds = 1.5;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var workload = DecodeWorkload.Load(options.CapturePath, options.Quick ? QuickMessages : int.MaxValue);
        var contenders = new List<Contender>();
        var ratios = new List<Ratio>();
        Compare(workload, "all", options, contenders, ratios, isWhole: true);
        foreach (var kind in new[] { RecordKind.DepthUpdate, RecordKind.BookTicker, RecordKind.Trade })
        {
            var part = workload.Only(kind);
            if (part.Count > 0)
            {
                Compare(part, kind.ToString(), options, contenders, ratios, isWhole: false);
            }
        }

        CompareVariants(workload, options, contenders, ratios);
        return new ComparisonReport("decode", "ns/message", contenders, ratios, Conditions(workload, options));
    }

    /// <summary>The same messages in other layouts: our time must not depend on what a venue's layout happens to be.</summary>
    private static void CompareVariants(DecodeWorkload workload, ComparisonOptions options, List<Contender> contenders, List<Ratio> ratios)
    {
        var expected = Digest(workload, Entries(workload, isWhole: false)[0].Decoder);
        foreach (var (name, rewrite) in DecodeVariants.All)
        {
            var variant = rewrite(workload);
            if (Digest(variant, Entries(variant, isWhole: false)[0].Decoder) != expected)
            {
                throw new InvalidDataException($"{name} gives other records than the messages as they were");
            }

            Compare(variant, name, options, contenders, ratios, isWhole: false);
        }
    }

    private static void Compare(
        DecodeWorkload workload, string name, ComparisonOptions options, List<Contender> contenders, List<Ratio> ratios, bool isWhole)
    {
        var entries = Entries(workload, isWhole);
        RequireEqualDigests(workload, entries);
        var rounds = options.Quick ? 1 : options.Rounds;
        foreach (var entry in entries)
        {
            Warm(workload, entry.Decoder, options.Quick ? 0 : WarmSeconds);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var entry in entries)
            {
                entry.Figures.Add(NanosPerMessage(workload, entry.Decoder));
            }
        }

        var measured = entries.ToDictionary(entry => entry.Name, entry => new Contender($"{entry.Name}, {name}", entry.Figures));
        contenders.AddRange(measured.Values);
        ratios.Add(new Ratio($"{name}: pipeline / reader loop", measured[Ours], measured[Reader], HigherIsBetter: false, isWhole ? 8 : null));
        if (isWhole)
        {
            ratios.Add(new Ratio("all: pipeline / JsonDocument", measured[Ours], measured[Document], HigherIsBetter: false, AtLeast: null));
            ratios.Add(new Ratio("all: reader loop / JsonDocument", measured[Reader], measured[Document], HigherIsBetter: false, AtLeast: null));
        }
    }

    private const string Ours = "pipeline";
    private const string Reader = "Utf8JsonReader loop, fixed point";
    private const string Document = "JsonDocument + decimal.Parse";

    private static List<Entry> Entries(DecodeWorkload workload, bool isWhole)
    {
        List<Entry> entries = [new(Ours, new PipelineDecoder(workload, MarketDataDecoder.Widest)), new(Reader, new ReaderLoopDecoder(workload))];
        if (isWhole)
        {
            entries.Add(new Entry(Document, new DocumentDecoder(workload)));
            entries.AddRange(Enum.GetValues<DecodeWidth>()
                .Where(width => width != MarketDataDecoder.Widest && MarketDataDecoder.IsSupported(width))
                .Select(width => new Entry($"pipeline at {width}", new PipelineDecoder(workload, width))));
        }

        return entries;
    }

    private static void RequireEqualDigests(DecodeWorkload workload, List<Entry> entries)
    {
        var expected = Digest(workload, entries[0].Decoder);
        foreach (var entry in entries)
        {
            var digest = Digest(workload, entry.Decoder);
            if (digest != expected)
            {
                throw new InvalidDataException($"{entry.Name} has digest {digest:x16}, {entries[0].Name} {expected:x16}");
            }
        }
    }

    /// <summary>Over every byte of every record but those that the lane writes, and over every level.</summary>
    private static ulong Digest(DecodeWorkload workload, IDecodeContender decoder)
    {
        var hash = new RunningHash();
        var levels = new LevelUpdate[LevelArena.MaxRun];
        for (var index = 0; index < workload.Count; index++)
        {
            var record = new InputRecord();
            if (!decoder.Decode(index, ref record, levels))
            {
                throw new InvalidDataException($"message {index} was not decoded");
            }

            hash.Add(in record);
            hash.Add(MemoryMarshal.AsBytes(levels.AsSpan(0, record.HasLevels ? record.Depth.BidCount + record.Depth.AskCount : 0)));
        }

        return hash.Value;
    }

    private static void Warm(DecodeWorkload workload, IDecodeContender decoder, double seconds)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            NanosPerMessage(workload, decoder);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }

    private static double NanosPerMessage(DecodeWorkload workload, IDecodeContender decoder)
    {
        var levels = new LevelUpdate[LevelArena.MaxRun];
        var record = new InputRecord();
        var decoded = 0;
        var start = Stopwatch.GetTimestamp();
        for (var index = 0; index < workload.Count; index++)
        {
            decoded += decoder.Decode(index, ref record, levels) ? 1 : 0;
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        return decoded == workload.Count ? elapsed.TotalNanoseconds / decoded : throw new InvalidDataException("not every message was decoded");
    }

    private static List<string> Conditions(DecodeWorkload workload, ComparisonOptions options) =>
    [
        options.CapturePath is null ? "synthetic messages" : Path.GetFileName(options.CapturePath),
        string.Create(CultureInfo.InvariantCulture, $"{workload.Count} messages, {workload.Bytes} bytes, {workload.Instrument.Market} {workload.Instrument.Symbol}"),
        $"width {MarketDataDecoder.Widest}; record and levels filled by all, digests over all fields equal",
        "one thread, .NET defaults (tiered compilation, PGO), warmed, rounds alternate",
    ];

    private sealed record Entry(string Name, IDecodeContender Decoder)
    {
        public List<double> Figures { get; } = [];
    }

    private sealed class PipelineDecoder : IDecodeContender
    {
        private readonly DecodeWorkload _workload;
        private readonly MarketDataDecoder _decoder;

        public PipelineDecoder(DecodeWorkload workload, DecodeWidth width)
        {
            var instruments = new InstrumentTable();
            _workload = workload;
            _decoder = new MarketDataDecoder(instruments, workload.Instrument.Market, width) { SnapshotInstrument = instruments.Add(workload.Instrument) };
        }

        public bool Decode(int index, ref InputRecord record, LevelUpdate[] levels) =>
            _decoder.Decode(_workload[index], ref record, levels, out _) == DeadLetterReason.None;
    }
}
