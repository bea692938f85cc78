using System.IO.Compression;
using System.Text;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Comparisons;

/// <summary>A recording of one USD-M symbol as text in memory, without the lines that nobody can read.</summary>
internal static class ReplayText
{
    private const int QuickLines = 8_000;

    public static byte[] Load(string path, bool quick)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n');
        return WithoutDeadLetters(quick ? lines[..Math.Min(QuickLines, lines.Length)] : lines);
    }

    private static byte[] WithoutDeadLetters(string[] lines)
    {
        var dead = new DeadLines();
        using var input = new CaptureInput(CaptureReader.FromText(Join(lines)), new BinanceCaptureVenue(), [], dead);
        ReplayPipeline.Run(input, null, null);
        return Join(lines.Where((_, index) => !dead.Lines.Contains(index + 1)));
    }

    private static byte[] Join(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private sealed class DeadLines : IDeadLetterSink
    {
        public HashSet<long> Lines { get; } = [];

        public void Write(in InputRecord letter, ReadOnlySpan<byte> text) => Lines.Add(letter.Message.Line);
    }
}
