using Pipeline.Book;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Engine.Replay;

/// <summary>Recordings as the input of a replay.</summary>
public sealed class CaptureInput : IStampedInput, IDeadLetterSink
{
    private readonly CaptureReader _reader;
    private readonly CaptureHead _head;
    private readonly ICaptureVenue _venue;
    private readonly IDeadLetterSink? _deadLetters;
    private readonly bool _symbolsChosen;
    private int _markSource = -1;
    private bool _mayBeMarked;
    private readonly CapturePlaces _places = new();
    private readonly Queue<KeptLine> _ahead = [];
    private KeptLine? _kept;
    private MarketDataLane? _lane;
    private int _next;
    private long _ownBytes;

    /// <summary>Opens the recordings and reads on until the venue can tell what they are.</summary>
    /// <exception cref="InputUnusableException">Nothing can be replayed.</exception>
    public CaptureInput(IReadOnlyList<string> files, ICaptureVenue venue, IReadOnlyList<string> symbols, IDeadLetterSink? deadLetters, CancellationToken cancellation = default)
        : this(new CaptureReader(CaptureOrder.ByFirstReceiveTime(files, venue), cancellation), venue, symbols, deadLetters)
    {
    }

    /// <summary>Takes over <paramref name="reader"/> and reads on until the venue can tell what its recordings are.</summary>
    /// <exception cref="InputUnusableException">Nothing can be replayed.</exception>
    public CaptureInput(CaptureReader reader, ICaptureVenue venue, IReadOnlyList<string> symbols, IDeadLetterSink? deadLetters)
    {
        _reader = reader;
        _venue = venue;
        _deadLetters = deadLetters;
        _symbolsChosen = symbols.Count > 0;
        DeadLetters = new FirstDeadLetters(reader.FileName);
        _head = CaptureHead.Read(_reader, venue, symbols);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _head.Setup.Instruments;

    /// <inheritdoc/>
    public long FirstOffsetNanos => _head.FirstOffsetNanos;

    /// <inheritdoc/>
    public SessionBody? Session => null;

    /// <inheritdoc/>
    public IReadOnlyList<InputError> Errors => _reader.Errors;

    /// <inheritdoc/>
    public FirstDeadLetters DeadLetters { get; internal init; }

    /// <inheritdoc/>
    public void AddWrongStamp(in WrongStamp stamp)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (source, line, offset) = _places.Of(stamp.Ordinal);
        _reader.AddError(new InputError(_reader.FileName(source), line, offset, stamp.Describe()));
        _ownBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <inheritdoc/>
    public long AllocatedBytes => _reader.AllocatedBytes + _ownBytes;

    /// <inheritdoc/>
    public (long Done, long Total) Progress => (_reader.FileBytes, _reader.TotalBytes);

    /// <summary>Index of the file that the present message stands in.</summary>
    public int Source => Current.Source;

    /// <summary>Line of the present message in its file, from 1.</summary>
    public long Line => Current.Number;

    /// <summary>Byte of the present message's line in its file's decoded text.</summary>
    public long Offset => Current.Offset;

    // Numbers of the files among all sources of the run; null where they are all.
    internal int[]? SourceNumbers { get; init; }

    private CaptureLine Current => _next <= _head.Count ? _head[_next - 1] : _kept is null ? _reader.Current : _kept.Line;

    /// <inheritdoc/>
    public bool TryRead(out long receiveNanos)
    {
        var isInHead = _next < _head.Count;
        _next += _next <= _head.Count ? 1 : 0;
        _kept = null;
        var found = isInHead || _ahead.TryDequeue(out _kept) || _reader.TryRead();
        receiveNanos = found ? Current.ReceiveNanos : 0;
        return found;
    }

    /// <inheritdoc/>
    bool IStampedInput.TryPeek(int ahead, out long receiveNanos, out long eventNanos)
    {
        (receiveNanos, eventNanos) = (0, InputRecord.Absent);
        var inHead = Math.Min(ahead, Math.Max(_head.Count - _next, 0));
        var behindHead = ahead - inHead;
        if (behindHead > 0 && !TryLookAhead(behindHead))
        {
            return false;
        }

        var line = ahead == 0 ? Current : behindHead == 0 ? _head[_next - 1 + ahead] : _ahead.ElementAt(behindHead - 1).Line;
        (receiveNanos, eventNanos) = (line.ReceiveNanos, line.HasReceiveTime ? _venue.EventNanosOf(line.Text) : InputRecord.Absent);
        return true;
    }

    /// <inheritdoc/>
    public void Publish(Lane lane)
    {
        _lane ??= new MarketDataLane(lane, _head.Setup.CreateDecoder(), this);
        if (_next <= _head.Count || _kept is not null)
        {
            Publish(Current);
        }
        else
        {
            // Not by way of Current: a line that was just written part by part is not copied.
            Publish(_reader.Current);
        }
    }

    private void Publish(in CaptureLine line)
    {
        _places.Add(line.Source, line.Number, line.Offset);
        var position = new MarketDataLane.Position(SourceNumbers is null ? line.Source : SourceNumbers[line.Source], line.Number);
        if (line.Source != _markSource)
        {
            (_markSource, _mayBeMarked) = (line.Source, true);
            _lane!.SourceFlags = RecordFlags.None;
        }

        if (_mayBeMarked)
        {
            LookForMark(in line);
        }

        if (!line.HasReceiveTime)
        {
            _lane!.RejectLine(line.Text, position);
            AddError(in line, "the line does not start with a receive time in nanoseconds or microseconds");
            return;
        }

        var reason = _lane!.Receive(line.Text, line.ReceiveNanos, position);
        if (reason != DeadLetterReason.None)
        {
            OnDeadLetter(in line, reason);
        }
        else if (_lane.SawForeign && !_symbolsChosen)
        {
            throw new SeveralSymbolsException(AllSymbols(in line));
        }
    }

    /// <inheritdoc/>
    void IDeadLetterSink.Write(in InputRecord letter, ReadOnlySpan<byte> text)
    {
        DeadLetters.Add(in letter.Message);
        _deadLetters?.Write(in letter, text);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // Reading on moves the reader from the present line, which is kept before.
    private bool TryLookAhead(int lines)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var readBefore = _reader.AllocatedBytes;
        if (_next > _head.Count && _ahead.Count == 0 && _kept is null)
        {
            _kept = new KeptLine(Current);
        }

        while (_ahead.Count < lines && _reader.TryRead())
        {
            _ahead.Enqueue(new KeptLine(_reader.Current));
        }

        _ownBytes += GC.GetAllocatedBytesForCurrentThread() - before - (_reader.AllocatedBytes - readBefore);
        return _ahead.Count >= lines;
    }

    // A recording says that it was made before its first message about a symbol, on whatever line.
    private void LookForMark(in CaptureLine line)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (SyntheticMark.IsIn(line.Text))
        {
            _lane!.SourceFlags = RecordFlags.Synthetic;
        }

        _mayBeMarked = _lane!.SourceFlags == RecordFlags.None && _venue.SymbolOf(line.Text) is null;
        _ownBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // What no venue would send is damage of the recording; a message that is only wrong is a dead letter and no more.
    private void OnDeadLetter(in CaptureLine line, DeadLetterReason reason)
    {
        if (reason is DeadLetterReason.MalformedJson or DeadLetterReason.TooLong)
        {
            AddError(in line, "the message is not whole JSON");
        }
    }

    // The list of damage is the summary's and not the pipeline's.
    private void AddError(in CaptureLine line, string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        _reader.AddError(new InputError(_reader.FileName(line.Source), line.Number, line.Offset, reason));
        _ownBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private IReadOnlyCollection<string> AllSymbols(in CaptureLine first)
    {
        var symbols = new SortedSet<string>(Instruments.Select(each => each.Symbol), StringComparer.Ordinal);
        AddSymbol(symbols, first.Text);
        while (TryRead(out _))
        {
            AddSymbol(symbols, Current.Text);
        }

        return symbols;
    }

    private void AddSymbol(SortedSet<string> symbols, ReadOnlySpan<byte> text)
    {
        if (_venue.SymbolOf(text) is { } symbol)
        {
            symbols.Add(symbol);
        }
    }
}
