using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;
using Pipeline.Primitives;

namespace Pipeline.Journal;

/// <summary>Reads one file of a tape: its blocks, then the tail if it was never sealed, and decides what a defect means in its mode.</summary>
/// <remarks>Single thread.</remarks>
internal sealed class SegmentReader : IDisposable
{
    private readonly IJournalDisk _disk;
    private readonly ReadMode _mode;
    private readonly BlockInput _blocks;
    private readonly List<TapeDefect> _defects;
    private TailInput? _tail;
    private JournalMark _next;
    private bool _blocksEnded;
    private bool _ended;
    private bool _isRotten;
    private bool _isTailRotten;
    private bool _isTailTorn;
    private bool _hasTailEnded;
    private bool _isGapTold;
    private long _lastReceiveNanos;

    /// <summary>Opens <paramref name="path"/>; defects go to <paramref name="defects"/>.</summary>
    public SegmentReader(IJournalDisk disk, string path, ReadMode mode, List<TapeDefect> defects, BlockBuffers buffers)
    {
        (_disk, _mode, _defects) = (disk, mode, defects);
        _blocks = new BlockInput(disk, path, buffers);
        _next = Start = new JournalMark(_blocks.Totals.NextRecord, _blocks.Totals.NextDecision);
        try
        {
            foreach (var defect in _blocks.HeaderDefects)
            {
                Report(defect);
            }
        }
        catch
        {
            _blocks.Dispose();
            throw;
        }
    }

    /// <summary>Which of the headers could be read.</summary>
    public HeaderSource HeaderSource => _blocks.HeaderSource;

    /// <summary>What was found of the blocks. Of use when all is read.</summary>
    public BlocksState BlocksState => _isRotten ? BlocksState.Rotten : IsSealed ? BlocksState.Whole : BlocksState.Torn;

    /// <summary>What was found of the tail. Of use when all is read.</summary>
    public TailState TailState => _tail switch
    {
        _ when IsSealed => TailState.NotNeeded,
        { BelongsToFile: true } => _isTailRotten ? TailState.Rotten : _isTailTorn ? TailState.Torn : TailState.Whole,
        _ => !Header.HasTail ? TailState.NotNeeded : IsTailUnused ? TailState.Unused : TailState.Missing,
    };

    // Blocks stand behind frames: without a block, a tail that holds nothing but zeros never held a frame.
    private bool IsTailUnused => _tail is { IsBlank: true } && Blocks == 0;

    /// <summary>Ordinals that the file starts with.</summary>
    public JournalMark Start { get; }

    /// <summary>What the file says of itself.</summary>
    public TapeHeader Header => _blocks.Header;

    /// <summary>Bytes of blocks read so far, and of the file.</summary>
    public (long Read, long All) Progress => (_blocks.Offset, _blocks.Length);

    /// <summary>Blocks read so far.</summary>
    public long Blocks => _blocks.Totals.Blocks;

    /// <summary>The last chain value.</summary>
    public ulong Chain => _blocks.Chain;

    /// <summary>Whether the seal was read.</summary>
    public bool IsSealed => _blocks.IsSealed;

    /// <summary>Whether the seal says that the session ends here.</summary>
    public bool EndsSession => _blocks.EndsSession;

    /// <summary>Ordinals behind what was read.</summary>
    public JournalMark Next => _next;

    /// <summary>Says where the segment before ended, so that what is missing between becomes a Hole.</summary>
    public void ComesAfter(JournalMark end) => _next = _next with { Records = Math.Min(_next.Records, end.Records) };

    /// <summary>Reads on; false at the end, with <paramref name="content"/> empty.</summary>
    /// <param name="content">What was read.</param>
    /// <param name="first">Ordinals of its first record and entry.</param>
    /// <exception cref="TapeException">A defect in Strict mode; an unreadable file in every mode.</exception>
    public bool Read(BlockContent content, out JournalMark first)
    {
        content.Clear();
        first = _next;
        while (!_ended && content.IsEmpty)
        {
            first = _next;
            if (_next.Records < Start.Records)
            {
                AddHole(content, Start.Records, lostBytes: 0, TapeFault.MissingFile);
            }
            else if (_blocksEnded)
            {
                ReadTail(content);
            }
            else
            {
                ReadBlock(content, ref first);
            }
        }

        return !content.IsEmpty;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _blocks.Dispose();
        _tail?.Dispose();
    }

    private void ReadBlock(BlockContent content, ref JournalMark first)
    {
        var fault = _blocks.Read(content);
        if (fault != TapeFault.None)
        {
            content.Clear();
            Handle(fault, content);
        }
        else if (_blocks.IsSealed)
        {
            _ended = true;
        }
        else
        {
            var before = first;
            _next = new JournalMark(_blocks.Totals.NextRecord, _blocks.Totals.NextDecision);
            first = _blocks.IsHole ? before : new JournalMark(_next.Records - content.RecordCount, _next.Decisions - content.DecisionCount);
            _lastReceiveNanos = content.RecordCount > 0 ? content.Records[^1].ReceiveNanos : _lastReceiveNanos;
        }
    }

    private void Handle(TapeFault fault, BlockContent content)
    {
        var isTorn = IsTearing(fault) && !_blocks.IsFollowed();
        _isRotten |= !isTorn;
        Report(new TapeDefect(_blocks.Path, _blocks.Offset, fault, isTorn));
        if (_mode == ReadMode.Salvage && fault != TapeFault.NotSealed && _blocks.Resume(fault, out var lostBytes))
        {
            AddHole(content, _blocks.Totals.NextRecord, lostBytes, fault);
            return;
        }

        _blocksEnded = true;
    }

    /// <summary>Whether a writer that was cut off could have left this.</summary>
    private static bool IsTearing(TapeFault fault) => fault
        is TapeFault.NotSealed or TapeFault.Truncated or TapeFault.NoBlock or TapeFault.HeaderChecksum or TapeFault.Checksum
        or TapeFault.Reserved;

    private void ReadTail(BlockContent content)
    {
        if (_hasTailEnded)
        {
            _ended = true;
            return;
        }

        _tail ??= OpenTail();
        if (_tail is not { BelongsToFile: true })
        {
            _ended = true;
            if (TailState == TailState.Missing)
            {
                Report(new TapeDefect(TapePaths.TailOf(_blocks.Path), 0, TapeFault.NoTail, IsTornTail: false));
            }

            return;
        }

        var fault = _tail.Read(content, ref _next);
        var goesOn = fault == TapeFault.None ? !content.IsEmpty : PassDamage(fault, content);
        _ended |= !goesOn;
        Invariant.Always(content.Place(), "entries of the tail are counted when they are added");
    }

    private TailInput? OpenTail()
    {
        var path = TapePaths.TailOf(_blocks.Path);
        return !IsSealed && _disk.Exists(path) ? new TailInput(_disk, path, Header.FileId) : null;
    }

    /// <summary>Reports what stopped the tail; in Salvage mode goes on behind it.</summary>
    private bool PassDamage(TapeFault fault, BlockContent content)
    {
        var isTorn = fault == TapeFault.TailFrame && _tail!.IsAtEnd;
        if (fault != TapeFault.TailGap || !_isGapTold)
        {
            Report(new TapeDefect(_tail!.Path, fault == TapeFault.TailGap ? _tail.Offset : _tail.DamagedAt, fault, isTorn) { LosesNothing = fault == TapeFault.Reserved });
        }

        _isTailTorn |= isTorn;
        _isTailRotten |= !isTorn && fault != TapeFault.Reserved;
        _hasTailEnded = _mode != ReadMode.Salvage || isTorn || fault is not (TapeFault.TailGap or TapeFault.TailFrame or TapeFault.Reserved);
        _isGapTold = !_hasTailEnded && !content.IsEmpty;
        if (!_hasTailEnded && content.IsEmpty)
        {
            _next = _next with { Decisions = Math.Max(_next.Decisions, _tail!.At.Decisions) };
            AddHole(content, Math.Max(_next.Records, _tail.At.Records), lostBytes: 0, fault);
        }

        // What was read before the damage is given first: the gap behind it is met again with the next entry.
        return !_hasTailEnded || !content.IsEmpty;
    }

    private void Report(TapeDefect defect)
    {
        _defects.Add(defect);
        if (_mode == ReadMode.Strict)
        {
            throw new TapeException(defect);
        }
    }

    private void AddHole(BlockContent content, long resumedAt, long lostBytes, TapeFault fault)
    {
        if (resumedAt > _next.Records)
        {
            content.Add(Hole(resumedAt - 1, lostBytes, fault), []);
        }

        _next = _next with { Records = resumedAt };
    }

    private InputRecord Hole(long lastMissing, long lostBytes, TapeFault fault) => Holes.Of(
        _lastReceiveNanos, new HoleBody { FromRecord = _next.Records, ToRecord = lastMissing, LostBytes = lostBytes, Reason = (int)fault });
}
