using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal.Records;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>Reads the frames of a tail, in order, and tells a torn end from a frame that is damaged.</summary>
/// <remarks>
/// A frame that is not whole is damage where a whole one of the same generation and a later number follows it, and the torn end of
/// a writer that was cut off where none does. Single thread.
/// </remarks>
internal sealed class TailInput : IDisposable
{
    private readonly TapeInput _input;
    private readonly ulong _fileIdLow;
    private TailFrame _frame;
    private JournalMark _at;
    private long _offset;
    private int _position;
    private readonly long _generation;
    private long _sequence = -1;
    private bool _hasEnded;

    /// <summary>Opens the tail of the file <paramref name="fileId"/>.</summary>
    public TailInput(IJournalDisk disk, string path, Guid fileId)
    {
        _input = new TapeInput(disk, path);
        _fileIdLow = FileHeader.FileIdLow(fileId);
        BelongsToFile = FindFrame(0, generation: -1, sequence: -1, out var latest) >= 0;
        _generation = latest.Generation;
    }

    /// <summary>Whether a whole frame of the file is in it.</summary>
    public bool BelongsToFile { get; }

    /// <summary>Whether it holds nothing but zeros, as it was made.</summary>
    public bool IsBlank
    {
        get
        {
            for (var offset = 0L; offset < _input.Length; offset += TapeFormat.SectorBytes)
            {
                if (_input.Read(offset, (int)Math.Min(TapeFormat.SectorBytes, _input.Length - offset)).ContainsAnyExcept((byte)0))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The file.</summary>
    public string Path => _input.Path;

    /// <summary>Where the frame at hand starts.</summary>
    public long Offset => _offset;

    /// <summary>The first entry that <see cref="Read"/> would give has these ordinals.</summary>
    public JournalMark At => _at;

    /// <summary>
    /// Adds the entries from <paramref name="next"/> on to <paramref name="content"/> until it is full or the tail ends,
    /// and moves <paramref name="next"/>. Entries before it stand in blocks and are passed over. After
    /// <see cref="TapeFault.TailFrame"/> reading goes on behind the frame, or is at the end; after <see cref="TapeFault.Reserved"/> it
    /// goes on with the frame, which is whole but for the zeros behind it.
    /// </summary>
    public TapeFault Read(BlockContent content, ref JournalMark next)
    {
        while (content.HasRoom(JournalOptions.BlockBytesMax))
        {
            if (_position == _frame.Bytes)
            {
                var fault = NextFrame();
                if (fault != TapeFault.None || _hasEnded)
                {
                    return fault;
                }
            }

            content.Decided = _frame.Decided;
            var read = ReadEntry(content, ref next, out var isFull);
            if (read != TapeFault.None || isFull)
            {
                return read;
            }
        }

        return TapeFault.None;
    }

    /// <summary>Whether the frame that <see cref="TapeFault.TailFrame"/> told of was the last one: then it was torn.</summary>
    public bool IsAtEnd => _hasEnded;

    /// <summary>Where the frame stands that a fault other than <see cref="TapeFault.TailGap"/> told of.</summary>
    public long DamagedAt { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private TapeFault NextFrame()
    {
        if (_hasEnded)
        {
            return TapeFault.None;
        }

        var offset = _offset + TapeFormat.Align(_frame.Bytes);
        DamagedAt = offset;
        if (TryFrame(offset, out var frame) && Follows(frame))
        {
            Take(frame, offset);
            return HasZerosBehind(frame, offset) ? TapeFault.None : TapeFault.Reserved;
        }

        var next = FindFrame(offset + TapeFormat.SectorBytes, _generation, _sequence, out frame);
        var isEnd = next < 0 && IsEnd(offset);
        _hasEnded = next < 0;
        if (next >= 0)
        {
            Take(frame, next);
        }

        return isEnd ? TapeFault.None : TapeFault.TailFrame;
    }

    private void Take(TailFrame frame, long offset)
    {
        (_frame, _offset, _position) = (frame, offset, TailFrame.HeaderBytes);
        _sequence = frame.Sequence + 1;
        _at = new JournalMark(frame.FirstRecord, frame.FirstDecision);
    }

    private bool HasZerosBehind(TailFrame frame, long offset) =>
        !_input.Read(offset + frame.Bytes, TapeFormat.Align(frame.Bytes) - frame.Bytes).ContainsAnyExcept((byte)0);

    private bool TryFrame(long offset, out TailFrame frame)
    {
        frame = default;
        var header = _input.Read(offset, TailFrame.HeaderBytes);
        var length = header.Length < TailFrame.HeaderBytes ? 0 : TailFrame.LengthOf(header);
        if (length == 0 || length > _input.Length - offset)
        {
            return false;
        }

        var bytes = _input.Read(offset, length);
        return bytes.Length == length && TailFrame.TryRead(bytes, out frame) && frame.FileIdLow == _fileIdLow && frame.Generation >= 0;
    }

    // The first whole frame of the generation with this number or a later one; without a generation, of the latest that is there.
    private long FindFrame(long offset, long generation, long sequence, out TailFrame found)
    {
        var at = -1L;
        found = default;
        for (; offset + TailFrame.HeaderBytes <= _input.Length && (at < 0 || generation < 0); offset += TapeFormat.SectorBytes)
        {
            if (TryFrame(offset, out var frame) && frame.Sequence >= sequence
                && (generation < 0 ? at < 0 || frame.Generation > found.Generation : frame.Generation == generation))
            {
                (at, found) = (offset, frame);
                offset += TapeFormat.Align(frame.Bytes) - TapeFormat.SectorBytes;
            }
        }

        return at;
    }

    // The file's end, zeros, or what is left of an earlier generation: after a power failure the zeros may not be there.
    private bool IsEnd(long offset)
    {
        var header = _input.Read(offset, TailFrame.HeaderBytes);
        return header.Length < TailFrame.HeaderBytes || TailFrame.IsEnd(header) || TryFrame(offset, out _);
    }

    private bool Follows(TailFrame frame)
    {
        var isNext = frame.Sequence == _sequence && frame.FirstRecord == _at.Records && frame.FirstDecision == _at.Decisions;
        return frame.Generation == _generation && (_sequence < 0 || isNext);
    }

    private TapeFault ReadEntry(BlockContent content, ref JournalMark next, out bool isFull)
    {
        isFull = false;
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
            TailFrame.DecisionEntryKind => ReadDecision(body, count, content, ref next, out isFull),
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

    private TapeFault ReadDecision(ReadOnlySpan<byte> body, int counts, BlockContent content, ref JournalMark next, out bool isFull)
    {
        isFull = false;
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
            // What has no room comes first in the next content: the largest entry fits an empty one.
            isFull = !content.HasRoom(JournalOptions.BlockBytesMax, outcomes.Length);
            if (isFull)
            {
                return TapeFault.None;
            }

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
