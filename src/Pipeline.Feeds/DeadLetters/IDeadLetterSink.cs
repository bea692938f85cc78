using Pipeline.Events;

namespace Pipeline.Feeds.DeadLetters;

/// <summary>Takes what could not be decoded, whole, with reason and position, so that it can be read again.</summary>
public interface IDeadLetterSink
{
    /// <summary>Keeps one message. Called by one lane's thread.</summary>
    /// <param name="letter">The DeadLetter record.</param>
    /// <param name="text">The message.</param>
    void Write(in InputRecord letter, ReadOnlySpan<byte> text);
}
