using Pipeline.Events;

namespace Pipeline.Risk;

/// <summary>What the gate knows of one instrument's market.</summary>
internal sealed class MarketView
{
    private const long ReferenceAgeNanos = 1_000_000_000;

    /// <summary>A price beyond is no price: twice it, and a difference of two, must fit 64 bits.</summary>
    private const long MaxTicks = 1L << 60;

    private readonly MidHistory _mids = new();
    private bool _hasBook;
    private ulong _muteStreams;

    public long BookNanos { get; private set; }

    public long BidTicks { get; private set; }

    public long AskTicks { get; private set; }

    public DqFlags DqFlags { get; private set; } = DqFlags.NotSynced;

    public bool IsSynced { get; private set; }

    /// <summary>Whether a stream that is subscribed stays silent longer than it may.</summary>
    public bool IsMute => _muteStreams != 0;

    /// <summary>Twice the mid: a whole number of ticks.</summary>
    public long DoubledMidTicks => BidTicks + AskTicks;

    /// <summary>Whether a synced book with two sides was ever seen since the last loss.</summary>
    public bool HasTouch => _hasBook && BidTicks is > 0 and <= MaxTicks && AskTicks is > 0 and <= MaxTicks;

    public void On(in InputRecord record, in BookResult book)
    {
        if (record.Kind == RecordKind.FeedAlarm && record.Status.Reason == (int)FeedAlarmReason.Mute)
        {
            TakeAlarm(record);
        }

        IsSynced = book.State == BookState.Synced;
        DqFlags = book.DqFlags;
        if (!IsSynced)
        {
            _hasBook = false;
            _mids.Clear();
        }
        else if (book.Action is BookAction.Applied or BookAction.SyncedNow)
        {
            Take(book);
        }
    }

    /// <summary>Twice the mid of a second before <paramref name="nanos"/>; false where none is known, or only one a second older still.</summary>
    public bool TryReference(long nanos, out long doubledTicks) =>
        _mids.TryGet(nanos - ReferenceAgeNanos, out var at, out doubledTicks) && nanos - at <= 2 * ReferenceAgeNanos;

    // The alarm names its stream, by the kind of its records, in the epoch.
    private void TakeAlarm(in InputRecord record)
    {
        var stream = 1UL << record.Epoch;
        _muteStreams = record.Status.Code != 0 ? _muteStreams | stream : _muteStreams & ~stream;
    }

    private void Take(in BookResult book)
    {
        _hasBook = true;
        BookNanos = book.PipelineNanos;
        BidTicks = book.BidTicks;
        AskTicks = book.AskTicks;
        if (HasTouch)
        {
            _mids.Add(book.PipelineNanos, DoubledMidTicks);
        }
    }
}
