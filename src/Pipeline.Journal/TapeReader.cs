using Pipeline.Events;
using Pipeline.Journal.Records;

namespace Pipeline.Journal;

/// <summary>Reads a tape, block by block, into buffers that are used again.</summary>
/// <remarks>
/// Single thread. Spans are valid until the next <see cref="ReadBlock"/>. A depth record's LevelOffset is an index into
/// <see cref="Levels"/>; FirstIntent, FirstVerdict and FirstOutcome are indexes into
/// <see cref="Intents"/>, <see cref="Verdicts"/> and <see cref="Outcomes"/>.
/// Decision entries may belong to records of an earlier block. 0 bytes allocated a block.
/// </remarks>
public sealed class TapeReader : IDisposable
{
    private readonly IJournalDisk _disk;
    private readonly ReadMode _mode;
    private readonly IReadOnlyList<string> _segments;
    private readonly List<TapeDefect> _defects = [];
    private readonly BlockBuffers _buffers;
    private readonly bool _ownsBuffers;
    private SegmentReader _segment;
    private JournalMark _first;
    private long _blocksBefore;
    private int _segmentIndex;
    private bool _ended;

    private TapeReader(IReadOnlyList<string> segments, ReadMode mode, IJournalDisk disk, BlockBuffers? buffers)
    {
        (_segments, _mode, _disk) = (segments, mode, disk);
        _ownsBuffers = buffers is null;
        _buffers = buffers ?? new BlockBuffers();
        try
        {
            _segment = new SegmentReader(disk, segments[0], mode, _defects, _buffers);
        }
        catch
        {
            DisposeBuffers();
            throw;
        }

        Header = _segment.Header;
    }

    private BlockContent Content => _buffers.Content;

    /// <summary>What the tape, or the first of its files, says of itself.</summary>
    public TapeHeader Header { get; }

    /// <summary>Ordinal of the first of <see cref="Records"/>.</summary>
    public long FirstRecordOrdinal => _first.Records;

    /// <summary>Number of the first of <see cref="Decisions"/>.</summary>
    public long FirstDecisionOrdinal => _first.Decisions;

    /// <summary>The block's records. A Hole stands for the records that it names and counts as none.</summary>
    public ReadOnlySpan<InputRecord> Records => Content.Records;

    /// <summary>The levels of all its records.</summary>
    public ReadOnlySpan<LevelUpdate> Levels => Content.Levels;

    /// <summary>The block's decision entries.</summary>
    public ReadOnlySpan<DecisionEntry> Decisions => Content.Decisions;

    /// <summary>The intents of all its entries.</summary>
    public ReadOnlySpan<OrderIntent> Intents => Content.Intents;

    /// <summary>The verdicts of all its entries.</summary>
    public ReadOnlySpan<OrderVerdict> Verdicts => Content.Verdicts;

    /// <summary>The simulated outcomes of all its entries: what a paper exchange said just before the entry's record.</summary>
    public ReadOnlySpan<InputRecord> Outcomes => Content.Outcomes;

    /// <summary>How far the log is decided by the end of this block. Where a tail is read in parts, it may lie behind the part at hand.</summary>
    public DecisionMark Decided => Content.Decided;

    /// <summary>What is wrong with the tape, as far as it was read. In Prefix mode the first says where reading stopped.</summary>
    public IReadOnlyList<TapeDefect> Defects => _defects;

    /// <summary>Whether the last file read ends in its seal.</summary>
    public bool IsSealed => _segment.IsSealed;

    /// <summary>Whether the last file read says that the session ends with it.</summary>
    public bool EndsSession => _segment.EndsSession;

    /// <summary>What was found, for a decision on how to make the tape whole. Of one file, once all is read.</summary>
    internal TapeCondition Condition => new(_segment.HeaderSource, IsSealed, _segment.BlocksState, _segment.TailState);

    /// <summary>Ordinals behind what was read.</summary>
    public JournalMark End => _segment.Next;

    /// <summary>Blocks read so far.</summary>
    public long Blocks => _blocksBefore + _segment.Blocks;

    /// <summary>Bytes of the present file read so far, and all of it: for progress.</summary>
    public (long Read, long All) Progress => _segment.Progress;

    /// <summary>Opens a tape file, an unsealed one by its final name too, or the tape whose segments lie in a folder.</summary>
    /// <exception cref="TapeException">It is not there, cannot be read, does not start as a tape does, or the folder holds several.</exception>
    public static TapeReader Open(string pathOrFolder, ReadMode mode, IJournalDisk? disk = null) =>
        Open(TapeFolder.OnlyTapeAt(pathOrFolder, disk), mode, disk);

    /// <summary>Opens the tape whose segments these are, in their order.</summary>
    /// <exception cref="TapeException">The first cannot be read, or does not start as a tape does.</exception>
    public static TapeReader Open(IReadOnlyList<string> segments, ReadMode mode, IJournalDisk? disk = null) =>
        new(segments, mode, disk ?? PhysicalDisk.Instance, buffers: null);

    /// <summary>The same as of a path, with memory that outlives the reader.</summary>
    internal static TapeReader Open(string pathOrFolder, ReadMode mode, IJournalDisk disk, BlockBuffers? buffers) =>
        new(TapeFolder.OnlyTapeAt(pathOrFolder, disk), mode, disk, buffers);

    /// <summary>Reads the next block; false at the end.</summary>
    /// <exception cref="TapeException">A defect in Strict mode; an unreadable file in every mode.</exception>
    public bool ReadBlock()
    {
        while (!_ended)
        {
            if (_segment.Read(Content, out _first))
            {
                return true;
            }

            _ended = !NextSegment();
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _segment.Dispose();
        DisposeBuffers();
    }

    private void DisposeBuffers()
    {
        if (_ownsBuffers)
        {
            _buffers.Dispose();
        }
    }

    private bool NextSegment()
    {
        if (_mode == ReadMode.Prefix && !_segment.IsSealed)
        {
            return false;
        }

        if (_segmentIndex + 1 == _segments.Count)
        {
            if (_segment.IsSealed && !_segment.EndsSession)
            {
                Accept(new TapeDefect(_segments[_segmentIndex], _segment.Progress.All, TapeFault.GoesOn, IsTornTail: true));
            }

            return false;
        }

        var path = _segments[++_segmentIndex];
        var next = new SegmentReader(_disk, path, _mode, _defects, _buffers);
        var follows = next.Header.PreviousFileId == _segment.Header.FileId && next.Header.PreviousChain == _segment.Chain
            && next.Start == _segment.Next;
        _blocksBefore += _segment.Blocks;
        if (!follows && !Accept(new TapeDefect(path, 0, TapeFault.MissingFile, IsTornTail: false)))
        {
            next.Dispose();
            return false;
        }

        next.ComesAfter(_segment.Next);
        _segment.Dispose();
        _segment = next;
        return true;
    }

    private bool Accept(TapeDefect defect)
    {
        _defects.Add(defect);
        return _mode == ReadMode.Strict ? throw new TapeException(defect) : _mode == ReadMode.Salvage;
    }
}
