using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.Lanes;
using Pipeline.Journal;

namespace Pipeline.Engine.Replay;

/// <summary>A tape as the input of a replay: its records as they are, its session start and their lanes included. What its run decided is
/// decided anew, and what a simulated exchange said stands among the decisions.</summary>
public sealed class TapeInput : IStampedInput
{
    private readonly TapeReader _reader;
    private readonly List<InputError> _errors = [];
    private readonly string _path;
    private int _next;
    private int _defects;

    /// <summary>Opens the tape, a file or a folder of segments.</summary>
    /// <exception cref="InputUnusableException">Its header cannot be read.</exception>
    public TapeInput(string path)
    {
        _path = path;
        // A tape keeps where a message stood among its run's inputs, and not their names.
        DeadLetters = new FirstDeadLetters(source => $"{path}#{source}");
        try
        {
            _reader = TapeReader.Open(path, ReadMode.Salvage);
            Session = TryReadBlock() ? SessionOf(_reader.Records) : null;
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Defect.ToString());
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _reader.Header.Instruments;

    // Whether the tape is one of several sources: then its session start is none of the run's.
    internal bool IsPart { get; init; }

    /// <summary>What the tape says of itself.</summary>
    public TapeHeader Header => _reader.Header;

    /// <inheritdoc/>
    public SessionBody? Session { get; }

    /// <inheritdoc/>
    public long FirstOffsetNanos => Session?.FirstOffsetNanos ?? InputRecord.Absent;

    /// <inheritdoc/>
    public IReadOnlyList<InputError> Errors => _errors;

    /// <inheritdoc/>
    public FirstDeadLetters DeadLetters { get; }

    /// <inheritdoc/>
    public void AddWrongStamp(in WrongStamp stamp) => _errors.Add(new InputError(_path, 0, 0, $"record {stamp.Ordinal}: {stamp.Describe()}"));

    /// <inheritdoc/>
    public long AllocatedBytes { get; private set; }

    /// <inheritdoc/>
    public (long Done, long Total) Progress { get; private set; }

    /// <summary>Whether <paramref name="path"/> is a tape or a folder that holds one.</summary>
    public static bool IsTape(string path) => TapeFile.IsTape(path);

    /// <inheritdoc/>
    public bool TryRead(out long receiveNanos)
    {
        while (true)
        {
            if (_next < _reader.Records.Length)
            {
                ref readonly var record = ref _reader.Records[_next++];
                if (IsPart && record.Kind == RecordKind.SessionStart)
                {
                    continue;
                }

                receiveNanos = record.ReceiveNanos;
                return true;
            }

            if (!TryReadBlock())
            {
                receiveNanos = 0;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Not behind the end of the block that the present record stands in.</remarks>
    bool IStampedInput.TryPeek(int ahead, out long receiveNanos, out long eventNanos)
    {
        var place = _next - 1 + ahead;
        var isThere = place < _reader.Records.Length;
        (receiveNanos, eventNanos) = isThere ? (_reader.Records[place].ReceiveNanos, _reader.Records[place].EventNanos) : (0, InputRecord.Absent);
        return isThere;
    }

    /// <inheritdoc/>
    public void Publish(Lane lane)
    {
        var record = _reader.Records[_next - 1];
        if (record.Kind == RecordKind.DeadLetter)
        {
            DeadLetters.Add(in record.Message);
        }

        if (!record.HasLevels)
        {
            lane.Publish(ref record);
            return;
        }

        var levels = _reader.Levels.Slice((int)record.Depth.LevelOffset, record.Depth.BidCount + record.Depth.AskCount);
        lane.Publish(ref record, levels);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // A session starts with what it is made of.
    private static SessionBody? SessionOf(ReadOnlySpan<InputRecord> records)
    {
        foreach (ref readonly var record in records)
        {
            if (record.Kind == RecordKind.SessionStart)
            {
                return record.Session;
            }
        }

        return null;
    }

    private bool TryReadBlock()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = _reader.ReadBlock();
        _next = 0;
        Progress = _reader.Progress;
        for (; _defects < _reader.Defects.Count; _defects++)
        {
            var defect = _reader.Defects[_defects];
            _errors.Add(new InputError(defect.File, 0, defect.Offset, $"{defect.Reason}; {defect.Advice}"));
        }

        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        return found;
    }
}
