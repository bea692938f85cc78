using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Pipeline.Testing.Replay;

/// <summary>Which rows a replay of futures recordings cuts: text, decimals, sorted dictionaries and the rule of continuity.</summary>
/// <remarks>Slow and plain; it shares no code with the reader, the decoder and the book that are held against it.</remarks>
public sealed class CaptureRowOracle
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly List<JsonElement> _waiting = [];
    private JsonElement? _early;
    private long _last;
    private bool _synced;

    /// <summary>Breaks of the chain so far.</summary>
    public long Gaps { get; private set; }

    /// <summary>The rows of gzip files read in order as one stream. Lines without a receive time and what follows a cut are passed over.</summary>
    public static IReadOnlyList<OracleRow> Rows(IReadOnlyList<string> paths)
    {
        var oracle = new CaptureRowOracle();
        return [.. paths.SelectMany((path, file) => WholeLines(path).SelectMany(line => oracle.Take(line, file)))];
    }

    /// <summary>How many rows each file cuts.</summary>
    public static IReadOnlyList<long> RowsPerFile(IReadOnlyList<string> paths)
    {
        var counts = new long[paths.Count];
        foreach (var row in Rows(paths))
        {
            counts[row.File]++;
        }

        return counts;
    }

    private static IEnumerable<string> WholeLines(string path)
    {
        using var text = new MemoryStream();
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        try
        {
            gzip.CopyTo(text);
        }
        catch (InvalidDataException)
        {
            // What was read before the cut counts.
            text.Flush();
        }

        return Encoding.ASCII.GetString(text.ToArray()).Split('\n')[..^1];
    }

    private IEnumerable<OracleRow> Take(string line, int file)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (!long.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var nanos) || nanos == 0)
        {
            return [];
        }

        using var json = JsonDocument.Parse(line.AsMemory(space + 1));
        var root = json.RootElement.Clone();
        var row = root.TryGetProperty("lastUpdateId", out _) ? TakeSnapshot(root)
            : root.TryGetProperty("stream", out var stream) && stream.GetString()!.EndsWith("@depth@0ms", StringComparison.Ordinal) && TakeDiff(root.GetProperty("data"));
        return row ? [new OracleRow(file, nanos, _bids.Keys.Last(), _asks.Keys.First(), _bids.Count, _asks.Count)] : [];
    }

    private bool TakeDiff(JsonElement diff)
    {
        if (_synced && Id(diff, "u") <= _last)
        {
            return false;
        }

        if (_synced && Id(diff, "pu") <= _last)
        {
            Apply(diff);
            return true;
        }

        Gaps += _synced ? 1 : 0;
        _synced = false;
        if (_waiting.Count > 0 && Id(diff, "pu") > Id(_waiting[^1], "u"))
        {
            _waiting.Clear();
        }

        _waiting.Add(diff);
        return _early is { } snapshot && TakeSnapshot(snapshot);
    }

    /// <summary>Always false: what syncs a book cuts no row.</summary>
    private bool TakeSnapshot(JsonElement snapshot)
    {
        if (_synced)
        {
            return false;
        }

        var id = Id(snapshot, "lastUpdateId");
        _waiting.RemoveAll(diff => Id(diff, "u") < id);
        _early = _waiting.Count == 0 ? snapshot : null;
        if (_waiting.Count > 0 && (Id(_waiting[0], "pu") == id || (Id(_waiting[0], "U") <= id && id <= Id(_waiting[0], "u"))))
        {
            _bids.Clear();
            _asks.Clear();
            Set(_bids, snapshot.GetProperty("bids"));
            Set(_asks, snapshot.GetProperty("asks"));
            _waiting.ForEach(Apply);
            _waiting.Clear();
            _synced = true;
        }

        return false;
    }

    private void Apply(JsonElement diff)
    {
        Set(_bids, diff.GetProperty("b"));
        Set(_asks, diff.GetProperty("a"));
        _last = Id(diff, "u");
    }

    private static void Set(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var (price, size) = (Number(level[0]), Number(level[1]));
            side[price] = size;
            if (size == 0)
            {
                side.Remove(price);
            }
        }
    }

    private static long Id(JsonElement message, string name) => message.GetProperty(name).GetInt64();

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);
}

/// <summary>A row as the oracle sees it.</summary>
/// <param name="File">Index of its file.</param>
/// <param name="ReceiveNanos">Receive time of its diff.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="BidLevels">Levels on the bid side.</param>
/// <param name="AskLevels">Levels on the ask side.</param>
public sealed record OracleRow(int File, long ReceiveNanos, decimal Bid, decimal Ask, int BidLevels, int AskLevels);
