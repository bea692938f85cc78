using System.Diagnostics;
using Pipeline.Journal.Envelope;

namespace Pipeline.Journal;

/// <summary>What of a tape is written, what of that is on the medium, and the one way from the first to the second.</summary>
/// <remarks>
/// The writer's thread notes what it wrote, and waits only where the tail has no free region left. <see cref="Sync"/> flushes
/// whatever was written when it began: on the thread of <see cref="SyncThread"/> in a session, on any other where there is none.
/// 0 bytes allocated a call.
/// </remarks>
internal sealed class GroupCommit(BlockOutput blocks, TailOutput? tail)
{
    private readonly object _gate = new();
    private readonly object _flushing = new();
    private State _written;
    private State _durable;
    private long _unsyncedSince;
    private long _syncs;
    private long _lagTicks;
    private long _mostLagTicks;

    /// <summary>End of what was written.</summary>
    public JournalMark Written => Read(ref _written).Mark;

    /// <summary>End of what is on the medium.</summary>
    public JournalMark Durable => Read(ref _durable).Mark;

    /// <summary>The last of the caller's stamps that is on the medium.</summary>
    public long DurableStamp => Read(ref _durable).Stamp;

    /// <summary>How long what was written waited for the medium.</summary>
    public JournalLag Lag
    {
        get
        {
            lock (_gate)
            {
                return new JournalLag(_syncs, Millis(_syncs == 0 ? 0 : _lagTicks / _syncs), Millis(_mostLagTicks));
            }
        }
    }

    /// <summary>The files as they are created: their headers are flushed.</summary>
    public void Start(JournalMark end)
    {
        _written = _durable = new State { Mark = end, BlocksEnd = end, Stamp = JournalWriter.NoStamp };
    }

    /// <summary>A frame was written; all before <paramref name="end"/> stands in the tail or in blocks.</summary>
    public void NoteFrame(JournalMark end)
    {
        lock (_gate)
        {
            _written.Mark = end;
            _written.Frames++;
            NoteUnsynced();
        }
    }

    /// <summary>A block was written; blocks hold all before <paramref name="end"/>.</summary>
    public void NoteBlock(JournalMark end)
    {
        lock (_gate)
        {
            _written.BlocksEnd = end;
            _written.Blocks++;
            _written.Mark = Later(_written.Mark, end);
            NoteUnsynced();
        }
    }

    /// <summary>All that was written so far is the caller's <paramref name="stamp"/>.</summary>
    public void NoteStamp(long stamp)
    {
        lock (_gate)
        {
            _written.Stamp = Math.Max(_written.Stamp, stamp);
        }
    }

    /// <summary>Whether something has been waiting for the medium for longer than <paramref name="patience"/>.</summary>
    public bool IsBehind(TimeSpan patience)
    {
        var since = Volatile.Read(ref _unsyncedSince);
        return since != 0 && Stopwatch.GetElapsedTime(since) > patience;
    }

    /// <summary>Flushes what was written, the blocks before the tail that leans on them, and says that it is durable.</summary>
    /// <exception cref="JournalFaultException">A flush failed; nothing is durable that was not before.</exception>
    public void Sync()
    {
        lock (_flushing)
        {
            if ((blocks.Fault ?? tail?.Fault) is { } fault)
            {
                throw new JournalFaultException(fault);
            }

            var (began, target, durable) = (Stopwatch.GetTimestamp(), Read(ref _written), Read(ref _durable));
            if (target.Blocks != durable.Blocks)
            {
                blocks.Flush();
            }

            if (target.Frames != durable.Frames)
            {
                tail!.Flush();
            }

            NoteDurable(in target, began);
        }
    }

    /// <summary>Waits until durable blocks hold all before <paramref name="end"/>; false where that takes longer than <paramref name="patience"/>, or a flush failed.</summary>
    public bool WaitForBlocks(JournalMark end, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!Holds(_durable.BlocksEnd, end))
            {
                var rest = patience - Stopwatch.GetElapsedTime(started);
                if (blocks.Fault is not null || tail?.Fault is not null || rest <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_gate, rest);
            }

            return true;
        }
    }

    /// <summary>Wakes whoever waits: a flush failed.</summary>
    public void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private static bool Holds(JournalMark mark, JournalMark end) => mark.Records >= end.Records && mark.Decisions >= end.Decisions;

    private static JournalMark Later(JournalMark one, JournalMark other) => Holds(one, other) ? one : other;

    private static double Millis(long ticks) => ticks * 1e3 / Stopwatch.Frequency;

    private State Read(ref State state)
    {
        lock (_gate)
        {
            return state;
        }
    }

    private void NoteUnsynced()
    {
        if (_unsyncedSince == 0)
        {
            Volatile.Write(ref _unsyncedSince, Stopwatch.GetTimestamp());
        }
    }

    private void NoteDurable(in State target, long began)
    {
        lock (_gate)
        {
            if (_unsyncedSince != 0)
            {
                var lag = Stopwatch.GetTimestamp() - _unsyncedSince;
                (_syncs, _lagTicks, _mostLagTicks) = (_syncs + 1, _lagTicks + lag, Math.Max(_mostLagTicks, lag));

                // What was written since the flush began is no older than that.
                Volatile.Write(ref _unsyncedSince, target.IsOlderThan(in _written) ? began : 0);
            }

            _durable = target;
            Monitor.PulseAll(_gate);
        }
    }

    private struct State
    {
        public JournalMark Mark;
        public JournalMark BlocksEnd;
        public long Frames;
        public long Blocks;
        public long Stamp;

        public readonly bool IsOlderThan(in State other) => Frames < other.Frames || Blocks < other.Blocks;
    }
}
