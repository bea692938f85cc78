using Pipeline.Book;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Tests.Allocation;

/// <summary>A number of records of the demo log as the input of a replay.</summary>
internal sealed class RepeatedInput(DemoLog log, int messages) : IReplayInput
{
    private InputRecord _record;
    private int _read;

    public IReadOnlyList<Instrument> Instruments { get; } = [log.Instrument];

    public long FirstOffsetNanos => InputRecord.Absent;

    public SessionBody? Session => null;

    public IReadOnlyList<InputError> Errors => [];

    public FirstDeadLetters DeadLetters { get; } = new(_ => "");

    public long AllocatedBytes => 0;

    public (long Done, long Total) Progress => (_read, messages);

    public bool TryRead(out long receiveNanos)
    {
        var found = _read < messages;
        if (found)
        {
            _read++;
            _record = log.Next();
        }

        receiveNanos = _record.ReceiveNanos;
        return found;
    }

    public void Publish(Lane lane)
    {
        if (_record.HasLevels)
        {
            lane.Publish(ref _record, log.Levels);
        }
        else
        {
            lane.Publish(ref _record);
        }
    }

    public void AddWrongStamp(in WrongStamp stamp)
    {
        // No file stands behind it.
    }

    public void Dispose()
    {
    }
}
