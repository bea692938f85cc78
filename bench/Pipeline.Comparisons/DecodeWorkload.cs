using System.Globalization;
using System.IO.Compression;
using System.Text;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Comparisons;

/// <summary>The messages of one capture, one behind the other in one block of memory, and the instrument that they are about.</summary>
internal sealed class DecodeWorkload
{
    private const int SyntheticMessages = 20_000;

    private readonly byte[] _text;
    private readonly (int Start, int Length)[] _places;

    private DecodeWorkload(byte[] text, (int Start, int Length)[] places, Instrument instrument)
    {
        _text = text;
        _places = places;
        Instrument = instrument;
    }

    public Instrument Instrument { get; }

    public int Count => _places.Length;

    public long Bytes => _places.Sum(place => (long)place.Length);

    public ReadOnlySpan<byte> this[int index] => _text.AsSpan(_places[index].Start, _places[index].Length);

    public ReadOnlyMemory<byte> Memory(int index) => _text.AsMemory(_places[index].Start, _places[index].Length);

    /// <summary>The messages of a capture file (lines of receive time, blank, JSON), or of the project's own making.</summary>
    public static DecodeWorkload Load(string? capturePath, int most)
    {
        var text = capturePath is null ? Synthetic() : ReadCapture(capturePath);
        var places = Split(text).Take(most).ToArray();
        return new DecodeWorkload(text, places, InstrumentOf(text, places));
    }

    /// <summary>The messages of one kind, moved together: what lies between them would be fetched from memory as well.</summary>
    public DecodeWorkload Only(RecordKind kind)
    {
        var text = new MemoryStream();
        var places = new List<(int, int)>();
        foreach (var place in _places.Where(place => Probe(_text, place).Kind == kind))
        {
            places.Add(((int)text.Length, place.Length));
            text.Write(_text, place.Start, place.Length);
        }

        return new DecodeWorkload(text.ToArray(), [.. places], Instrument);
    }

    /// <summary>The same messages, each in other words.</summary>
    public DecodeWorkload Rewrite(Func<ReadOnlyMemory<byte>, byte[]> write)
    {
        var text = new MemoryStream();
        var places = new List<(int, int)>();
        for (var index = 0; index < Count; index++)
        {
            var message = write(Memory(index));
            places.Add(((int)text.Length, message.Length));
            text.Write(message);
        }

        return new DecodeWorkload(text.ToArray(), [.. places], Instrument);
    }

    private static byte[] ReadCapture(string path)
    {
        using var file = File.OpenRead(path);
        using Stream lines = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var text = new MemoryStream();
        lines.CopyTo(text);
        return text.ToArray();
    }

    private static List<(int Start, int Length)> Split(byte[] text)
    {
        var places = new List<(int, int)>();
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf((byte)'\n');
            length = length < 0 ? text.Length - start : length;
            var blank = text.AsSpan(start, length).IndexOf((byte)' ');
            if (blank >= 0)
            {
                places.Add((start + blank + 1, length - blank - 1));
            }

            start += length + 1;
        }

        return places;
    }

    private static ProbedMessage Probe(byte[] text, (int Start, int Length) place) =>
        MessageProbe.TryProbe(text.AsSpan(place.Start, place.Length), out var probed) ? probed : default;

    private static Instrument InstrumentOf(byte[] text, (int Start, int Length)[] places)
    {
        foreach (var place in places)
        {
            var probed = Probe(text, place);
            if (probed.SymbolLength > 0 && probed.Market != Market.None)
            {
                var symbol = Encoding.UTF8.GetString(text, place.Start + probed.SymbolStart, probed.SymbolLength);
                return ExchangeInfo.Shipped.Single(instrument => instrument.Market == probed.Market && instrument.Symbol == symbol);
            }
        }

        throw new InvalidDataException("no message in the capture names a symbol");
    }

    /// <summary>In the proportions of a real USD-M recording: seven tickers, two trades and one diff of many levels in ten.</summary>
    private static byte[] Synthetic()
    {
        var random = new Random(1);
        var text = new StringBuilder();
        var id = 5_123_107_800_000;
        for (var message = 0; message < SyntheticMessages; message++)
        {
            var time = 1_723_161_256_000 + message;
            id += random.Next(1, 40);
            text.Append(CultureInfo.InvariantCulture, $"{time}000000 ").Append(random.Next(100) switch
            {
                < 7 => Depth(random, time, id),
                < 30 => Trade(random, time, id),
                _ => Ticker(random, time, id),
            }).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Depth(Random random, long time, long id) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"stream\":\"btcusdt@depth@0ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":{time},\"T\":{time},\"s\":\"BTCUSDT\",\"U\":{id},\"u\":{id + 9},\"pu\":{id - 1},\"b\":{Levels(random)},\"a\":{Levels(random)}}}}}");

    private static string Levels(Random random) =>
        "[" + string.Join(',', Enumerable.Range(0, random.Next(70)).Select(_ => $"[\"{Price(random)}\",\"{Size(random)}\"]")) + "]";

    private static string Ticker(Random random, long time, long id) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"stream\":\"btcusdt@bookTicker\",\"data\":{{\"e\":\"bookTicker\",\"u\":{id},\"s\":\"BTCUSDT\",\"b\":\"{Price(random)}\",\"B\":\"{Size(random)}\",\"a\":\"{Price(random)}\",\"A\":\"{Size(random)}\",\"T\":{time},\"E\":{time}}}}}");

    private static string Trade(Random random, long time, long id) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"stream\":\"btcusdt@trade\",\"data\":{{\"e\":\"trade\",\"E\":{time},\"T\":{time},\"s\":\"BTCUSDT\",\"t\":{id},\"p\":\"{Price(random)}\",\"q\":\"{Size(random)}\",\"X\":\"MARKET\",\"m\":{(random.Next(2) == 0 ? "true" : "false")}}}}}");

    private static string Price(Random random) => string.Create(CultureInfo.InvariantCulture, $"{random.Next(61_000, 62_000)}.{random.Next(10)}0");

    private static string Size(Random random) => string.Create(
        CultureInfo.InvariantCulture, $"{(random.Next(10) == 0 ? random.Next(10, 100) : random.Next(10))}.{random.Next(1000):000}");
}
