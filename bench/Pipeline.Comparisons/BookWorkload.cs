using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Comparisons;

/// <summary>A snapshot and the diffs after it, parsed once, the same arrays for every contender.</summary>
internal sealed class BookWorkload
{
    private BookWorkload(string name) => Name = name;

    public string Name { get; }

    public LevelUpdate[] SnapshotBids { get; private set; } = [];

    public LevelUpdate[] SnapshotAsks { get; private set; } = [];

    public List<Message> Messages { get; } = [];

    public LevelUpdate[] Levels { get; private set; } = [];

    public int LevelUpdates => Levels.Length;

    public long HighestTicks => Levels.Concat(SnapshotBids).Concat(SnapshotAsks).Max(level => level.PriceTicks);

    /// <summary>The depth messages of a recording from its first snapshot on. The grid is the coarsest power of ten that holds every number.</summary>
    public static BookWorkload FromCapture(string path)
    {
        var bodies = ReadBodies(path);
        var snapshot = bodies.First(IsSnapshot);
        var id = snapshot.GetProperty("lastUpdateId").GetInt64();
        var diffs = bodies.Where(body => !IsSnapshot(body) && body.GetProperty("u").GetInt64() >= id).ToList();
        var pairs = diffs.SelectMany(Pairs).Concat(snapshot.GetProperty("bids").EnumerateArray()).Concat(snapshot.GetProperty("asks").EnumerateArray());
        var prices = pairs.Max(pair => Decimals(pair[0]));
        var sizes = pairs.Max(pair => Decimals(pair[1]));

        var work = new BookWorkload(Path.GetFileName(path))
        {
            SnapshotBids = [.. Parse(snapshot.GetProperty("bids"), prices, sizes)],
            SnapshotAsks = [.. Parse(snapshot.GetProperty("asks"), prices, sizes)],
        };
        var levels = new List<LevelUpdate>();
        foreach (var diff in diffs)
        {
            work.Add(levels, [.. Parse(diff.GetProperty("b"), prices, sizes)], [.. Parse(diff.GetProperty("a"), prices, sizes)]);
        }

        work.Levels = [.. levels];
        return work;
    }

    /// <summary>A market that walks: 34 levels a side a message, most within 300 ticks of the mid, some anywhere, a third deletes.</summary>
    public static BookWorkload Synthetic(int messages)
    {
        var random = new Random(20_240_808);
        var mid = 600_000L;
        var work = new BookWorkload("synthetic walk")
        {
            SnapshotBids = Side(random, mid, -1, 1_000),
            SnapshotAsks = Side(random, mid, 1, 1_000),
        };
        var levels = new List<LevelUpdate>();
        for (var message = 0; message < messages; message++)
        {
            mid += random.Next(-20, 21);
            work.Add(levels, Side(random, mid, -1, 34), Side(random, mid, 1, 34));
        }

        work.Levels = [.. levels];
        return work;
    }

    /// <summary>Levels anywhere within so many ticks of a mid that stands: 34 a side a message, a third deletes.</summary>
    /// <param name="name">What the flow is called.</param>
    /// <param name="ticks">How far from the mid.</param>
    /// <param name="step">Ticks between two prices at which there can be a level.</param>
    /// <param name="messages">Number of diffs.</param>
    public static BookWorkload Sparse(string name, int ticks, int step, int messages)
    {
        var random = new Random(20_240_808);
        const long Mid = 600_000;
        const int Levels = 20_000;
        LevelUpdate[] Anywhere(int away, int count, bool deletes) =>
            [.. Enumerable.Range(0, count).Select(_ => random.Next(1, ticks / step) * step).Distinct().Order().Select(distance => new LevelUpdate
            {
                PriceTicks = Mid + (away * (long)distance),
                SizeLots = deletes && random.Next(3) == 0 ? 0 : random.Next(1, 10_000),
            })];
        var work = new BookWorkload(name) { SnapshotBids = Anywhere(-1, Levels, false), SnapshotAsks = Anywhere(1, Levels, false) };
        var levels = new List<LevelUpdate>();
        for (var message = 0; message < messages; message++)
        {
            work.Add(levels, Anywhere(-1, 34, true), Anywhere(1, 34, true));
        }

        work.Levels = [.. levels];
        return work;
    }

    private void Add(List<LevelUpdate> levels, LevelUpdate[] bids, LevelUpdate[] asks)
    {
        Messages.Add(new Message(levels.Count, bids.Length, asks.Length));
        levels.AddRange(bids);
        levels.AddRange(asks);
    }

    private static List<JsonElement> ReadBodies(string path)
    {
        var bodies = new List<JsonElement>();
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Contains("@depth@", StringComparison.Ordinal) || line.Contains("\"lastUpdateId\"", StringComparison.Ordinal))
            {
                using var document = JsonDocument.Parse(line.AsMemory(line.IndexOf(' ', StringComparison.Ordinal)));
                var root = document.RootElement;
                bodies.Add((root.TryGetProperty("data", out var data) ? data : root).Clone());
            }
        }

        return bodies;
    }

    private static bool IsSnapshot(JsonElement body) => body.TryGetProperty("lastUpdateId", out _);

    private static IEnumerable<JsonElement> Pairs(JsonElement diff) =>
        diff.GetProperty("b").EnumerateArray().Concat(diff.GetProperty("a").EnumerateArray());

    private static IEnumerable<LevelUpdate> Parse(JsonElement side, int prices, int sizes) => side.EnumerateArray().Select(pair => new LevelUpdate
    {
        PriceTicks = (long)(Number(pair[0]) * FixedPoint.PowerOfTen(prices)),
        SizeLots = (long)(Number(pair[1]) * FixedPoint.PowerOfTen(sizes)),
    });

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static int Decimals(JsonElement element)
    {
        var text = element.GetString()!;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : text.TrimEnd('0').Length - point - 1;
    }

    private static LevelUpdate[] Side(Random random, long mid, int away, int count)
    {
        var prices = new SortedSet<long>();
        while (prices.Count < count)
        {
            var distance = random.Next(25) == 0 ? random.Next(1, 500_000) : 1 + (long)(-300 * Math.Log(1 - random.NextDouble()) * (random.Next(4) == 0 ? 10 : 1));
            prices.Add(mid + (away * distance));
        }

        return [.. prices.Select(price => new LevelUpdate { PriceTicks = price, SizeLots = random.Next(3) == 0 ? 0 : random.Next(1, 10_000) })];
    }

    /// <summary>Where a message's levels start, bids first.</summary>
    internal readonly record struct Message(int Start, int Bids, int Asks);
}
