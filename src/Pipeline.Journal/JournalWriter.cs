using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;
using Pipeline.Primitives;

namespace Pipeline.Journal;

/// <summary>Writes one tape: records and what was decided on them, in the order they are appended.</summary>
/// <remarks>
/// Single writer: everything, encoding and compression included, runs on the thread that calls. What was appended is
/// Accepted; after <see cref="Write"/> it is Written and survives the process; after <see cref="Flush"/> it is Durable
/// and survives the power. A failure throws <see cref="JournalFaultException"/> from the call that met it and from every
/// later one. 0 bytes allocated an entry.
/// </remarks>
public sealed class JournalWriter : IDisposable
{
    private readonly IJournalDisk _disk;
    private readonly JournalOptions _options;
    private readonly BlockBuffers _buffers;
    private readonly bool _ownsBuffers;
    private readonly BlockOutput _blocks;
    private readonly TailOutput? _tail;
    private JournalFault? _folderFault;
    private bool _closed;

    private JournalWriter(string path, TapeHeader header, JournalOptions options, IJournalDisk disk, BlockBuffers? buffers)
    {
        (Path, Header, _options, _disk) = (path, header with { HasTail = options.Tail }, options, disk);
        _ownsBuffers = buffers is null;
        _buffers = buffers ?? new BlockBuffers();
        Content.Clear();
        try
        {
            _blocks = new BlockOutput(disk, TapePaths.OpenOf(path), Header, _buffers);
            _tail = options.Tail ? new TailOutput(disk, TapePaths.TailOf(path), header, options) : null;
            JournalOutput.Guard(JournalFaultKind.FlushFailed, path, () => disk.FlushFolderOf(path));
        }
        catch
        {
            Close();
            throw;
        }

        Accepted = Written = Durable = _blocks.End;
    }

    private BlockContent Content => _buffers.Content;

    /// <summary>Where the tape stands once it is sealed.</summary>
    public string Path { get; }

    /// <summary>What the tape says of itself.</summary>
    public TapeHeader Header { get; }

    /// <summary>End of what was appended.</summary>
    public JournalMark Accepted { get; private set; }

    /// <summary>End of what survives the process: it was given to the operating system.</summary>
    public JournalMark Written { get; private set; }

    /// <summary>End of what survives the power: it was flushed to the medium.</summary>
    public JournalMark Durable { get; private set; }

    /// <summary>Why nothing can be written any more, or null.</summary>
    public JournalFault? Fault => _folderFault ?? _blocks.Fault ?? _tail?.Fault;

    /// <summary>Bytes of blocks so far, the file header included.</summary>
    public long BlockFileBytes => _blocks.Bytes;

    /// <summary>The last chain value: what the header of a next segment names.</summary>
    public ulong Chain => _blocks.Chain;

    /// <summary>Starts the tape <paramref name="path"/>, which is `path.open` (and `path.tail`) until it is sealed.</summary>
    /// <exception cref="JournalFaultException">The disk refuses, or an unsealed tape of that name is still there.</exception>
    /// <exception cref="ArgumentException">The header or the options cannot be.</exception>
    public static JournalWriter Create(string path, TapeHeader header, JournalOptions options, IJournalDisk? disk = null) =>
        Create(path, header, options, disk ?? PhysicalDisk.Instance, buffers: null);

    /// <summary>The same with memory that outlives the writer.</summary>
    internal static JournalWriter Create(
        string path, TapeHeader header, JournalOptions options, IJournalDisk disk, BlockBuffers? buffers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BlockBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BlockBytes, JournalOptions.BlockBytesMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FrameBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FrameBytes, JournalOptions.FrameBytesMax);
        if (disk.Exists(TapePaths.OpenOf(path)))
        {
            throw new JournalFaultException(new JournalFault(JournalFaultKind.Unrecovered, TapePaths.OpenOf(path), "is there already"));
        }

        return new JournalWriter(path, header, options, disk, buffers);
    }

    /// <summary>Appends the next record. <paramref name="levels"/> are its own: bids, then asks.</summary>
    public void AppendInput(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        Check(in record, levels);
        MakeRoom(IsOld(record.ReceiveNanos), outcomes: 0);
        Content.Add(in record, levels);
        _tail?.Add(in record, levels);
        Accepted = Accepted with { Records = Accepted.Records + 1 };
        WriteFullFrame();
    }

    /// <summary>Appends what was decided on record <paramref name="recordOrdinal"/>, which has been appended before.</summary>
    /// <param name="recordOrdinal">The record's ordinal in the log.</param>
    /// <param name="entry">What the stages made of it.</param>
    /// <param name="intents">As many as the entry's decision says.</param>
    /// <param name="verdicts">As many as its verdict says.</param>
    /// <param name="outcomes">
    /// What a simulated exchange said just before the record, as many as the verdict says. They have no ordinals of their own:
    /// their place in the log is this record's, whichever thread wrote them when.
    /// </param>
    public void AppendDecision(
        long recordOrdinal, in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts,
        ReadOnlySpan<InputRecord> outcomes = default)
    {
        Check(recordOrdinal, in entry, intents, verdicts, outcomes);
        if (!_options.Decisions)
        {
            return;
        }

        MakeRoom(isOld: false, outcomes.Length);
        var copy = entry;
        copy.RecordOrdinal = recordOrdinal;
        Content.Add(in copy, intents, verdicts, outcomes);
        _tail?.Add(in copy, intents, verdicts, outcomes);
        Accepted = Accepted with { Decisions = Accepted.Decisions + 1 };
        WriteFullFrame();
    }

    /// <summary>End of batch. With a tail, all that was appended is Written when this returns. Without one it does nothing: blocks are written as they fill.</summary>
    public void Write()
    {
        ThrowIfUnusable();
        if (_tail is { IsEmpty: false })
        {
            WriteFrame();
        }
    }

    /// <summary>Makes all that was appended Durable. Without a tail this closes a block, so it should be seldom.</summary>
    public void Flush()
    {
        Write();
        if (_tail is null)
        {
            FlushBlocks();
        }
        else
        {
            _tail.Flush();
            Durable = Written;
        }
    }

    /// <summary>Ends the tape: last block, seal, flush, and its final name. Nothing may be appended after it.</summary>
    public void Seal() => Seal(endsSession: true);

    /// <summary>The same, for a segment that another one follows where the session does not end with it.</summary>
    public void Seal(bool endsSession)
    {
        ThrowIfUnusable();
        FlushBlocks();
        _blocks.Seal(endsSession);
        Rename();
        _closed = true;
    }

    /// <summary>Closes the files. A tape that was not sealed keeps all that was appended and can be recovered.</summary>
    public void Dispose()
    {
        try
        {
            WriteRest();
        }
        finally
        {
            _closed = true;
            Close();
        }
    }

    private void WriteRest()
    {
        if (_closed || Fault is not null)
        {
            return;
        }

        try
        {
            Write();
            CloseBlock();
        }
        catch (JournalFaultException e)
        {
            // The fault stays readable; to throw from Dispose would hide what made the caller leave.
            _folderFault = e.Fault;
        }
    }

    private void Close()
    {
        _blocks?.Dispose();
        _tail?.Dispose();
        if (_ownsBuffers)
        {
            _buffers.Dispose();
        }
    }

    private void Check(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        ThrowIfUnusable();
        var (bids, asks) = record.HasLevels ? (record.Depth.BidCount, record.Depth.AskCount) : (0, 0);
        if (bids < 0 || asks < 0 || (long)bids + asks != levels.Length || levels.Length > LevelArena.MaxRun)
        {
            Throw.Argument(nameof(levels), $"a {record.Kind} of {bids} bids and {asks} asks came with {levels.Length} levels");
        }
    }

    private void Check(
        long recordOrdinal, in DecisionEntry entry, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts,
        ReadOnlySpan<InputRecord> outcomes)
    {
        ThrowIfUnusable();
        if (recordOrdinal < 0 || recordOrdinal >= Accepted.Records)
        {
            Throw.Argument(nameof(recordOrdinal), $"record {recordOrdinal} has not been appended");
        }

        var fits = entry.Decision.IntentCount == intents.Length && entry.Verdict.VerdictCount == verdicts.Length
            && entry.Verdict.OutcomeCount == outcomes.Length;
        if (!fits || Math.Max(intents.Length, verdicts.Length) > Decision.MaxIntents || outcomes.Length > TapeFormat.MaxOutcomes)
        {
            Throw.Argument(nameof(entry), "intents, verdicts or outcomes are not as many as the entry says");
        }
    }

    private void ThrowIfUnusable()
    {
        if (Fault is not null)
        {
            throw new JournalFaultException(Fault);
        }

        if (_closed)
        {
            Throw.BrokenInvariant("nothing is appended to a sealed tape");
        }
    }

    // Time closes a block so that the tail may be freed: without one a block is as large as it can be. The session's start has the
    // clock of another moment.
    private bool IsOld(long receiveNanos)
    {
        var first = _tail is null ? 0 : BlockTimes.Of(Content.Records).First;
        return first != 0 && receiveNanos - first >= _options.BlockNanos;
    }

    private void MakeRoom(bool isOld, int outcomes)
    {
        if (isOld || !Content.HasRoom(_options.BlockBytes, outcomes))
        {
            CloseBlock();
        }
    }

    private void WriteFullFrame()
    {
        if (_tail is { IsFull: true })
        {
            WriteFrame();
        }
    }

    /// <summary>Appends a Hole that stands for the records that it names, which are the next ones.</summary>
    internal void AppendHole(in InputRecord hole)
    {
        ThrowIfUnusable();
        CloseBlock();
        Content.Add(in hole, []);
        _blocks.AppendHole(Content);
        Content.Clear();
        Accepted = Written = Accepted with { Records = hole.Hole.ToRecord + 1 };
    }

    /// <summary>Ends the block at hand, so that a copy has the blocks of its original.</summary>
    internal void EndBlock()
    {
        ThrowIfUnusable();
        CloseBlock();
    }

    private void CloseBlock()
    {
        if (!Content.IsEmpty)
        {
            _blocks.Append(Content);
            Content.Clear();
            Written = _blocks.End;
        }
    }

    /// <summary>One write. Where the tail is full, its content first goes to durable blocks, and then it starts over.</summary>
    private void WriteFrame()
    {
        if (!_tail!.Fits)
        {
            FlushBlocks();
            _tail.Restart();
        }

        _tail.Write(Accepted);
        Written = Accepted;
    }

    private void FlushBlocks()
    {
        CloseBlock();
        _blocks.Flush();
        Durable = _blocks.End;
    }

    private void Rename()
    {
        try
        {
            JournalOutput.Guard(JournalFaultKind.Io, Path, () => _disk.Rename(TapePaths.OpenOf(Path), Path));
            JournalOutput.Guard(JournalFaultKind.FlushFailed, Path, () => _disk.FlushFolderOf(Path));
            if (_tail is not null)
            {
                JournalOutput.Guard(JournalFaultKind.Io, TapePaths.TailOf(Path), () => _disk.Delete(TapePaths.TailOf(Path)));
            }
        }
        catch (JournalFaultException e)
        {
            _folderFault = e.Fault;
            throw;
        }
    }
}
