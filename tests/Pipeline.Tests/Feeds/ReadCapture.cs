using System.Text;
using Pipeline.Feeds.Capture;

namespace Pipeline.Tests.Feeds;

/// <summary>Everything that a reader gives for some files.</summary>
internal sealed class ReadCapture
{
    public ReadCapture(params string[] files)
    {
        using var reader = new CaptureReader(files);
        while (reader.TryReadLine(out var line))
        {
            Lines.Add(new Line(Encoding.UTF8.GetString(line.Text), line.ReceiveNanos, line.HasReceiveTime, line.Source, line.Number, line.Offset));
        }

        Errors = [.. reader.Errors];
        AllBytesRead = reader.FileBytes == reader.TotalBytes;
    }

    public sealed record Line(string Text, long ReceiveNanos, bool HasReceiveTime, int Source, long Number, long Offset);

    public List<Line> Lines { get; } = [];

    public IReadOnlyList<InputError> Errors { get; }

    public bool AllBytesRead { get; }

    public IEnumerable<string> Texts => Lines.Select(line => line.Text);
}
