using Pipeline.Events;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>When one instrument's snapshot is fetched: for a book in need, or in doubt, at once and then ever less often, for an audit now and then.</summary>
/// <remarks>Pure. Single writer.</remarks>
internal sealed class SnapshotAttempts(int instrument, FeedOptions options, Random random)
{
    private const int None = -1;

    private readonly Backoff _backoff = new(options.BackoffNanos, options.MaxBackoffNanos, random);
    private readonly Backoff _doubts = new(options.DoubtBackoffNanos, options.AuditNanos, random);
    private int _wanted = None;
    private int _delivered = None;
    private int _inFlight = None;
    private long _nextNanos = InputRecord.Absent;
    private long _pauseNanos = InputRecord.Absent;
    private long _doubtAllowedNanos;
    private long _nextAuditNanos = long.MaxValue;
    private long _deliveredNanos = InputRecord.Absent;

    public int Instrument => instrument;

    public void Want(int epoch, long now, bool isDoubted)
    {
        if (epoch <= _wanted)
        {
            return;
        }

        _wanted = epoch;
        _inFlight = None;
        _pauseNanos = isDoubted ? PauseInDoubt(now) : InputRecord.Absent;
        if (isDoubted)
        {
            return;
        }

        if (_deliveredNanos == InputRecord.Absent || now - _deliveredNanos > options.StableNanos)
        {
            _backoff.Reset();
        }
        else
        {
            _nextNanos = Math.Max(_nextNanos, now + _backoff.Next());
        }
    }

    public bool TryBegin(long now, out int epoch)
    {
        epoch = _wanted;
        var isDue = _wanted != _delivered ? now >= _nextNanos && now >= Math.Min(_pauseNanos, _nextAuditNanos) : now >= _nextAuditNanos;
        if (_inFlight != None || !isDue)
        {
            return false;
        }

        _inFlight = epoch;
        _nextAuditNanos = long.MaxValue;
        return true;
    }

    public bool TryEnd(int epoch, bool isGood, long now)
    {
        if (epoch != _inFlight)
        {
            return false;
        }

        _inFlight = None;
        _nextAuditNanos = now + options.AuditNanos;
        if (!isGood)
        {
            _nextNanos = now + _backoff.Next();
            return false;
        }

        _deliveredNanos = _delivered == epoch ? _deliveredNanos : now;
        _delivered = epoch;
        return true;
    }

    // The last one disagreed, and the next would a moment later: what helps is the resync of a book that is given up. The waits begin
    // anew once a whole time between two audits has gone by without a doubt.
    private long PauseInDoubt(long now)
    {
        if (now - _doubtAllowedNanos > options.AuditNanos)
        {
            _doubts.Reset();
        }

        var pause = Math.Clamp(_doubtAllowedNanos, now, now + options.AuditNanos);
        _doubtAllowedNanos = pause + _doubts.Next();
        return pause;
    }
}
