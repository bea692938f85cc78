using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>Messages as records and as the text they came in: what both contenders of the journal comparison store.</summary>
/// <param name="Records">One record a message; a depth record's LevelOffset is its place in Levels.</param>
/// <param name="Levels">All levels.</param>
/// <param name="Text">The JSON lines of the same messages, receive times included.</param>
/// <param name="GzipBytes">Length of the gzip file that they came in; 0 for synthetic data.</param>
internal sealed record JournalCapture(InputRecord[] Records, LevelUpdate[] Levels, byte[] Text, long GzipBytes)
{
    private const long NanosPerMilli = 1_000_000;

    /// <summary>Reads a gzip capture of one USD-M symbol.</summary>
    public static JournalCapture Load(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        var text = memory.ToArray();
        return Parse(text, new FileInfo(path).Length);
    }

    /// <summary>Synthetic messages in the same form.</summary>
    public static JournalCapture Synthetic(int messages) => Parse(JournalSyntheticText.Create(messages), gzipBytes: 0);

    private static JournalCapture Parse(byte[] text, long gzipBytes)
    {
        var builder = new Builder();
        foreach (var line in text.AsSpan().Split((byte)'\n'))
        {
            if (line.Start.Value != line.End.Value)
            {
                builder.Add(text.AsMemory(line));
            }
        }

        return new JournalCapture([.. builder.Records], [.. builder.Levels], text, gzipBytes);
    }

    /// <summary>Turns lines into records. Slow and plain: it runs before anything is timed.</summary>
    private sealed class Builder
    {
        private const decimal TickSize = 0.1m;
        private const decimal LotSize = 0.001m;

        public List<InputRecord> Records { get; } = [];

        public List<LevelUpdate> Levels { get; } = [];

        public void Add(ReadOnlyMemory<byte> line)
        {
            var space = line.Span.IndexOf((byte)' ');
            var record = new InputRecord
            {
                ReceiveNanos = long.Parse(Encoding.ASCII.GetString(line.Span[..space])),
                EventNanos = InputRecord.Absent,
                TransactionNanos = InputRecord.Absent,
            };
            using var document = JsonDocument.Parse(line[(space + 1)..]);
            var root = document.RootElement;
            Fill(ref record, root.TryGetProperty("data", out var data) ? data : root);
            Records.Add(record);
        }

        private void Fill(ref InputRecord record, JsonElement message)
        {
            record.EventNanos = Millis(message, "E");
            record.TransactionNanos = Millis(message, "T");
            switch (message.TryGetProperty("e", out var type) ? type.GetString() : "snapshot")
            {
                case "depthUpdate":
                    record.Kind = RecordKind.DepthUpdate;
                    record.Flags = RecordFlags.ChainedByPrevious;
                    AddDepth(ref record, message, "b", "a");
                    record.Depth.FirstUpdateId = message.GetProperty("U").GetInt64();
                    record.Depth.FinalUpdateId = message.GetProperty("u").GetInt64();
                    record.Depth.PreviousFinalUpdateId = message.GetProperty("pu").GetInt64();
                    break;
                case "bookTicker":
                    record.Kind = RecordKind.BookTicker;
                    record.Ticker = ReadTicker(message);
                    break;
                case "trade":
                    record.Kind = RecordKind.Trade;
                    record.Flags = TradeFlags(message);
                    record.Trade = ReadTrade(message);
                    break;
                case "snapshot":
                    record.Kind = RecordKind.DepthSnapshot;
                    AddDepth(ref record, message, "bids", "asks");
                    record.Depth.FirstUpdateId = InputRecord.Absent;
                    record.Depth.FinalUpdateId = message.GetProperty("lastUpdateId").GetInt64();
                    record.Depth.PreviousFinalUpdateId = InputRecord.Absent;
                    break;
                default:
                    record.Kind = RecordKind.Other;
                    break;
            }
        }

        private void AddDepth(ref InputRecord record, JsonElement message, string bids, string asks)
        {
            record.Depth.LevelOffset = Levels.Count;
            record.Depth.BidCount = AddSide(message.GetProperty(bids));
            record.Depth.AskCount = AddSide(message.GetProperty(asks));
        }

        private int AddSide(JsonElement side)
        {
            foreach (var level in side.EnumerateArray())
            {
                Levels.Add(new LevelUpdate { PriceTicks = Units(level[0], TickSize), SizeLots = Units(level[1], LotSize) });
            }

            return side.GetArrayLength();
        }

        private static TickerBody ReadTicker(JsonElement message) => new()
        {
            UpdateId = message.GetProperty("u").GetInt64(),
            BidTicks = Units(message.GetProperty("b"), TickSize),
            BidLots = Units(message.GetProperty("B"), LotSize),
            AskTicks = Units(message.GetProperty("a"), TickSize),
            AskLots = Units(message.GetProperty("A"), LotSize),
        };

        private static TradeBody ReadTrade(JsonElement message) => new()
        {
            TradeId = message.GetProperty("t").GetInt64(),
            PriceTicks = Units(message.GetProperty("p"), TickSize),
            SizeLots = Units(message.GetProperty("q"), LotSize),
            FirstTradeId = InputRecord.Absent,
            LastTradeId = InputRecord.Absent,
        };

        private static RecordFlags TradeFlags(JsonElement message) =>
            (message.GetProperty("m").GetBoolean() ? RecordFlags.BuyerIsMaker : RecordFlags.None)
            | (message.GetProperty("X").GetString() == "MARKET" ? RecordFlags.None : RecordFlags.Filtered);

        private static long Units(JsonElement number, decimal unit) => (long)(decimal.Parse(number.GetString()!) / unit);

        private static long Millis(JsonElement message, string name) =>
            message.TryGetProperty(name, out var value) ? value.GetInt64() * NanosPerMilli : InputRecord.Absent;
    }
}
