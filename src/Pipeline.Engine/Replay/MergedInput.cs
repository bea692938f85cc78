using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Engine.Replay;

/// <summary>Sources of different instruments as one input: by receive time, and of equal times the source that was given first.</summary>
/// <remarks>
/// Single thread. A source's own order stands: nothing of it is published before what it holds earlier. A stamp that is wrong
/// orders nothing: its message comes with the one before it, so that one stamp in the future does not hold back its source.
/// </remarks>
public sealed class MergedInput : IReplayInput
{
    // Several times what a ring holds: what the stages find out is told some records later.
    private const int Remembered = 1 << 15;

    private readonly Part[] _parts;
    private readonly (Part Part, long Ordinal)[] _places = new (Part, long)[Remembered];
    private Part? _current;
    private long _published;

    /// <summary>Takes over <paramref name="streams"/>, no two of which are about the same instrument.</summary>
    /// <param name="streams">The streams, in the order given.</param>
    /// <param name="deadLetters">Where all of them remember what could not be decoded.</param>
    internal MergedInput(IReadOnlyList<IStampedInput> streams, FirstDeadLetters deadLetters)
    {
        DeadLetters = deadLetters;
        Instruments = [.. streams.SelectMany(stream => stream.Instruments)];
        var first = 0;
        _parts = new Part[streams.Count];
        for (var i = 0; i < streams.Count; i++)
        {
            _parts[i] = new Part(streams[i], first);
            first += streams[i].Instruments.Count;
        }

        Array.ForEach(_parts, part => part.MoveOn());
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>None: what was run alone before is a new run together.</summary>
    public SessionBody? Session => null;

    /// <summary>That of the first source which tells one.</summary>
    public long FirstOffsetNanos => _parts.Select(part => part.Input.FirstOffsetNanos).FirstOrDefault(nanos => nanos != InputRecord.Absent, InputRecord.Absent);

    /// <inheritdoc/>
    public IReadOnlyList<InputError> Errors => [.. _parts.SelectMany(part => part.Input.Errors)];

    /// <inheritdoc/>
    public FirstDeadLetters DeadLetters { get; }

    /// <inheritdoc/>
    public long AllocatedBytes
    {
        get
        {
            var bytes = 0L;
            foreach (var part in _parts)
            {
                bytes += part.Input.AllocatedBytes;
            }

            return bytes;
        }
    }

    /// <inheritdoc/>
    public (long Done, long Total) Progress
    {
        get
        {
            var (done, total) = (0L, 0L);
            foreach (var part in _parts)
            {
                var (partDone, partTotal) = part.Input.Progress;
                (done, total) = (done + partDone, total + partTotal);
            }

            return (done, total);
        }
    }

    /// <inheritdoc/>
    public bool TryRead(out long receiveNanos)
    {
        _current?.MoveOn();
        _current = null;
        foreach (var part in _parts)
        {
            if (!part.HasEnded && (_current is null || part.OrderNanos < _current.OrderNanos))
            {
                _current = part;
            }
        }

        receiveNanos = _current?.OrderNanos ?? 0;
        return _current is not null;
    }

    /// <inheritdoc/>
    public void Publish(Lane lane)
    {
        _current!.Publish(lane);
        _places[++_published & (Remembered - 1)] = (_current, _current.Published);
    }

    /// <inheritdoc/>
    public void AddWrongStamp(in WrongStamp stamp)
    {
        var isRemembered = stamp.Ordinal > 0 && stamp.Ordinal <= _published && _published - stamp.Ordinal < Remembered;
        var (part, ordinal) = isRemembered ? _places[stamp.Ordinal & (Remembered - 1)] : (_parts[0], 0);
        part.Input.AddWrongStamp(stamp with { Ordinal = ordinal });
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_parts, part => part.Input.Dispose());

    private sealed class Part(IStampedInput input, int firstInstrument)
    {
        // A stretch of messages without the venue's time that is longer than this is believed.
        private const int MostAhead = 256;

        private readonly StampJudge _judge = new(input.FirstOffsetNanos);
        private readonly int[] _instruments = [.. Enumerable.Range(firstInstrument, input.Instruments.Count)];
        private Lane? _lane;

        public IReplayInput Input => input;

        /// <summary>When the present message is due: its receive time, or that of the one before where it is wrong or there is none.</summary>
        public long OrderNanos { get; private set; }

        public bool HasEnded { get; private set; }

        /// <summary>Messages published: the ordinal of the last in a log of this source alone.</summary>
        public long Published { get; private set; }

        public void MoveOn()
        {
            HasEnded = !input.TryRead(out var receiveNanos);
            if (!HasEnded && receiveNanos > 0 && IsRight(receiveNanos))
            {
                OrderNanos = receiveNanos;
            }
        }

        public void Publish(Lane lane)
        {
            input.Publish(_lane ??= lane.ForInstruments(_instruments));
            Published++;
        }

        private bool IsRight(long receiveNanos)
        {
            input.TryPeek(0, out _, out var eventNanos);
            var news = _judge.Take(receiveNanos, eventNanos);
            return news == StampNews.Untimed ? IsConfirmed(receiveNanos) : news != StampNews.Wrong;
        }

        // It tells no time of the venue: the next stamp that can be trusted shows what it is.
        private bool IsConfirmed(long receiveNanos)
        {
            for (var ahead = 1; ahead <= MostAhead && input.TryPeek(ahead, out var next, out var eventNanos); ahead++)
            {
                if (next > 0 && _judge.Trusts(next, eventNanos))
                {
                    return Math.Abs(receiveNanos - next) <= PipelineTime.NearNanos;
                }
            }

            return true;
        }
    }
}
