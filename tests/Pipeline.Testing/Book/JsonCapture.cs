using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Testing.Book;

/// <summary>Reads a recording with System.Text.Json and decimals: slow, plain, and no code of the project's decoder.</summary>
/// <param name="paths">Gzip files, read as one stream.</param>
/// <param name="tick">Tick size.</param>
/// <param name="lot">Lot size.</param>
public sealed class JsonCapture(IReadOnlyList<string> paths, decimal tick, decimal lot)
{
    private const long NanosPerMicro = 1_000;
    private const long NanosPerMilli = 1_000_000;
    private const long FirstNanos = 1_000_000_000_000_000_000;

    /// <summary>Diffs, snapshots and tickers in order; other messages come as <see cref="RecordKind.Other"/>.</summary>
    public IEnumerable<(InputRecord Record, LevelUpdate[] Levels)> Read()
    {
        foreach (var path in paths)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                yield return Parse(line);
            }
        }
    }

    private (InputRecord Record, LevelUpdate[] Levels) Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var time = long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
        using var document = JsonDocument.Parse(line.AsMemory(space + 1));
        var root = document.RootElement;
        var stream = root.TryGetProperty("stream", out var name) ? name.GetString()! : "";
        var body = root.TryGetProperty("data", out var data) ? data : root;
        var record = new InputRecord
        {
            Kind = RecordKind.Other,
            ReceiveNanos = time < FirstNanos ? time * NanosPerMicro : time,
            EventNanos = Millis(body, "E"),
            TransactionNanos = Millis(body, "T"),
        };
        return body.TryGetProperty("lastUpdateId", out var id) ? Snapshot(record, body, id.GetInt64())
            : stream.Contains("@depth", StringComparison.Ordinal) ? Diff(record, body)
            : stream.EndsWith("@bookTicker", StringComparison.Ordinal) ? (Ticker(record, body), [])
            : (record, []);
    }

    private (InputRecord Record, LevelUpdate[] Levels) Snapshot(InputRecord record, JsonElement body, long id)
    {
        record.Kind = RecordKind.DepthSnapshot;
        record.Depth.FirstUpdateId = InputRecord.Absent;
        record.Depth.PreviousFinalUpdateId = InputRecord.Absent;
        record.Depth.FinalUpdateId = id;
        return WithLevels(record, body.GetProperty("bids"), body.GetProperty("asks"));
    }

    private (InputRecord Record, LevelUpdate[] Levels) Diff(InputRecord record, JsonElement body)
    {
        record.Kind = RecordKind.DepthUpdate;
        record.Depth.FirstUpdateId = body.GetProperty("U").GetInt64();
        record.Depth.FinalUpdateId = body.GetProperty("u").GetInt64();
        record.Depth.PreviousFinalUpdateId = InputRecord.Absent;
        if (body.TryGetProperty("pu", out var previous))
        {
            record.Flags = RecordFlags.ChainedByPrevious;
            record.Depth.PreviousFinalUpdateId = previous.GetInt64();
        }

        return WithLevels(record, body.GetProperty("b"), body.GetProperty("a"));
    }

    private InputRecord Ticker(InputRecord record, JsonElement body)
    {
        record.Kind = RecordKind.BookTicker;
        record.Ticker.UpdateId = body.GetProperty("u").GetInt64();
        record.Ticker.BidTicks = Units(body.GetProperty("b"), tick);
        record.Ticker.BidLots = Units(body.GetProperty("B"), lot);
        record.Ticker.AskTicks = Units(body.GetProperty("a"), tick);
        record.Ticker.AskLots = Units(body.GetProperty("A"), lot);
        return record;
    }

    private (InputRecord Record, LevelUpdate[] Levels) WithLevels(InputRecord record, JsonElement bids, JsonElement asks)
    {
        record.Depth.BidCount = bids.GetArrayLength();
        record.Depth.AskCount = asks.GetArrayLength();
        return (record, [.. bids.EnumerateArray().Concat(asks.EnumerateArray()).Select(Level)]);
    }

    private LevelUpdate Level(JsonElement pair) => new() { PriceTicks = Units(pair[0], tick), SizeLots = Units(pair[1], lot) };

    private static long Millis(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) ? value.GetInt64() * NanosPerMilli : InputRecord.Absent;

    private static long Units(JsonElement text, decimal unit)
    {
        var units = decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) / unit;
        return units == decimal.Truncate(units) ? (long)units : throw new FormatException($"{text} is off the grid of {unit}");
    }
}
