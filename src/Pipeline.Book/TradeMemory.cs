using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Tells by the ids of one kind of trade which are new, late, or here already, and which never came.</summary>
/// <remarks>Remembers the last <see cref="Remembered"/> ids as bits. 0 B a trade. Single writer.</remarks>
public sealed class TradeMemory
{
    /// <summary>Ids remembered: one that is older counts as here already.</summary>
    public const int Remembered = 1_024;

    private const int Bits = 64;

    private readonly ulong[] _seen = new ulong[Remembered / Bits];
    private long _last = InputRecord.Absent;
    private bool _lastForgottenIsMissing;
    private long _forgottenHoles;
    private long _forgottenIds;

    /// <summary>Stretches of ids that never came, and the ids in them.</summary>
    public (long Holes, long Ids) Missing
    {
        get
        {
            var (holes, ids) = (_forgottenHoles, _forgottenIds);
            var wasMissing = _lastForgottenIsMissing;
            for (var back = Remembered - 1; back >= 0 && _last != InputRecord.Absent; back--)
            {
                var isMissing = !IsSeen(_last - back);
                holes += isMissing && !wasMissing ? 1 : 0;
                ids += isMissing ? 1 : 0;
                wasMissing = isMissing;
            }

            return (holes, ids);
        }
    }

    /// <summary>Whether an id is not above the last one: it is late, or was here already.</summary>
    public bool IsOld(long id) => _last != InputRecord.Absent && id <= _last;

    /// <summary>Takes an id.</summary>
    public TradeNews Take(long id)
    {
        if (_last == InputRecord.Absent)
        {
            Start(id);
            return TradeNews.New;
        }

        if (id <= _last)
        {
            return Fill(id);
        }

        var isNext = id - _last == 1;
        if (!isNext)
        {
            PassOver(id);
        }

        Forget(id);
        See(id);
        _last = id;
        return isNext ? TradeNews.New : TradeNews.AfterHole;
    }

    /// <summary>The venue's ids begin anew; what is missing stays missing.</summary>
    public void Restart()
    {
        (_forgottenHoles, _forgottenIds) = Missing;
        _lastForgottenIsMissing = false;
        _last = InputRecord.Absent;
    }

    // What lies before the first id was never expected.
    private void Start(long id)
    {
        _seen.AsSpan().Fill(ulong.MaxValue);
        _last = id;
    }

    private TradeNews Fill(long id)
    {
        if ((ulong)(_last - id) >= Remembered || IsSeen(id))
        {
            return TradeNews.Redelivered;
        }

        See(id);
        return TradeNews.Late;
    }

    // Ids between the last and this one are missing so far; those too old to be remembered are so for good.
    private void PassOver(long id)
    {
        var skipped = (ulong)(id - _last) - 1;
        var remembered = (long)Math.Min(skipped, Remembered);
        for (var i = 1L; i <= remembered; i++)
        {
            Forget(_last + i);
            Unsee(_last + i);
        }

        if (skipped > Remembered)
        {
            _forgottenHoles += _lastForgottenIsMissing ? 0 : 1;
            _forgottenIds += (long)(skipped - Remembered);
            _lastForgottenIsMissing = true;
        }
    }

    // The id takes the place of the one that is Remembered older.
    private void Forget(long id)
    {
        var isMissing = !IsSeen(id);
        _forgottenHoles += isMissing && !_lastForgottenIsMissing ? 1 : 0;
        _forgottenIds += isMissing ? 1 : 0;
        _lastForgottenIsMissing = isMissing;
    }

    private bool IsSeen(long id) => (_seen[WordOf(id)] >> (int)(id & (Bits - 1)) & 1) != 0;

    private void See(long id) => _seen[WordOf(id)] |= 1UL << (int)(id & (Bits - 1));

    private void Unsee(long id) => _seen[WordOf(id)] &= ~(1UL << (int)(id & (Bits - 1)));

    private static int WordOf(long id) => (int)(id & (Remembered - 1)) / Bits;
}
