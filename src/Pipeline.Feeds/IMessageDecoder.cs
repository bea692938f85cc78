using Pipeline.Events;

namespace Pipeline.Feeds;

/// <summary>Turns one message of a venue into a record. Sans-IO: bytes in, record and levels out.</summary>
/// <remarks>Single thread. No allocation in steady state. A venue's project implements it; nothing here knows the venue.</remarks>
public interface IMessageDecoder
{
    /// <summary>Decodes <paramref name="json"/>.</summary>
    /// <param name="json">One whole message, UTF-8.</param>
    /// <param name="record">
    /// A cleared record. On success kind, flags, instrument, the venue's times and the body are filled; lane, epoch, receive
    /// time and the place of the levels are the caller's. Without success the kind says what the message was about as far as can
    /// be told: DepthUpdate for the book, else Other.
    /// </param>
    /// <param name="levels">Room for <see cref="LevelArena.MaxRun"/> levels: bids first, then asks.</param>
    /// <param name="errorOffset">Where decoding stopped, in bytes from the start of the message.</param>
    /// <returns><see cref="DeadLetterReason.None"/>, or why there is no record.</returns>
    DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset);
}
