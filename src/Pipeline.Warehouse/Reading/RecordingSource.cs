using Pipeline.Book;
using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Warehouse.Reading;

/// <summary>Recordings that continue one another as a source of rows: a block is so many lines of one file.</summary>
public sealed class RecordingSource : ILoadSource, IDeadLetterSink
{
    /// <summary>Lines of a block: about what a tape's block holds.</summary>
    public const int BlockLines = 4_096;

    private readonly CaptureInput _input;
    private readonly string[] _names;
    private readonly List<Reject> _rejects = [];
    private SourceBlock _block;
    private long _ordinal = 1;
    private bool _isAhead;
    private bool _isDead;
    private int _errors;
    private InputRecord _dead;

    /// <summary>Opens the recordings, which are one stream in the order given.</summary>
    /// <exception cref="InputUnusableException">Nothing of them can be used.</exception>
    public RecordingSource(IReadOnlyList<string> files, ICaptureVenue venue, IReadOnlyList<string> symbols)
    {
        files = CaptureOrder.ByFirstReceiveTime(files, venue);
        var described = new List<SourceFile>();
        foreach (var file in files)
        {
            described.Add(SourceFile.OfRecording(file, described.LastOrDefault()));
        }

        Files = described;
        _names = [.. files];
        _input = new CaptureInput(files, venue, symbols, this);
        _isAhead = _input.TryRead(out _);
        _block = new SourceBlock(-1, -1, 0);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _input.Instruments;

    /// <inheritdoc/>
    public IReadOnlyList<SourceFile> Files { get; }

    /// <inheritdoc/>
    public SessionBody? Session => null;

    /// <inheritdoc/>
    public long FirstOffsetNanos => _input.FirstOffsetNanos;

    /// <inheritdoc/>
    public void AddWrongStamp(in WrongStamp stamp) => _input.AddWrongStamp(in stamp);

    /// <inheritdoc/>
    public (long Done, long Total) Progress => _input.Progress;

    /// <inheritdoc/>
    public bool TryReadBlock(out SourceBlock block)
    {
        TakeErrors();
        if (_isAhead)
        {
            var isNewFile = _input.Source != _block.File;
            _block = new SourceBlock(_input.Source, isNewFile ? 0 : _block.Number + 1, _ordinal);
        }

        block = _block;
        return _isAhead;
    }

    /// <inheritdoc/>
    public void Publish(Lane lane)
    {
        for (var lines = 0; _isAhead && lines < BlockLines && _input.Source == _block.File; lines++)
        {
            TakeErrors();
            _input.Publish(lane);
            if (_isDead)
            {
                TakeDeadLetter();
            }

            _ordinal++;
            _isAhead = _input.TryRead(out _);
        }
    }

    /// <inheritdoc/>
    public void ShowDecisions(IDecisionSink sink)
    {
        // A recording holds what a venue said, and nobody's decisions.
    }

    /// <inheritdoc/>
    public IReadOnlyList<Reject> TakeRejects()
    {
        TakeErrors();
        Reject[] taken = [.. _rejects];
        _rejects.Clear();
        return taken;
    }

    /// <inheritdoc/>
    public void Write(in InputRecord letter, ReadOnlySpan<byte> text) => (_isDead, _dead) = (true, letter);

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    // A line that is damage of the recording is a dead letter and an error: the error says it better. Without a message about the
    // book the book is not what it was, so that is damage too.
    private void TakeDeadLetter()
    {
        _isDead = false;
        ref readonly var message = ref _dead.Message;
        var isError = _errors < _input.Errors.Count;
        var reason = isError ? _input.Errors[_errors++].Reason : message.Reason.ToString();
        var reject = new Reject(_names[message.Source], message.Line, _input.Offset, reason, InputRecord.Absent, message.TextBytes, (long)message.TextHash);
        _rejects.Add(reject with { IsDamage = isError || (_dead.Flags & RecordFlags.AboutBook) != 0 });
    }

    private void TakeErrors()
    {
        for (; _errors < _input.Errors.Count; _errors++)
        {
            var error = _input.Errors[_errors];
            _rejects.Add(Reject.OfDamage(error.File, error.Line, error.Offset, error.Reason));
        }
    }
}
