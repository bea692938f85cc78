using Pipeline.Book;
using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>What a stretch of a stream says of itself: first and last message, how its receive times run.</summary>
/// <remarks>Single writer; begun anew with every file, but for how far the receiving clock is from pipeline time.</remarks>
internal sealed class StreamFacts(int instruments)
{
    private const long NanosPerMicro = 1_000;

    private readonly ClockTrack[] _clocks = [.. Enumerable.Range(0, instruments).Select(_ => new ClockTrack())];
    private readonly long[] _messages = new long[instruments];
    private readonly long[] _reordered = new long[instruments];
    private long _untimedNanos = InputRecord.Absent;
    private long _pipelineNanos;
    private long _shift;

    public long FirstNanos { get; private set; } = InputRecord.Absent;

    public long LastNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Pipeline time at which it begins.</summary>
    public long FirstPipelineNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Pipeline time of the last message.</summary>
    public long LastPipelineNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Whether every receive time so far is a whole microsecond.</summary>
    public bool IsMicros { get; private set; } = true;

    public long Messages(int instrument) => _messages[instrument];

    public long Reordered(int instrument) => _reordered[instrument];

    /// <summary>How the venue's times run against ours, null where too few messages have one.</summary>
    public ClockFit? Clock(int instrument) => _clocks[instrument].Fit();

    /// <summary>Messages with a time of the venue.</summary>
    public long ClockSamples(int instrument) => _clocks[instrument].Samples;

    public void Count(in InputRecord record, long pipelineNanos)
    {
        if (record.Kind == RecordKind.SessionStart || record.ReceiveNanos == 0)
        {
            return;
        }

        FirstNanos = FirstNanos == InputRecord.Absent ? record.ReceiveNanos : Math.Min(FirstNanos, record.ReceiveNanos);
        LastNanos = Math.Max(LastNanos, record.ReceiveNanos);
        CountTime(record.ReceiveNanos, pipelineNanos);
        IsMicros &= record.ReceiveNanos % NanosPerMicro == 0;
        if ((uint)record.Instrument < (uint)_messages.Length)
        {
            _messages[record.Instrument]++;
            _reordered[record.Instrument] += record.ReceiveNanos + _shift < pipelineNanos ? 1 : 0;
            // The fit is of the clock as it ran between wrong stamps and settings.
            if (record.EventNanos > 0 && Math.Abs(record.ReceiveNanos + _shift - pipelineNanos) <= PipelineTime.NearNanos)
            {
                _clocks[record.Instrument].Add(record.ReceiveNanos + _shift, record.EventNanos);
            }
        }
    }

    public void Clear()
    {
        (FirstNanos, LastNanos, IsMicros) = (InputRecord.Absent, InputRecord.Absent, true);
        (FirstPipelineNanos, LastPipelineNanos) = (InputRecord.Absent, InputRecord.Absent);
        Array.Clear(_messages);
        for (var i = 0; i < _clocks.Length; i++)
        {
            _clocks[i] = new ClockTrack();
        }

        Array.Clear(_reordered);
    }

    // A record that moves pipeline time says by how much the receiving clock was set since the beginning; no record is out of order because of that.
    private void CountTime(long receiveNanos, long pipelineNanos)
    {
        if (pipelineNanos == 0)
        {
            _untimedNanos = _untimedNanos == InputRecord.Absent ? receiveNanos : Math.Min(_untimedNanos, receiveNanos);
            return;
        }

        if (_pipelineNanos == 0 && _untimedNanos != InputRecord.Absent && Math.Abs(pipelineNanos - _untimedNanos) <= PipelineTime.NearNanos)
        {
            // Messages before the first that moves time tell none of their own; near it they are where the stream begins.
            FirstPipelineNanos = Math.Min(_untimedNanos, pipelineNanos);
        }

        _shift = pipelineNanos > _pipelineNanos ? pipelineNanos - receiveNanos : _shift;
        _pipelineNanos = pipelineNanos;
        FirstPipelineNanos = FirstPipelineNanos == InputRecord.Absent ? pipelineNanos : FirstPipelineNanos;
        LastPipelineNanos = pipelineNanos;
    }
}
