using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Feeds.DeadLetters;

/// <summary>Dead letters as a file of JSON lines; it appears with the first letter.</summary>
/// <remarks>Single thread. The text is base64: what is broken need not be UTF-8.</remarks>
public sealed class DeadLetterFile(string path, Func<int, string> nameOfSource) : IDeadLetterSink, IDisposable
{
    private FileStream? _file;

    /// <inheritdoc/>
    public void Write(in MessageBody position, ReadOnlySpan<byte> text)
    {
        _file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        using (var writer = new Utf8JsonWriter(_file))
        {
            writer.WriteStartObject();
            writer.WriteString("file", nameOfSource(position.Source));
            writer.WriteNumber("line", position.Line);
            writer.WriteNumber("offset", position.Offset);
            writer.WriteString("reason", position.Reason.ToString());
            writer.WriteBase64String("text", text);
            writer.WriteEndObject();
        }

        _file.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
