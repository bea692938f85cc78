using Pipeline.Book;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Warehouse.Reading;

/// <summary>One stream of records, cut into blocks that are the same at every reading: a tape, or recordings that continue one another.</summary>
/// <remarks>Single thread, but for the progress figures.</remarks>
public interface ILoadSource : IDisposable
{
    /// <summary>What it is about; a record's instrument is an index into it.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Its files, in order.</summary>
    IReadOnlyList<SourceFile> Files { get; }

    /// <summary>What the run on tape was made of; null where nothing says so.</summary>
    SessionBody? Session { get; }

    /// <summary>Median of receive time less event time over its first records, nanoseconds, or Absent where they tell none.</summary>
    long FirstOffsetNanos { get; }

    /// <summary>Lists the message of a place in the log, of which the session's start is 0, as one with a wrong receive time.</summary>
    void AddWrongStamp(in WrongStamp stamp);

    /// <summary>How far reading has come, and how far it goes in the same unit; 0 where that is not known. Any thread.</summary>
    (long Done, long Total) Progress { get; }

    /// <summary>Reads the next block; false at the end.</summary>
    bool TryReadBlock(out SourceBlock block);

    /// <summary>Publishes every record of the block, in order.</summary>
    void Publish(Lane lane);

    /// <summary>Shows what a recorded run decided, as far as it stands in this block.</summary>
    void ShowDecisions(IDecisionSink sink);

    /// <summary>What could not be used since the last call.</summary>
    IReadOnlyList<Reject> TakeRejects();
}

/// <summary>A stretch of a stream.</summary>
/// <param name="File">Index of its file.</param>
/// <param name="Number">Number in the file, from 0.</param>
/// <param name="FirstOrdinal">Ordinal of its first record.</param>
public readonly record struct SourceBlock(int File, int Number, long FirstOrdinal);
