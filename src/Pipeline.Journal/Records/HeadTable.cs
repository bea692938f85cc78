using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal.Envelope;

namespace Pipeline.Journal.Records;

/// <summary>The distinct first sixteen bytes of a block's records (kind, flags, lane, instrument, epoch) and which record has which.</summary>
/// <remarks>A head also names the group whose columns the rest of the record stands in: kind and instrument. Single thread.</remarks>
internal sealed class HeadTable
{
    private const ulong KindAndInstrument = 0xFFFF_FFFF_0000_00FF;
    private const int Buckets = 1024;

    private readonly Head[] _heads = new Head[TapeFormat.MaxHeads];
    private readonly short[] _buckets = new short[Buckets];
    private readonly byte[] _ofRecord = new byte[TapeFormat.MaxRecords];

    /// <summary>Number of distinct heads.</summary>
    public int Count { get; private set; }

    /// <summary>The heads, in order of first appearance.</summary>
    public Span<Head> Heads => _heads.AsSpan(0, Count);

    /// <summary>Which head each record has.</summary>
    public Span<byte> OfRecord => _ofRecord;

    /// <summary>Which group <paramref name="head"/>'s records belong to.</summary>
    public static ulong GroupKey(in Head head) => head.First & KindAndInstrument;

    /// <summary>Notes the head of record <paramref name="index"/>.</summary>
    public void Add(in InputRecord record, int index)
    {
        // SAFETY: a record is 128 bytes of plain data, so its first sixteen may be read as two words.
        var words = MemoryMarshal.Cast<InputRecord, ulong>(new ReadOnlySpan<InputRecord>(in record));
        var head = FindOrAdd(words[0], words[1]);
        _heads[head].Records++;
        _ofRecord[index] = (byte)head;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_buckets);
    }

    /// <summary>Makes room for <paramref name="count"/> heads that a decoder fills in.</summary>
    public void Resize(int count) => Count = count;

    private int FindOrAdd(ulong first, ulong second)
    {
        var bucket = Hash(first, second);
        while (_buckets[bucket] is var entry and not 0)
        {
            if (_heads[entry - 1].First == first && _heads[entry - 1].Second == second)
            {
                return entry - 1;
            }

            bucket = (bucket + 1) & (Buckets - 1);
        }

        _heads[Count] = new Head { First = first, Second = second };
        _buckets[bucket] = (short)(Count + 1);
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ulong first, ulong second) =>
        (int)(((first * 0x9E37_79B9_7F4A_7C15) ^ (second * 0xC2B2_AE3D_27D4_EB4F)) >> 54) & (Buckets - 1);

    /// <summary>One of them.</summary>
    internal struct Head
    {
        /// <summary>Kind, flags, lane, instrument.</summary>
        public ulong First;

        /// <summary>Epoch.</summary>
        public ulong Second;

        /// <summary>How many records have it.</summary>
        public int Records;
    }
}
