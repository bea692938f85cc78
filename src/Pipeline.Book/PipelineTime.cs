using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Pipeline time: the running maximum of receive time, which a wrong stamp does not move.</summary>
/// <remarks>
/// <code>
///   offset = receive time less E             near = at most 10 s from pipeline time
///   near                                     moves time; with E its offset is the last good one, if within 5 s of it
///   near, with E, another offset             moves time, and its offset is not taken: E may be wrong; that of the third such in a row is
///   far, with E, offset within 5 s           a pause: moves time
///   far, with E, another offset              wrong: moves nothing
///   the third such in a row, +- 1 s          the clock has stepped: time goes on as E does, by a shift of what the offset lost
///   far, without E                           moves nothing; wrong where the next record that moves time is far from it too
/// </code>
/// A record that was delivered before is not judged, and moves time only where it is near. While no offset is known everything
/// moves time. No clock, 0 B a record, single writer.
/// </remarks>
public sealed class PipelineTime
{
    /// <summary>Farther than this from pipeline time a stamp needs a proof.</summary>
    public const long NearNanos = 10_000_000_000;

    private const long OffsetNanos = 5_000_000_000;
    private const long SameOffsetNanos = 1_000_000_000;
    private const int StepRecords = 3;
    private const long MaxReceiveNanos = long.MaxValue / 2;

    private readonly WrongStamps _wrong = new();
    private long _offset = InputRecord.Absent;
    private long _shift;
    private long _strangeOffset;
    private int _strangers;

    /// <summary>Pipeline time, UTC nanoseconds of the clock that received first; 0 before the first record.</summary>
    public long Nanos { get; private set; }

    /// <summary>The wrong stamps.</summary>
    public WrongStamps Wrong => _wrong;

    /// <summary>Times that the receiving clock stepped.</summary>
    public long ClockSteps { get; private set; }

    /// <summary>A session says which offset its first records have; 0 and <see cref="InputRecord.Absent"/> say nothing.</summary>
    public void Start(long firstOffset) => _offset = firstOffset == 0 ? InputRecord.Absent : firstOffset;

    /// <summary>Takes the stamp of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="ordinal">Its place in the log.</param>
    /// <param name="isRepeat">Whether it was delivered before, or is late.</param>
    public StampNews Take(in InputRecord record, long ordinal, bool isRepeat)
    {
        if (record.ReceiveNanos <= 0)
        {
            return StampNews.Good;
        }

        var nanos = NanosOf(in record);
        var hasEvent = record.EventNanos > 0;
        var offset = OffsetOf(in record);
        if (IsNear(nanos) || _offset == InputRecord.Absent)
        {
            return isRepeat || offset == InputRecord.Absent ? Accept(nanos, InputRecord.Absent)
                : _offset == InputRecord.Absent || IsLastGood(offset) || IsThirdStranger(offset) ? Accept(nanos, offset)
                : AcceptTimeOnly(nanos);
        }

        if (isRepeat)
        {
            return StampNews.Good;
        }

        if (!hasEvent)
        {
            _wrong.Suspect(ordinal, nanos);
            return StampNews.Untimed;
        }

        return IsLastGood(offset) ? Accept(nanos, offset) : Doubt(in record, ordinal, offset);
    }

    /// <summary>Whether the stamp of a record would move time, if it were taken now. Changes nothing.</summary>
    public bool Trusts(in InputRecord record) =>
        record.ReceiveNanos > 0 && (_offset == InputRecord.Absent || IsNear(NanosOf(in record)) || (record.EventNanos > 0 && IsLastGood(OffsetOf(in record))));

    private static long OffsetOf(in InputRecord record) => record.EventNanos > 0 ? record.ReceiveNanos - record.EventNanos : InputRecord.Absent;

    private long NanosOf(in InputRecord record) => Math.Min(record.ReceiveNanos, MaxReceiveNanos) + _shift;

    private bool IsNear(long nanos) => Nanos != 0 && Math.Abs(nanos - Nanos) <= NearNanos;

    private bool IsLastGood(long offset) => Math.Abs(offset - _offset) <= OffsetNanos;

    private StampNews Accept(long nanos, long offset)
    {
        if (nanos > Nanos)
        {
            Nanos = nanos;
            _wrong.Settle(nanos);
        }

        if (offset != InputRecord.Absent)
        {
            _offset = offset;
            _strangers = 0;
        }

        return StampNews.Good;
    }

    private StampNews AcceptTimeOnly(long nanos)
    {
        Accept(nanos, InputRecord.Absent);
        return StampNews.OffTime;
    }

    private bool IsThirdStranger(long offset)
    {
        if (_strangers == 0 || Math.Abs(offset - _strangeOffset) > SameOffsetNanos)
        {
            (_strangers, _strangeOffset) = (0, offset);
        }

        return ++_strangers >= StepRecords;
    }

    private StampNews Doubt(in InputRecord record, long ordinal, long offset)
    {
        if (!IsThirdStranger(offset))
        {
            _wrong.Add(ordinal, offset - _offset);
            return StampNews.Wrong;
        }

        _shift += _offset - offset;
        ClockSteps++;
        Accept(record.ReceiveNanos + _shift, offset);
        return StampNews.ClockStep;
    }
}
