using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>What a stretch of a stream says of itself: first and last message, how its receive times run.</summary>
/// <remarks>Single writer; begun anew with every file.</remarks>
internal sealed class StreamFacts(int instruments)
{
    private const long NanosPerMicro = 1_000;

    private readonly ClockTrack[] _clocks = [.. Enumerable.Range(0, instruments).Select(_ => new ClockTrack())];
    private readonly long[] _messages = new long[instruments];
    private readonly long[] _reordered = new long[instruments];

    public long FirstNanos { get; private set; } = InputRecord.Absent;

    public long LastNanos { get; private set; } = InputRecord.Absent;

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
        IsMicros &= record.ReceiveNanos % NanosPerMicro == 0;
        if ((uint)record.Instrument < (uint)_messages.Length)
        {
            _messages[record.Instrument]++;
            _reordered[record.Instrument] += record.ReceiveNanos < pipelineNanos ? 1 : 0;
            if (record.EventNanos > 0)
            {
                _clocks[record.Instrument].Add(record.ReceiveNanos, record.EventNanos);
            }
        }
    }

    public void Clear()
    {
        (FirstNanos, LastNanos, IsMicros) = (InputRecord.Absent, InputRecord.Absent, true);
        Array.Clear(_messages);
        for (var i = 0; i < _clocks.Length; i++)
        {
            _clocks[i] = new ClockTrack();
        }

        Array.Clear(_reordered);
    }
}
