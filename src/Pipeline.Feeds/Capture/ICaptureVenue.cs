using Pipeline.Events;

namespace Pipeline.Feeds.Capture;

/// <summary>What a venue's project tells a replay about a recording, before and while it is read.</summary>
public interface ICaptureVenue
{
    /// <summary>Reads the first messages of a recording: which market, which instruments, which decoder.</summary>
    /// <param name="head">The first messages, without receive times.</param>
    /// <param name="isLast">True where no more will be shown: the recording ends here, or its head is as long as a head may be.</param>
    /// <param name="symbols">Symbols asked for; empty for "the one that is there".</param>
    /// <returns>Null where more messages are needed to tell.</returns>
    /// <exception cref="InputUnusableException">The recording cannot be replayed as it is; the message says why and what to do.</exception>
    CaptureSetup? Identify(IReadOnlyList<byte[]> head, bool isLast, IReadOnlyList<string> symbols);

    /// <summary>What messages are about, without deciding how to read them.</summary>
    CaptureContents Survey(IReadOnlyList<byte[]> head);

    /// <summary>The symbol that a message is about, or null where it says none.</summary>
    string? SymbolOf(ReadOnlySpan<byte> json);

    /// <summary>The venue's own time in a message, UTC nanoseconds, or <see cref="InputRecord.Absent"/> where it tells none.</summary>
    long EventNanosOf(ReadOnlySpan<byte> json);
}

/// <summary>How a recording is to be read.</summary>
/// <param name="Instruments">What the run follows; a record's instrument is an index into this list.</param>
/// <param name="CreateDecoder">Makes a decoder for this recording, single thread, which has learned nothing yet.</param>
public sealed record CaptureSetup(IReadOnlyList<Instrument> Instruments, Func<IMessageDecoder> CreateDecoder);
