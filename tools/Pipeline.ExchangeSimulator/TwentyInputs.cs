using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>
/// Twenty inputs like those that the replaced system stumbled over: four with null, zero or garbage receive times, one
/// compressed file cut short, fifteen sound.
/// </summary>
public static class TwentyInputs
{
    /// <summary>Market time of a file, seconds.</summary>
    public const int SecondsPerFile = 60;

    private const int Files = 20;
    private const int RowsPerFile = 180;
    private const long FileNanos = SecondsPerFile * 1_000_000_000L;

    // Too few for the tables with which a deflate block begins: not a byte can be read behind the last whole line.
    private const int BytesBehindCut = 12;

    private static readonly TwentyDamage[] Damages =
        [TwentyDamage.NullTimes, TwentyDamage.ZeroTimes, TwentyDamage.GarbageTimes, TwentyDamage.NoTimes, TwentyDamage.CutShort];

    private static readonly string[] Garbage = ["yesterday", "-1790035200000000000", "17900x5200", "2026-09-22T00:00:01Z", "NaN"];

    /// <summary>
    /// Writes `input-01.gz` to `input-20.gz` into <paramref name="folder"/>: a minute of one symbol each, which continues the
    /// minute before by its update ids and can sync by the snapshot near its own start.
    /// </summary>
    public static IReadOnlyList<TwentyInput> Write(string folder, ulong seed)
    {
        var random = new SeededRandom(seed);
        var damages = DrawDamages(random);
        var minutes = Minutes(seed);
        return [.. minutes.Select((lines, index) => WriteFile(FileName(folder, index), damages.GetValueOrDefault(index), lines, random))];
    }

    private static string FileName(string folder, int index) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"input-{index + 1:00}.gz"));

    /// <summary>Which file is damaged how: spread out, the first and the last are sound.</summary>
    private static Dictionary<int, TwentyDamage> DrawDamages(SeededRandom random) =>
        Damages.Select((damage, index) => (At: 2 + (index * 3) + (int)random.Between(0, 2), damage)).ToDictionary(pair => pair.At, pair => pair.damage);

    private static List<string>[] Minutes(ulong seed)
    {
        var options = new DaysOptions
        {
            Seed = seed,
            SpanSeconds = Files * SecondsPerFile,
            Rows = Files * RowsPerFile,
            Gaps = 0,
            SnapshotSeconds = SecondsPerFile,
        };
        using var text = new MemoryStream();
        DaysRecording.Write(options, text);
        var minutes = Enumerable.Range(0, Files).Select(_ => new List<string>()).ToArray();
        foreach (var line in Encoding.ASCII.GetString(text.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var nanos = long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
            minutes[Math.Min(Files - 1, (nanos - options.StartNanos) / FileNanos)].Add(line + "\n");
        }

        return minutes;
    }

    private static TwentyInput WriteFile(string path, TwentyDamage damage, List<string> lines, SeededRandom random)
    {
        if (damage == TwentyDamage.CutShort)
        {
            return WriteCut(path, lines);
        }

        var bad = new List<TwentyBadLine>();
        var offset = 0L;
        for (var i = 0; i < lines.Count; i++)
        {
            if (TimeFor(damage, i, lines[i], random) is { } time)
            {
                bad.Add(new TwentyBadLine(i + 1, offset, $"the receive time is `{time}`"));
                lines[i] = time + lines[i][lines[i].IndexOf(' ', StringComparison.Ordinal)..];
            }

            offset += lines[i].Length;
        }

        File.WriteAllBytes(path, Pack(lines, lines.Count).Bytes);
        return new TwentyInput { Path = path, Damage = damage, SoundLines = lines.Count - bad.Count, BadLines = bad };
    }

    /// <summary>What stands in place of a line's receive time, or null where it keeps its own.</summary>
    private static string? TimeFor(TwentyDamage damage, int index, string line, SeededRandom random)
    {
        var isHit = damage == TwentyDamage.NoTimes || index == 9 || random.OnceIn(25);
        var isSnapshot = line.Contains("lastUpdateId", StringComparison.Ordinal);
        return damage == TwentyDamage.None || !isHit || (isSnapshot && damage != TwentyDamage.NoTimes) ? null : damage switch
        {
            TwentyDamage.NullTimes => "null",
            TwentyDamage.ZeroTimes => "0",
            _ => Garbage[random.Between(0, Garbage.Length - 1)],
        };
    }

    private static TwentyInput WriteCut(string path, List<string> lines)
    {
        var sound = lines.Count / 2;
        var (bytes, flushed) = Pack(lines, sound);
        File.WriteAllBytes(path, bytes[..(flushed + BytesBehindCut)]);
        var offset = lines.Take(sound).Sum(line => (long)line.Length);
        return new TwentyInput
        {
            Path = path,
            Damage = TwentyDamage.CutShort,
            SoundLines = sound,
            BadLines = [new TwentyBadLine(sound + 1, offset, "the file is cut inside its compression")],
            CutLines = lines.Count - sound,
        };
    }

    /// <summary>Packs the lines; the first <paramref name="together"/> of them can be read from the bytes up to `Flushed` alone.</summary>
    private static (byte[] Bytes, int Flushed) Pack(List<string> lines, int together)
    {
        using var packed = new MemoryStream();
        int flushed;
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes(string.Concat(lines.Take(together))));
            gzip.Flush();
            flushed = (int)packed.Length;
            gzip.Write(Encoding.ASCII.GetBytes(string.Concat(lines.Skip(together))));
        }

        return (packed.ToArray(), flushed);
    }
}
