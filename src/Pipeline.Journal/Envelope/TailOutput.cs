using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Primitives;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Pipeline.Journal.Envelope;

/// <summary>Collects the entries of a batch in a frame and appends it to the tail with one write.</summary>
/// <remarks>
/// Single writer. The tail never decides when it starts over: that loses what it holds, so the owner first makes sure
/// that durable blocks hold it too. 0 bytes allocated an entry.
/// </remarks>
internal sealed class TailOutput : IDisposable
{
    private const int LargestEntryBytes = TailFrame.EntryHeaderBytes + DecisionEntry.Bytes + (16 * 64) + (TapeFormat.MaxOutcomes * InputRecord.Bytes);

    private readonly JournalOutput _output;
    private readonly NativeArray<byte> _frame;
    private readonly ulong _fileIdLow;
    private readonly long _tailBytes;
    private readonly int _frameBytes;
    private int _position = TailFrame.HeaderBytes;
    private JournalMark _first;
    private long _offset;
    private long _generation;
    private long _sequence;

    /// <summary>Creates the tail file of <paramref name="options"/>.TailBytes.</summary>
    public TailOutput(IJournalDisk disk, string path, TapeHeader header, JournalOptions options)
    {
        _frame = new NativeArray<byte>(options.FrameBytes + LargestEntryBytes + (2 * TapeFormat.SectorBytes));
        _fileIdLow = FileHeader.FileIdLow(header.FileId);
        _first = new JournalMark(header.FirstRecordOrdinal, header.FirstDecisionOrdinal);
        _tailBytes = options.TailBytes;
        _frameBytes = options.FrameBytes;
        _output = new JournalOutput(disk, path, options.TailBytes);
    }

    /// <summary>What condemned the file, or null.</summary>
    public JournalFault? Fault => _output.Fault;

    /// <summary>Whether entries wait to be written.</summary>
    public bool IsEmpty => _position == TailFrame.HeaderBytes;

    /// <summary>Whether the frame should be written before the batch ends.</summary>
    public bool IsFull => _position >= _frameBytes;

    /// <summary>Whether the frame fits behind the last one.</summary>
    public bool Fits => _offset + TapeFormat.Align(_position) + TapeFormat.SectorBytes <= _tailBytes;

    /// <summary>Adds a record.</summary>
    public void Add(in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        var entry = _frame.Span[_position..];
        WriteInt32LittleEndian(entry, TailFrame.RecordEntry);
        WriteInt32LittleEndian(entry[4..], levels.Length);
        var bytes = TailFrame.EntryHeaderBytes;
        bytes += Copy(new ReadOnlySpan<InputRecord>(in record), entry[bytes..]);
        bytes += Copy(levels, entry[bytes..]);
        _position += bytes;
    }

    /// <summary>Adds a decision entry.</summary>
    public void Add(
        in DecisionEntry decision, ReadOnlySpan<OrderIntent> intents, ReadOnlySpan<OrderVerdict> verdicts, ReadOnlySpan<InputRecord> outcomes)
    {
        var entry = _frame.Span[_position..];
        WriteInt32LittleEndian(entry, TailFrame.DecisionEntryKind);
        WriteInt32LittleEndian(entry[4..], intents.Length | (verdicts.Length << TailFrame.VerdictShift));
        var bytes = TailFrame.EntryHeaderBytes;
        bytes += Copy(new ReadOnlySpan<DecisionEntry>(in decision), entry[bytes..]);
        bytes += Copy(intents, entry[bytes..]);
        bytes += Copy(verdicts, entry[bytes..]);
        bytes += Copy(outcomes, entry[bytes..]);
        _position += bytes;
    }

    /// <summary>Writes the frame, whose entries end at <paramref name="end"/> and which is decided up to <paramref name="decided"/>.</summary>
    public void Write(JournalMark end, DecisionMark decided)
    {
        var frame = new TailFrame(_position, _fileIdLow, _generation, _sequence, _first.Records, _first.Decisions, decided);
        frame.Write(_frame.Span);
        var padded = TapeFormat.Align(_position);
        _frame.Span[_position..(padded + TapeFormat.SectorBytes)].Clear();
        _output.Write(_frame.Slice(0, padded + TapeFormat.SectorBytes), _offset);
        _offset += padded;
        _sequence++;
        _first = end;
        _position = TailFrame.HeaderBytes;
    }

    /// <summary>Starts over: the next frame overwrites the first.</summary>
    public void Restart()
    {
        _offset = 0;
        _generation++;
    }

    /// <summary>Returns when all frames are on the medium.</summary>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _frame.Dispose();
    }

    private static int Copy<T>(ReadOnlySpan<T> items, Span<byte> destination)
        where T : unmanaged
    {
        // SAFETY: T is one of the plain structs of the log, whose bytes are all defined; the copy is bounds-checked.
        var bytes = MemoryMarshal.AsBytes(items);
        bytes.CopyTo(destination);
        return bytes.Length;
    }
}
