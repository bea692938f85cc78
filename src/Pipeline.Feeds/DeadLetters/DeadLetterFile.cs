using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.Feeds.DeadLetters;

/// <summary>Dead letters as a file of JSON lines; it appears with the first letter.</summary>
/// <remarks>Single thread. The text is base64: what is broken need not be UTF-8.</remarks>
public sealed class DeadLetterFile(string path, Func<int, string> nameOfSource) : IDeadLetterSink, IDisposable
{
    private FileStream? _file;
    private Utf8JsonWriter? _writer;

    /// <inheritdoc/>
    public void Write(in InputRecord letter, ReadOnlySpan<byte> text)
    {
        ref readonly var position = ref letter.Message;
        _file ??= new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        _writer ??= new Utf8JsonWriter(_file);
        _writer.WriteStartObject();
        _writer.WriteString("file", nameOfSource(position.Source));
        _writer.WriteNumber("line", position.Line);
        _writer.WriteNumber("offset", position.Offset);
        _writer.WriteString("reason", Enum.GetName(position.Reason));
        _writer.WriteBase64String("text", text);
        _writer.WriteEndObject();
        _writer.Flush();

        // One writer for all: each letter is a document of its own, and its buffers are kept.
        _writer.Reset();
        _file.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }
}
