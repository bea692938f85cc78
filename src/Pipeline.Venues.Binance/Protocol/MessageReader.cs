using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Makes a record of a message whose members were found: what each kind needs, and what each member may be.</summary>
/// <remarks>
/// A method that answers false has either noted why the message is a dead letter or made the record an Other.
/// Single use, on the stack.
/// </remarks>
internal ref partial struct MessageReader
{
    private const int DecimalsE8 = 8;

    private static readonly DecimalScale Integers = DecimalScale.Of(0);

    private readonly ReadOnlySpan<byte> _json;
    private readonly MessageScan _scan;
    private readonly LevelReader _levelReader;
    private readonly MessageMembers _body;
    private readonly InstrumentTable _instruments;
    private readonly Market _market;
    private readonly Span<byte> _scratch;
    private readonly Span<LevelUpdate> _levels;
    private readonly ref InputRecord _record;
    private DeadLetterReason _reason;
    private int _errorOffset;

    public MessageReader(
        ReadOnlySpan<byte> json, MessageScan scan, LevelReader levelReader, InstrumentTable instruments, Market market, Span<byte> scratch,
        ref InputRecord record, Span<LevelUpdate> levels)
    {
        _json = json;
        _scan = scan;
        _levelReader = levelReader;
        _body = scan.Body;
        _instruments = instruments;
        _market = market;
        _scratch = scratch;
        _record = ref record;
        _levels = levels;
    }

    /// <summary>Index of the instrument that a snapshot without a symbol is about, or -1.</summary>
    public int SnapshotInstrument { get; init; } = InputRecord.NoInstrument;

    /// <summary>Reads the message.</summary>
    public DeadLetterReason Read(out int errorOffset)
    {
        ReadWhole();
        errorOffset = _errorOffset;
        return _reason;
    }

    private bool ReadWhole()
    {
        if (_scan.Kind == JsonKind.Object)
        {
            return ReadObject();
        }

        return _scan.Kind == JsonKind.Array ? BecomeOther() : Fail(DeadLetterReason.BadMember, 0);
    }

    private bool ReadObject()
    {
        if (_scan.Stream.Kind == JsonKind.Text && StreamName.IsOtherDepth(Text(_scan.Stream)))
        {
            return BecomeOther();
        }

        return _body.Has(Member.Event) ? ReadEvent() : ReadNameless();
    }

    private bool ReadEvent()
    {
        var name = _body[Member.Event];
        if (name.Kind != JsonKind.Text)
        {
            return Fail(DeadLetterReason.BadMember, name.Start);
        }

        return EventNames.Find(Text(name)) switch
        {
            RecordKind.DepthUpdate => ReadDepth(),
            RecordKind.BookTicker => ReadTicker(),
            RecordKind.Trade => ReadTrade(),
            RecordKind.AggTrade => ReadAggTrade(),
            RecordKind.MarkPrice => ReadMarkPrice(),
            RecordKind.Liquidation => ReadLiquidation(),
            _ => BecomeOther(),
        };
    }

    /// <summary>Snapshots, answers to commands and spot's bookTicker carry no event name.</summary>
    private bool ReadNameless()
    {
        if (_body.Has(Member.SnapshotId))
        {
            return ReadSnapshot();
        }

        var isAnswer = _body.Has(Member.Result) || _body.Has(Member.Error) || _body.Has(Member.Code);
        return isAnswer ? BecomeOther() : ReadTicker();
    }

    private bool Begin(RecordKind kind, Member symbol) => Begin(kind, _body, symbol, Member.Time);

    /// <summary>Finds the instrument and clears what another message may have left in the record.</summary>
    private bool Begin(RecordKind kind, MessageMembers source, Member symbol, Member transactionTime)
    {
        if (!TryGet(source, symbol, out var token))
        {
            return false;
        }

        if (token.Kind != JsonKind.Text)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        return _instruments.TryFind(Text(token), _market, out var instrument)
            ? Begin(kind, instrument, source, transactionTime)
            : BecomeOther(RecordFlags.Foreign);
    }

    private bool Begin(RecordKind kind, int instrument, MessageMembers source, Member transactionTime)
    {
        Clear(kind, instrument, RecordFlags.None);
        return ReadOptionalTime(_body, Member.EventTime, out _record.EventNanos)
            && ReadOptionalTime(source, transactionTime, out _record.TransactionNanos);
    }

    private bool BecomeOther(RecordFlags flags = RecordFlags.None)
    {
        Clear(RecordKind.Other, InputRecord.NoInstrument, flags);
        return false;
    }

    private readonly void Clear(RecordKind kind, int instrument, RecordFlags flags)
    {
        _record.Kind = kind;
        _record.Flags = flags;
        _record.Instrument = instrument;
        _record.EventNanos = InputRecord.Absent;
        _record.TransactionNanos = InputRecord.Absent;
        _record.Depth = default;
    }

    private bool Fail(DeadLetterReason reason, int offset)
    {
        _reason = reason;
        _errorOffset = offset;
        return false;
    }

    private bool TryGet(MessageMembers source, Member member, out JsonToken token)
    {
        token = source[member];
        return source.Has(member) || Fail(DeadLetterReason.MissingMember, source.Start);
    }

    /// <summary>The text of a string or number. Escapes that stand for no text become a byte that equals none.</summary>
    private readonly ReadOnlySpan<byte> Text(in JsonToken token) => token.Text(_json, _scratch);
}
