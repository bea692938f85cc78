using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal.Records;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>Reads the frames of a tail, in order, up to the first that is not whole.</summary>
/// <remarks>
/// The region of the lower generation comes first, the other follows where its first entry does: a later frame that is whole proves
/// nothing here, since after a power failure what was not flushed may be there in any order. Single thread.
/// </remarks>
internal sealed class TailInput : IDisposable
{
    private readonly TapeInput _input;
    private readonly ulong _fileIdLow;
    private readonly Queue<long> _regions;
    private TailFrame _frame;
    private JournalMark _at;
    private long _offset;
    private int _position;
    private long _generation = -1;
    private long _sequence;

    /// <summary>Opens the tail of the file <paramref name="fileId"/>.</summary>
    public TailInput(IJournalDisk disk, string path, Guid fileId)
    {
        _input = new TapeInput(disk, path);
        _fileIdLow = FileHeader.FileIdLow(fileId);
        var second = TailFrame.RegionBytes(_input.Length);
        long[] starts = second > 0 ? [0, second] : [0];
        _regions = new Queue<long>(starts.Where(start => FrameAt(start) is not null).OrderBy(start => FrameAt(start)!.Value.Generation));
    }

    /// <summary>The file.</summary>
    public string Path => _input.Path;

    /// <summary>Where the frame at hand starts.</summary>
    public long Offset => _offset;

    /// <summary>The first entry that <see cref="Read"/> would give has these ordinals; only after it returned <see cref="TapeFault.TailGap"/>.</summary>
    public JournalMark At => _at;

    /// <summary>
    /// Adds the entries from <paramref name="next"/> on to <paramref name="content"/> until it is full or the tail ends,
    /// and moves <paramref name="next"/>. Entries before it stand in blocks and are passed over.
    /// </summary>
    public TapeFault Read(BlockContent content, ref JournalMark next)
    {
        while (content.HasRoom(JournalOptions.BlockBytesMax, TapeFormat.MaxOutcomes - content.OutcomeCount))
        {
            if (_position == _frame.Bytes && !NextFrame() && !NextRegion(next))
            {
                return TapeFault.None;
            }

            var fault = ReadEntry(content, ref next);
            if (fault != TapeFault.None)
            {
                return fault;
            }
        }

        return TapeFault.None;
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private bool NextFrame()
    {
        var offset = _offset + TapeFormat.Align(_frame.Bytes);
        return _generation >= 0 && FrameAt(offset) is { } frame && Follows(frame) && Take(frame, offset);
    }

    // The first that is there need not follow on what blocks hold; where it does not, that is a gap to be told.
    private bool NextRegion(JournalMark next)
    {
        if (!_regions.TryDequeue(out var start))
        {
            return false;
        }

        var frame = FrameAt(start)!.Value;
        var isFirst = _generation < 0;
        return (isFirst || (frame.FirstRecord <= next.Records && frame.FirstDecision <= next.Decisions)) && Take(frame, start);
    }

    private bool Take(TailFrame frame, long offset)
    {
        (_frame, _offset, _position) = (frame, offset, TailFrame.HeaderBytes);
        (_generation, _sequence) = (frame.Generation, frame.Sequence + 1);
        _at = new JournalMark(frame.FirstRecord, frame.FirstDecision);
        return true;
    }

    private TailFrame? FrameAt(long offset)
    {
        var header = _input.Read(offset, TailFrame.HeaderBytes);
        var length = header.Length < TailFrame.HeaderBytes ? 0 : TailFrame.LengthOf(header);
        if (length == 0 || length > _input.Length - offset)
        {
            return null;
        }

        var bytes = _input.Read(offset, length);
        return bytes.Length == length && TailFrame.TryRead(bytes, out var frame) && frame.FileIdLow == _fileIdLow && frame.Generation >= 0 ? frame : null;
    }

    private bool Follows(TailFrame frame) => frame.Generation == _generation && frame.Sequence == _sequence
        && frame.FirstRecord == _at.Records && frame.FirstDecision == _at.Decisions;

    private TapeFault ReadEntry(BlockContent content, ref JournalMark next)
    {
        var rest = _input.Read(_offset, _frame.Bytes)[_position..];
        if (rest.Length < TailFrame.EntryHeaderBytes)
        {
            return TapeFault.Content;
        }

        var kind = ReadInt32LittleEndian(rest);
        var count = ReadInt32LittleEndian(rest[4..]);
        var body = rest[TailFrame.EntryHeaderBytes..];
        return kind switch
        {
            TailFrame.RecordEntry => ReadRecord(body, count, content, ref next),
            TailFrame.DecisionEntryKind => ReadDecision(body, count, content, ref next),
            _ => TapeFault.Content,
        };
    }

    private TapeFault ReadRecord(ReadOnlySpan<byte> body, int count, BlockContent content, ref JournalMark next)
    {
        if ((uint)count > LevelArena.MaxRun || !TryTake<InputRecord>(ref body, 1, out var record)
            || !TryTake<LevelUpdate>(ref body, count, out var levels) || !HasLevels(in record[0], count))
        {
            return TapeFault.Content;
        }

        if (_at.Records > next.Records)
        {
            return TapeFault.TailGap;
        }

        if (_at.Records == next.Records)
        {
            content.Add(in record[0], levels);
            next = next with { Records = next.Records + 1 };
        }

        _at = _at with { Records = _at.Records + 1 };
        _position = _frame.Bytes - body.Length;
        return TapeFault.None;
    }

    private TapeFault ReadDecision(ReadOnlySpan<byte> body, int counts, BlockContent content, ref JournalMark next)
    {
        var (intents, verdicts) = (counts & ((1 << TailFrame.VerdictShift) - 1), counts >> TailFrame.VerdictShift);
        if (intents > Decision.MaxIntents || verdicts is < 0 or > Decision.MaxIntents
            || !TryTake<DecisionEntry>(ref body, 1, out var entry) || !TryTake<OrderIntent>(ref body, intents, out var wanted)
            || !TryTake<OrderVerdict>(ref body, verdicts, out var judged)
            || entry[0].Decision.IntentCount != intents || entry[0].Verdict.VerdictCount != verdicts
            || (uint)entry[0].Verdict.OutcomeCount > TapeFormat.MaxOutcomes
            || !TryTake<InputRecord>(ref body, entry[0].Verdict.OutcomeCount, out var outcomes))
        {
            return TapeFault.Content;
        }

        if (_at.Decisions > next.Decisions)
        {
            return TapeFault.TailGap;
        }

        if (_at.Decisions == next.Decisions)
        {
            content.Add(in entry[0], wanted, judged, outcomes);
            next = next with { Decisions = next.Decisions + 1 };
        }

        _at = _at with { Decisions = _at.Decisions + 1 };
        _position = _frame.Bytes - body.Length;
        return TapeFault.None;
    }

    private static bool HasLevels(in InputRecord record, int count)
    {
        var (bids, asks) = record.HasLevels ? (record.Depth.BidCount, record.Depth.AskCount) : (0, 0);
        return bids >= 0 && asks >= 0 && (long)bids + asks == count;
    }

    private static bool TryTake<T>(ref ReadOnlySpan<byte> body, int count, out ReadOnlySpan<T> items)
        where T : unmanaged
    {
        items = [];
        var bytes = count * Unsafe.SizeOf<T>();
        if (body.Length < bytes)
        {
            return false;
        }

        // SAFETY: T is one of the plain structs of the log, valid whatever its bits; the length was checked above, and
        // entries start at multiples of 8 in memory that is aligned to 128, since every length in a frame is one.
        items = MemoryMarshal.Cast<byte, T>(body[..bytes]);
        body = body[bytes..];
        return true;
    }
}
