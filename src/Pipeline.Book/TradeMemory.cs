using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>Tells by the ids of one kind of trade which are new, late, or here already, and which never came.</summary>
/// <remarks>
/// Remembers the last <see cref="Remembered"/> ids as bits. 0 B a trade. Single writer.
/// <code>
///   above the last                       new
///   above it by more than is remembered  new, and pending: what comes behind it may show that its id is wrong
///   below the pending one                new and late: it lies in the hole
///   old, never seen, still remembered    new and late; below the first id too, though nothing is missing there
///   old else                             here already
/// </code>
/// An old id whose time is more than a second after the last trades' contradicts them. Two such in a row that follow each other
/// are a venue whose ids begin anew, or show that the pending id is wrong.
/// </remarks>
public sealed class TradeMemory
{
    /// <summary>Ids remembered: one that is older counts as here already.</summary>
    public const int Remembered = 1_024;

    private const int Bits = 64;
    private const long LateNanos = 1_000_000_000;

    private readonly ulong[] _seen = new ulong[Remembered / Bits];
    private long _first = InputRecord.Absent;
    private long _last = InputRecord.Absent;
    private long _far = InputRecord.Absent;
    private long _wrong = InputRecord.Absent;
    private long _contradicting = InputRecord.Absent;
    private long _lastNanos = InputRecord.Absent;
    private long _priorNanos = InputRecord.Absent;
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
                var isMissing = IsMissing(_last - back);
                holes += isMissing && !wasMissing ? 1 : 0;
                ids += isMissing ? 1 : 0;
                wasMissing = isMissing;
            }

            return _far == InputRecord.Absent || _far - _last == 1 ? (holes, ids) : (holes + 1, ids + _far - _last - 1);
        }
    }

    /// <summary>Times that ids began anew without being told to.</summary>
    public long BeganAnew { get; private set; }

    /// <summary>Whether an id is not above the last one: it is late, or was here already.</summary>
    public bool IsOld(long id) => _last != InputRecord.Absent && id <= (_far == InputRecord.Absent ? _last : _far);

    /// <summary>Takes an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="tradeNanos">When the venue made the trade, or Absent: then it contradicts nothing.</param>
    public TradeNews Take(long id, long tradeNanos = InputRecord.Absent)
    {
        if (_last == InputRecord.Absent)
        {
            Start(id, tradeNanos);
            return TradeNews.New;
        }

        if (IsOld(id) || (id == _wrong && IsFar(id)))
        {
            return TakeOld(id, tradeNanos);
        }

        if (_far != InputRecord.Absent)
        {
            Advance(_far);
            _far = InputRecord.Absent;
        }

        NoteTime(tradeNanos);
        if (IsFar(id))
        {
            _far = id;
            return TradeNews.AfterHole;
        }

        return Advance(id);
    }

    /// <summary>The venue's ids begin anew; what is missing stays missing.</summary>
    public void Restart()
    {
        (_forgottenHoles, _forgottenIds) = Missing;
        _lastForgottenIsMissing = false;
        (_last, _far, _wrong) = (InputRecord.Absent, InputRecord.Absent, InputRecord.Absent);
        (_lastNanos, _priorNanos, _contradicting) = (InputRecord.Absent, InputRecord.Absent, InputRecord.Absent);
    }

    private void Start(long id, long tradeNanos)
    {
        _seen.AsSpan().Clear();
        See(id);
        (_first, _last) = (id, id);
        NoteTime(tradeNanos);
    }

    private void NoteTime(long tradeNanos)
    {
        (_priorNanos, _lastNanos) = (_lastNanos, tradeNanos);
        _contradicting = InputRecord.Absent;
    }

    private bool IsFar(long id) => id - _last > Remembered;

    private TradeNews TakeOld(long id, long tradeNanos)
    {
        var contradicts = Contradicts(tradeNanos);
        var isSecond = contradicts && _contradicting != InputRecord.Absent && id - _contradicting == 1;
        _contradicting = contradicts ? id : _contradicting;
        if (id > _last && id < _far)
        {
            TakeBelowFar(id, tradeNanos, isSecond);
            return TradeNews.Late;
        }

        var news = id > _last ? TradeNews.Redelivered : Fill(id);
        if (news != TradeNews.Redelivered || !isSecond || id > _last)
        {
            return news;
        }

        // The first of the two was taken for one that was here already.
        BeganAnew++;
        Restart();
        Start(id, tradeNanos);
        return TradeNews.AfterHole;
    }

    private void TakeBelowFar(long id, long tradeNanos, bool showsWrong)
    {
        if (showsWrong)
        {
            (_wrong, _far) = (_far, InputRecord.Absent);
            NoteTime(tradeNanos);
        }

        Advance(id);
    }

    // By the last two: one of them may have a wrong time itself.
    private bool Contradicts(long tradeNanos) =>
        tradeNanos > 0 && _lastNanos > 0 && tradeNanos - Math.Max(_lastNanos, _priorNanos) > LateNanos;

    private TradeNews Advance(long id)
    {
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
        var isMissing = IsMissing(id - Remembered);
        _forgottenHoles += isMissing && !_lastForgottenIsMissing ? 1 : 0;
        _forgottenIds += isMissing ? 1 : 0;
        _lastForgottenIsMissing = isMissing;
    }

    // What lies before the first id was never expected.
    private bool IsMissing(long id) => id >= _first && !IsSeen(id);

    private bool IsSeen(long id) => (_seen[WordOf(id)] >> (int)(id & (Bits - 1)) & 1) != 0;

    private void See(long id) => _seen[WordOf(id)] |= 1UL << (int)(id & (Bits - 1));

    private void Unsee(long id) => _seen[WordOf(id)] &= ~(1UL << (int)(id & (Bits - 1)));

    private static int WordOf(long id) => (int)(id & (Remembered - 1)) / Bits;
}
