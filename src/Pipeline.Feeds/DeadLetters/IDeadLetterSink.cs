using Pipeline.Events;

namespace Pipeline.Feeds.DeadLetters;

/// <summary>Takes what could not be decoded, whole, with reason and position, so that it can be read again.</summary>
public interface IDeadLetterSink
{
    /// <summary>Keeps one message. Called by one lane's thread.</summary>
    void Write(in MessageBody position, ReadOnlySpan<byte> text);
}
