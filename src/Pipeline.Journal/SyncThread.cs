using System.Diagnostics;

namespace Pipeline.Journal;

/// <summary>Group commit: flushes what was written every so often, and at once where somebody waits for it.</summary>
/// <remarks>While a flush runs more is written, and the next one takes all of that: however slow the medium, it is never asked twice at a time.</remarks>
internal sealed class SyncThread
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly GroupCommit _commit;
    private readonly TimeSpan _every;
    private readonly Action<long> _moved;
    private readonly Action<JournalFaultException> _failed;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Starts it. <paramref name="moved"/> is told the stamp that is durable now, <paramref name="failed"/> why nothing will be any more; both on this thread.</summary>
    public SyncThread(GroupCommit commit, TimeSpan every, Action<long> moved, Action<JournalFaultException> failed)
    {
        (_commit, _moved, _failed) = (commit, moved, failed);
        _every = every > Least ? every : Least;
        _thread = new Thread(Run) { Name = "journal-sync", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Flushes as soon as the flush at hand has ended. Any thread.</summary>
    public void Hurry() => _wake.Set();

    /// <summary>Lets it end as soon as the medium lets it. Any thread.</summary>
    public void Leave()
    {
        _isStopping = true;
        _wake.Set();
    }

    /// <summary>Ends it; false where the medium holds it for longer than <paramref name="patience"/>.</summary>
    public bool Stop(TimeSpan patience)
    {
        Leave();
        return _thread.Join(patience);
    }

    private void Run()
    {
        try
        {
            for (var took = TimeSpan.Zero; !_isStopping;)
            {
                _wake.WaitOne(took < _every ? _every - took : TimeSpan.Zero);
                var started = Stopwatch.GetTimestamp();
                _commit.Sync();
                _moved(_commit.DurableStamp);
                took = Stopwatch.GetElapsedTime(started);
            }
        }
        catch (JournalFaultException e)
        {
            _commit.WakeAll();
            _failed(e);
        }
        catch (Exception e)
        {
            _failed(new JournalFaultException(new JournalFault(JournalFaultKind.FlushFailed, _thread.Name!, e.Message), e));
        }
    }
}
