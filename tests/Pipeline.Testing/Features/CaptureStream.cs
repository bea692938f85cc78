using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Testing.Features;

/// <summary>Reads captures the slow and plain way: System.Text.Json, decimals, sorted dictionaries.</summary>
public sealed class CaptureStream
{
    private readonly Instrument _instrument;
    private readonly PlainBook _book = new();
    private readonly List<JsonElement> _buffer = [];
    private readonly List<FeatureEvent> _events = [];
    private readonly decimal _ticksPerUnit;
    private readonly decimal _lotsPerUnit;
    private long _lastId;
    private bool _synced;
    private bool _awaitsBridge;
    private int _syncs;
    private int _rows;
    private long _now;

    private CaptureStream(Instrument instrument)
    {
        _instrument = instrument;
        _ticksPerUnit = PowerOfTen(instrument.PriceDecimals);
        _lotsPerUnit = PowerOfTen(instrument.SizeDecimals);
    }

    /// <summary>Diffs applied after the sync.</summary>
    public int Diffs { get; private set; }

    public static FeatureStream Read(Instrument instrument, params string[] paths)
    {
        var reader = new CaptureStream(instrument);
        foreach (var line in paths.SelectMany(Lines))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var received = long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
            reader._now = received < 100_000_000_000_000_000 ? received * 1000 : received;
            using var document = JsonDocument.Parse(line.AsMemory(space + 1));
            reader.OnMessage(document.RootElement);
        }

        return new FeatureStream(instrument, reader._events, reader._now);
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static decimal PowerOfTen(int exponent) => exponent == 0 ? 1 : 10 * PowerOfTen(exponent - 1);

    private bool IsSpot => _instrument.Market == Market.Spot;

    private void OnMessage(JsonElement message)
    {
        var data = message.TryGetProperty("data", out var inner) ? inner : message;
        if (data.TryGetProperty("lastUpdateId", out var id))
        {
            OnSnapshot(data, id.GetInt64());
        }
        else if (IsTicker(data))
        {
            _events.Add(new FeatureEvent { Step = FeatureStep.Ticker, ReceiveNanos = _now, UpdateId = Id(data, "u") });
        }
        else if (data.TryGetProperty("e", out var kind))
        {
            switch (kind.GetString())
            {
                case "depthUpdate":
                    OnDiff(data);
                    break;
                case "trade" when !data.TryGetProperty("X", out var type) || type.GetString() == "MARKET":
                    OnTrade(data);
                    break;
            }
        }
    }

    // On spot a ticker does not say what it is.
    private static bool IsTicker(JsonElement data) => data.TryGetProperty("e", out var kind)
        ? kind.GetString() == "bookTicker"
        : data.TryGetProperty("u", out _) && data.TryGetProperty("B", out _);

    private void OnTrade(JsonElement data)
    {
        if (_synced)
        {
            _events.Add(new FeatureEvent
            {
                Step = FeatureStep.Trade,
                ReceiveNanos = _now,
                SizeLots = Lots(data.GetProperty("q")),
                BuyerIsMaker = data.GetProperty("m").GetBoolean(),
            });
        }
    }

    private void OnSnapshot(JsonElement data, long id)
    {
        if (_synced)
        {
            return;
        }

        _book.Clear();
        Apply(data, "bids", "asks");
        _lastId = id;
        var kept = _buffer.Where(diff => !IsOld(diff, id)).ToList();
        _buffer.Clear();
        _awaitsBridge = kept.Count == 0;
        if (!_awaitsBridge && !Bridges(kept[0], id))
        {
            throw new InvalidDataException("the snapshot is too old for this reader");
        }

        kept.ForEach(diff => Apply(diff, "b", "a"));
        if (!_awaitsBridge)
        {
            _lastId = Id(kept[^1], "u");
            Sync();
        }
    }

    private void OnDiff(JsonElement data)
    {
        if (_synced)
        {
            OnNextDiff(data);
        }
        else if (!_awaitsBridge)
        {
            _buffer.Add(data.Clone());
        }
        else if (!IsOld(data, _lastId) && Bridges(data, _lastId))
        {
            Apply(data, "b", "a");
            _lastId = Id(data, "u");
            Sync();
        }
    }

    private void OnNextDiff(JsonElement data)
    {
        if (Id(data, "u") <= _lastId)
        {
            return;
        }

        if (IsSpot ? Id(data, "U") > _lastId + 1 : Id(data, "pu") > _lastId)
        {
            throw new InvalidDataException("the capture has a gap");
        }

        var levels = Apply(data, "b", "a");
        _lastId = Id(data, "u");
        Diffs++;
        var book = State();
        book.EventNanos = Id(data, "E") * 1_000_000;
        book.TransactionNanos = IsSpot ? InputRecord.Absent : Id(data, "T") * 1_000_000;
        var cutsRow = book is { BidCount: > 0, AskCount: > 0 };
        book.Number = cutsRow ? ++_rows : 0;
        _events.Add(new FeatureEvent
        {
            Step = cutsRow ? FeatureStep.Row : FeatureStep.OneSided,
            ReceiveNanos = _now,
            Book = book,
            Levels = levels,
        });
    }

    private void Sync()
    {
        _synced = true;
        _awaitsBridge = false;
        _syncs++;
        _events.Add(new FeatureEvent { Step = FeatureStep.Sync, ReceiveNanos = _now, Book = State() });
    }

    private RowBook State()
    {
        var book = _book.ToRow(_instrument);
        book.UpdateId = _lastId;
        book.ReceiveNanos = _now;
        book.SessionId = _syncs - 1;
        return book;
    }

    private bool IsOld(JsonElement diff, long id) => IsSpot ? Id(diff, "u") <= id : Id(diff, "u") < id;

    private bool Bridges(JsonElement diff, long id) =>
        IsSpot ? Id(diff, "U") <= id + 1 : (Id(diff, "U") <= id && id <= Id(diff, "u")) || Id(diff, "pu") == id;

    private long Apply(JsonElement data, string bids, string asks)
    {
        var levels = 0;
        foreach (var level in data.GetProperty(bids).EnumerateArray())
        {
            _book.SetBid(Ticks(level[0]), Lots(level[1]));
            levels++;
        }

        foreach (var level in data.GetProperty(asks).EnumerateArray())
        {
            _book.SetAsk(Ticks(level[0]), Lots(level[1]));
            levels++;
        }

        return levels;
    }

    private long Ticks(JsonElement text) => Whole(Number(text) * _ticksPerUnit);

    private long Lots(JsonElement text) => Whole(Number(text) * _lotsPerUnit);

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static long Whole(decimal value) =>
        decimal.Truncate(value) == value ? (long)value : throw new InvalidDataException($"{value} is off the grid");

    private static long Id(JsonElement data, string name) => data.GetProperty(name).GetInt64();
}
