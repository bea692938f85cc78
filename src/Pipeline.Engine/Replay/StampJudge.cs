using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Engine.Replay;

/// <summary>Judges the stamps of one source before they are published, by the rule that judges those of the log.</summary>
/// <remarks>It does not know what was delivered before, which the books tell. Single thread, 0 B a stamp.</remarks>
internal sealed class StampJudge
{
    private readonly PipelineTime _time = new();
    private InputRecord _record;
    private long _ordinal;

    /// <summary>Judges stamps from the first on.</summary>
    /// <param name="firstOffset">Receive time less the venue's time over the first messages, or Absent.</param>
    public StampJudge(long firstOffset) => _time.Start(firstOffset);

    /// <summary>Pipeline time, by the stamps so far.</summary>
    public long Nanos => _time.Nanos;

    /// <summary>Takes the next stamp.</summary>
    /// <param name="receiveNanos">Receive time.</param>
    /// <param name="eventNanos">The venue's time, or Absent.</param>
    public StampNews Take(long receiveNanos, long eventNanos)
    {
        Set(receiveNanos, eventNanos);
        return _time.Take(in _record, _ordinal++, isRepeat: false);
    }

    /// <summary>Whether a stamp would move time, if it were the next.</summary>
    public bool Trusts(long receiveNanos, long eventNanos)
    {
        Set(receiveNanos, eventNanos);
        return _time.Trusts(in _record);
    }

    /// <summary>Whether stamp <paramref name="ordinal"/>, from 0, was found wrong.</summary>
    public bool IsWrong(long ordinal)
    {
        for (var i = 0; i < Math.Min(_time.Wrong.Count, WrongStamps.MaxKept); i++)
        {
            if (_time.Wrong[i].Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }

    private void Set(long receiveNanos, long eventNanos) => (_record.ReceiveNanos, _record.EventNanos) = (receiveNanos, eventNanos);
}
