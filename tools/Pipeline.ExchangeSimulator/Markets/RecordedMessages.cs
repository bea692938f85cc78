using System.Text;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>One recorded line: when, which stream (none for a REST snapshot) and the message's own bytes, unwrapped.</summary>
internal sealed record RecordedMessage(long Nanos, string Stream, byte[] Raw)
{
    public bool IsSnapshot => Stream.Length == 0;
}

/// <summary>A capture in memory: lines of receive time and JSON, in the order of the file.</summary>
/// <remarks>A REST snapshot that names no symbol belongs to the symbol of the capture's first stream.</remarks>
internal sealed class RecordedMessages
{
    private const long SmallestNanos = 1_000_000_000_000_000_000;

    private readonly Dictionary<string, List<RecordedMessage>> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _diffStreams = new(StringComparer.Ordinal);
    private readonly List<RecordedMessage> _early = [];

    public IEnumerable<string> Symbols => _bySymbol.Keys;

    /// <summary>By the first diff: without `pu` it is spot's, of another pair than its symbol COIN-M's.</summary>
    public Market Market { get; private set; } = Market.UsdM;

    public IReadOnlyList<RecordedMessage> Of(string symbol) => _bySymbol[symbol];

    /// <summary>A capture has one diff stream a symbol: whatever speed is subscribed, it is that one.</summary>
    public string KeyOf(string name) =>
        FollowedBook.IsDiffStream(name) && _diffStreams.TryGetValue(name[..name.IndexOf('@')], out var recorded) ? recorded : name;

    /// <summary>The usual grid of the symbol, or the one that its snapshot shows.</summary>
    public Instrument InstrumentOf(string symbol)
    {
        var usual = ExchangeInstruments.Named(symbol, Market);
        return ExchangeInstruments.IsKnown(symbol, Market) || Of(symbol).FirstOrDefault(message => message.IsSnapshot) is not { } snapshot
            ? usual
            : SnapshotGrid.Of(snapshot.Raw, usual);
    }

    /// <exception cref="IOException">The file cannot be read or holds no stream.</exception>
    public static RecordedMessages Load(string path)
    {
        var messages = new RecordedMessages();
        foreach (var line in CaptureLines.Read(path))
        {
            messages.TryAdd(line);
        }

        messages.Settle();
        return messages._bySymbol.Count > 0 ? messages : throw new IOException($"{path}: no line of a stream in it");
    }

    private void TryAdd(string line)
    {
        var space = line.IndexOf(' ');
        if (space <= 0 || !long.TryParse(line.AsSpan(0, space), out var time))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(line.AsMemory(space + 1));
            Add(time >= SmallestNanos ? time : time * 1_000, document.RootElement);
        }
        catch (JsonException)
        {
            // A damaged line of the capture was never whole on the wire either; the exchange sends what can be sent.
            Damaged++;
        }
    }

    /// <summary>Lines that are no JSON.</summary>
    public long Damaged { get; private set; }

    private void Add(long nanos, JsonElement message)
    {
        if (message.TryGetProperty("stream", out var stream) && message.TryGetProperty("data", out var data))
        {
            var name = stream.GetString()!;
            ListOf(name).Add(new RecordedMessage(nanos, name, Encoding.UTF8.GetBytes(data.GetRawText())));
            NoteDiffStream(name, data);
        }
        else if (message.TryGetProperty("lastUpdateId", out _))
        {
            var owner = _bySymbol.Count > 0 ? _bySymbol.First().Value : _early;
            owner.Add(new RecordedMessage(nanos, "", Encoding.UTF8.GetBytes(message.GetRawText())));
        }
    }

    private void NoteDiffStream(string name, JsonElement diff)
    {
        if (FollowedBook.IsDiffStream(name) && _diffStreams.TryAdd(name[..name.IndexOf('@')], name) && _diffStreams.Count == 1)
        {
            Market = !diff.TryGetProperty("pu", out _) ? Market.Spot
                : diff.TryGetProperty("ps", out var pair) && pair.GetString() != diff.GetProperty("s").GetString() ? Market.CoinM
                : Market.UsdM;
        }
    }

    /// <summary>A snapshot before every stream belongs to the first one.</summary>
    private void Settle()
    {
        if (_bySymbol.Count > 0)
        {
            _bySymbol.First().Value.InsertRange(0, _early);
        }
    }

    private List<RecordedMessage> ListOf(string stream)
    {
        var at = stream.IndexOf('@');
        var symbol = stream[..(at < 0 ? stream.Length : at)].ToUpperInvariant();
        if (!_bySymbol.TryGetValue(symbol, out var list))
        {
            _bySymbol.Add(symbol, list = []);
        }

        return list;
    }
}
