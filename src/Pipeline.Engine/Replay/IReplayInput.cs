using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Engine.Replay;

/// <summary>What a replay reads: a recording or a tape, one message after the other.</summary>
/// <remarks>Single thread, but for the progress figures, which any thread may look at.</remarks>
public interface IReplayInput : IDisposable
{
    /// <summary>What the input is about; a record's instrument is an index into it.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Median of receive time less event time over its first records, nanoseconds, or Absent where they tell none.</summary>
    long FirstOffsetNanos { get; }

    /// <summary>What the session start among its records says; null where there is none and the run writes its own.</summary>
    SessionBody? Session { get; }

    /// <summary>Damage found so far.</summary>
    IReadOnlyList<InputError> Errors { get; }

    /// <summary>Where the first message that could not be decoded stands, for each reason found so far.</summary>
    FirstDeadLetters DeadLetters { get; }

    /// <summary>Lists the message of a place in the log, of which the session's start is 0, as one with a wrong receive time.</summary>
    void AddWrongStamp(in WrongStamp stamp);

    /// <summary>Bytes allocated by reading and unpacking on the calling thread: not the pipeline's.</summary>
    long AllocatedBytes { get; }

    /// <summary>How far reading has come, and how far it goes in the same unit; 0 where that is not known.</summary>
    (long Done, long Total) Progress { get; }

    /// <summary>Moves to the next message; false at the end.</summary>
    bool TryRead(out long receiveNanos);

    /// <summary>Publishes the message that <see cref="TryRead"/> moved to.</summary>
    void Publish(Lane lane);
}
