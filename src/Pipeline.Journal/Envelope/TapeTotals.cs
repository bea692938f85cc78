using Pipeline.Journal.Records;

namespace Pipeline.Journal.Envelope;

/// <summary>What the seal says of a tape: counts, times, a sparse index. Writer and reader each keep one; the bytes must agree.</summary>
/// <remarks>
/// <code>
///  8 records | 8 decision entries | 8 levels | 8 blocks (ordinals behind the last, the first file's start included)
///  8 least receive time | 8 greatest | 8 chain before the seal | 4 index stride | 4 index entries
/// 32 an entry: 8 block | 8 its offset | 8 first record | 8 first receive time
/// </code>
/// The index keeps every 16th block; when it is full, every other entry goes and the stride doubles. Single thread.
/// </remarks>
internal sealed class TapeTotals(long firstRecord, long firstDecision)
{
    /// <summary>Bytes of the largest seal.</summary>
    public const int BytesMax = FixedBytes + (EntriesMax * EntryBytes);

    private const int FixedBytes = 64;
    private const int EntryBytes = 32;
    private const int EntriesMax = 1024;

    private readonly IndexEntry[] _index = new IndexEntry[EntriesMax];
    private int _entries;
    private int _stride = TapeFormat.IndexStride;

    /// <summary>Ordinal behind the last record.</summary>
    public long NextRecord { get; private set; } = firstRecord;

    /// <summary>Ordinal behind the last decision entry.</summary>
    public long NextDecision { get; private set; } = firstDecision;

    /// <summary>Number of levels.</summary>
    public long Levels { get; private set; }

    /// <summary>Number of blocks.</summary>
    public long Blocks { get; private set; }

    /// <summary>Least receive time; the greatest long where there is no record.</summary>
    public long LeastNanos { get; private set; } = long.MaxValue;

    /// <summary>Greatest receive time; the least long where there is no record.</summary>
    public long MostNanos { get; private set; } = long.MinValue;

    /// <summary>Counts a block that starts at <paramref name="offset"/>.</summary>
    public void Add(BlockContent content, long offset)
    {
        AddToIndex(offset, BlockTimes.Of(content.Records).First);
        foreach (ref readonly var record in content.Records)
        {
            if (BlockTimes.Counts(in record))
            {
                LeastNanos = Math.Min(LeastNanos, record.ReceiveNanos);
                MostNanos = Math.Max(MostNanos, record.ReceiveNanos);
            }
        }

        NextRecord += content.RecordCount;
        NextDecision += content.DecisionCount;
        Levels += content.LevelCount;
        Blocks++;
    }

    /// <summary>Counts a block that stands for the records up to <paramref name="nextRecord"/>, which are lost.</summary>
    public void AddHole(long offset, long nextRecord)
    {
        AddToIndex(offset, firstNanos: 0);
        NextRecord = nextRecord;
        Blocks++;
    }

    /// <summary>Goes on behind a hole.</summary>
    public void Skip(long nextRecord, long nextDecision) => (NextRecord, NextDecision) = (nextRecord, nextDecision);

    /// <summary>Writes the seal's payload and returns its length.</summary>
    public int Write(Span<byte> destination, ulong chain)
    {
        var writer = new PayloadWriter(destination);
        writer.Write(NextRecord);
        writer.Write(NextDecision);
        writer.Write(Levels);
        writer.Write(Blocks);
        writer.Write(LeastNanos);
        writer.Write(MostNanos);
        writer.Write((long)chain);
        writer.Write(_stride);
        writer.Write(_entries);
        foreach (var entry in _index.AsSpan(0, _entries))
        {
            writer.Write(entry.Block);
            writer.Write(entry.Offset);
            writer.Write(entry.FirstRecord);
            writer.Write(entry.FirstReceiveNanos);
        }

        return writer.Position;
    }

    /// <summary>What stands behind a seal's totals: the header; empty where the totals are cut.</summary>
    public static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> seal)
    {
        var entries = seal.Length < FixedBytes ? -1 : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(seal[(FixedBytes - sizeof(int))..]);
        return entries is < 0 or > EntriesMax || seal.Length < FixedBytes + (entries * EntryBytes) ? [] : seal[(FixedBytes + (entries * EntryBytes))..];
    }

    private void AddToIndex(long offset, long firstNanos)
    {
        if (Blocks % _stride == 0 && _entries == EntriesMax)
        {
            Thin();
        }

        if (Blocks % _stride == 0)
        {
            _index[_entries++] = new IndexEntry(Blocks, offset, NextRecord, firstNanos);
        }
    }

    private void Thin()
    {
        for (var i = 0; i < EntriesMax / 2; i++)
        {
            _index[i] = _index[2 * i];
        }

        _entries = EntriesMax / 2;
        _stride *= 2;
    }

    private readonly record struct IndexEntry(long Block, long Offset, long FirstRecord, long FirstReceiveNanos);
}
