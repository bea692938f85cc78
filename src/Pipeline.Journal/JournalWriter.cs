using Pipeline.Events;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;
using Pipeline.Primitives;

namespace Pipeline.Journal;

/// <summary>Writes one tape: records and what was decided on them, in the order they are appended.</summary>
/// <remarks>
/// Single writer: encoding and compression run on the thread that calls, flushes on one of their own once
/// <see cref="StartSyncing"/> was called. What was appended is Accepted; after <see cref="Write"/> it is Written and survives the
/// process; after <see cref="Sync"/> it is Durable and survives the power. A failure, a flush's too, throws
/// <see cref="JournalFaultException"/> from the call that met it and from every later one. 0 bytes allocated an entry.
/// </remarks>
public sealed partial class JournalWriter : IDisposable
{
    /// <summary>Less than any stamp.</summary>
    public const long NoStamp = -1;

    private readonly IJournalDisk _disk;
    private readonly JournalOptions _options;
    private readonly BlockBuffers _buffers;
    private readonly bool _ownsBuffers;
    private readonly BlockOutput _blocks;
    private readonly TailOutput? _tail;
    private long _lastReceiveNanos;
    private readonly GroupCommit _commit;
    private SyncThread? _syncing;
    private JournalFault? _fault;
    private bool _closed;
    private volatile bool _abandoned;

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
        catch (JournalFaultException e)
        {
            Close();
            throw Remove(e);
        }
        catch
        {
            Close();
            throw;
        }

        _commit = new GroupCommit(_blocks, _tail);
        _commit.Start(_blocks.End);
        Accepted = _blocks.End;
    }

    private BlockContent Content => _buffers.Content;

    /// <summary>Where the tape stands once it is sealed.</summary>
    public string Path { get; }

    /// <summary>What the tape says of itself.</summary>
    public TapeHeader Header { get; }

    /// <summary>End of what was appended.</summary>
    public JournalMark Accepted { get; private set; }

    /// <summary>End of what survives the process: it was given to the operating system. Any thread.</summary>
    public JournalMark Written => _commit.Written;

    /// <summary>End of what survives the power: it was flushed to the medium. Any thread.</summary>
    public JournalMark Durable => _commit.Durable;

    /// <summary>Whether it is written to be flushed while it grows, and not only when it ends.</summary>
    public bool SyncsItself => _options.Tail;

    /// <summary>How long what was written waited for the medium so far. Any thread.</summary>
    public JournalLag Lag => _commit.Lag;

    /// <summary>Why nothing can be written any more, or null.</summary>
    public JournalFault? Fault => _fault ?? _blocks.Fault ?? _tail?.Fault;

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
        _lastReceiveNanos = record.ReceiveNanos;
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

    /// <summary>Says how far decisions are complete. It goes on tape with the next block or frame.</summary>
    public void Decided(DecisionMark mark) => Content.Decided = mark with { HoldsDecisions = mark.HoldsDecisions && _options.Decisions };

    /// <summary>End of batch. With a tail, all that was appended is Written when this returns. Without one it does nothing: blocks are written as they fill.</summary>
    /// <param name="stamp">What the caller calls all that was written so far; rises from call to call, from 0. <see cref="StartSyncing"/> tells it back.</param>
    public void Write(long stamp = NoStamp)
    {
        ThrowIfUnusable();
        if (_syncing is not null && _commit.IsBehind(_options.MaxLag))
        {
            throw Behind();
        }

        if (_tail is { IsEmpty: false })
        {
            WriteFrame();
        }

        _commit.NoteStamp(stamp);
    }

    /// <summary>Makes all that is Written Durable. Any thread; a session's <see cref="StartSyncing"/> calls this and nothing else.</summary>
    public void Sync() => _commit.Sync();

    /// <summary>From now on a thread of the journal's own makes what is Written Durable, every <see cref="JournalOptions.SyncEvery"/>.</summary>
    /// <param name="moved">Told the stamp of what is Durable now, on that thread.</param>
    /// <param name="failed">Told why nothing more will be, on that thread.</param>
    public void StartSyncing(Action<long> moved, Action<JournalFaultException> failed) =>
        _syncing = new SyncThread(_commit, _options.SyncEvery, moved, failed);

    /// <summary>Somebody waits for what was written: it is flushed at once. Any thread.</summary>
    public void HurrySync() => _syncing?.Hurry();

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
        Accepted = Accepted with { Records = hole.Hole.ToRecord + 1 };
        _commit.NoteBlock(Accepted);
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
            _commit.NoteBlock(_blocks.End);
        }
    }

    /// <summary>One write. Where the tail is full, its content first goes to durable blocks, and then it starts over.</summary>
    private void WriteFrame()
    {
        if (!_tail!.Fits)
        {
            CloseBlock();
            FreeTail();
            _tail.Restart();
        }

        _tail.Write(Accepted, Content.Decided);
        _commit.NoteFrame(Accepted);
    }

    // Once in 16 MiB the writer waits until what the tail held is on the medium as blocks.
    private void FreeTail()
    {
        if (_syncing is null)
        {
            Sync();
            return;
        }

        _syncing.Hurry();
        if (!_commit.WaitForBlocks(_blocks.End, _options.MaxLag))
        {
            throw Fault is { } fault ? new JournalFaultException(fault) : Behind();
        }
    }
}
