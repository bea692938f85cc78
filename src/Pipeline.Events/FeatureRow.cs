using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>One row: 1,024 bytes of the row arena in three parts, each with its own writer.</summary>
/// <remarks><code>0 Book (384, Book stage) | 384 Features (512, Features stage) | 896 Inference (128, Inference stage)</code></remarks>
[StructLayout(LayoutKind.Explicit, Size = 1024)]
public struct FeatureRow
{
    /// <summary>Bytes of a row.</summary>
    public const int Bytes = 1024;

    /// <summary>Levels a side.</summary>
    public const int Levels = 10;

    /// <summary>Written by Book.</summary>
    [FieldOffset(0)]
    public RowBook Book;

    /// <summary>Written by Features.</summary>
    [FieldOffset(384)]
    public RowFeatures Features;

    /// <summary>Written by Inference.</summary>
    [FieldOffset(896)]
    public RowInference Inference;
}

/// <summary>Ten values, best first.</summary>
[InlineArray(FeatureRow.Levels)]
public struct TenLongs
{
    private long _first;
}

/// <summary>Twenty levels and where they come from. Ranks that are not there are 0 in price and size.</summary>
[StructLayout(LayoutKind.Sequential, Size = 384)]
public struct RowBook
{
    /// <summary>Bid prices, units of price, strictly falling.</summary>
    public TenLongs BidTicks;

    /// <summary>Bid sizes, units of size.</summary>
    public TenLongs BidLots;

    /// <summary>Ask prices, units of price, strictly rising.</summary>
    public TenLongs AskTicks;

    /// <summary>Ask sizes, units of size.</summary>
    public TenLongs AskLots;

    /// <summary>`u` of the diff that cut the row.</summary>
    public long UpdateId;

    /// <summary>Its receive time, UTC nanoseconds.</summary>
    public long ReceiveNanos;

    /// <summary>Its `E`, or <see cref="InputRecord.Absent"/>.</summary>
    public long EventNanos;

    /// <summary>Its `T`, or <see cref="InputRecord.Absent"/>.</summary>
    public long TransactionNanos;

    /// <summary>Size bid within 5 bps of mid, bounds included, from the full book: the double nearest the exact sum.</summary>
    public double DepthBid;

    /// <summary>Size offered within 5 bps of mid, likewise.</summary>
    public double DepthAsk;

    /// <summary>Flags that Book can tell.</summary>
    public DqFlags DqFlags;

    /// <summary>Number of resyncs before this row.</summary>
    public int SessionId;

    /// <summary>Number of the row of this instrument, from 1.</summary>
    public int Number;

    /// <summary>Index in the instrument table.</summary>
    public short Instrument;

    /// <summary>Bid ranks that are there, 1 to 10.</summary>
    public byte BidCount;

    /// <summary>Ask ranks that are there, 1 to 10.</summary>
    public byte AskCount;
}

/// <summary>The streaming columns as doubles. An invalid column holds 0 and its mask bit is clear.</summary>
[StructLayout(LayoutKind.Sequential, Size = 512)]
public struct RowFeatures
{
    /// <summary>Values in the order of <see cref="FeatureId"/>.</summary>
    public FeatureValues Values;

    /// <summary>Bit i: column i of <see cref="FeatureId"/> is valid.</summary>
    public ulong ValidMask;

    /// <summary>Flags after the feature stage's own tests.</summary>
    public DqFlags DqFlags;

    /// <summary>What cut the row: 0, a diff.</summary>
    public int Cause;

    /// <summary>rowHash after this row: it covers all that precedes it here.</summary>
    public ulong RowHash;
}

/// <summary>The streaming columns, one double each.</summary>
[InlineArray((int)FeatureId.Count)]
public struct FeatureValues
{
    private double _first;
}

/// <summary>What the model said.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
public struct RowInference
{
    /// <summary>The score, in the model's unit; 0 where not valid.</summary>
    public double Score;

    /// <summary>1 where every input was valid and the model scored.</summary>
    public int Valid;

    /// <summary>0.</summary>
    public int Reserved;

    /// <summary>Hash of the model.</summary>
    public ulong ModelHash;
}
