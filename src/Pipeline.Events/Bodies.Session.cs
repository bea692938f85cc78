using System.Runtime.InteropServices;

namespace Pipeline.Events;

/// <summary>What a run is made of. Two runs with equal hashes and equal input decide alike.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct SessionBody
{
    /// <summary>Version of the records.</summary>
    public long SchemaVersion;

    /// <summary>XXH3-64 of the configuration.</summary>
    public ulong ConfigHash;

    /// <summary>XXH3-64 of the instrument table.</summary>
    public ulong InstrumentHash;

    /// <summary>Hash of the feature sheet.</summary>
    public ulong FeatureSchemaHash;

    /// <summary>XXH3-64 of the model.</summary>
    public ulong ModelHash;

    /// <summary>Number of this session: the high half of its client order ids.</summary>
    public long SessionId;

    /// <summary>Number of instruments.</summary>
    public int Instruments;

    /// <summary>0 where nothing trades, 1 where orders meet a simulated exchange, 2 where they meet a venue.</summary>
    public int OrderMode;

    /// <summary>Zero; earlier builds kept here what no stage reads.</summary>
    public int Reserved;

    /// <summary>1 where the log holds measurements of the clock against the venue's.</summary>
    public int ClockIsMeasured;

    /// <summary>Pipeline time, nanoseconds, that a diff which does not follow waits for another socket; 0 where there is one.</summary>
    public long HoldNanos;

    /// <summary>Median of receive time less event time over the first records, nanoseconds; <see cref="InputRecord.Absent"/> or 0 where nobody has looked ahead.</summary>
    public long FirstOffsetNanos;
}

/// <summary>Offset of the venue's clock, measured once.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct ClockBody
{
    /// <summary>Venue clock minus ours, nanoseconds.</summary>
    public long OffsetNanos;

    /// <summary>Half the round trip, nanoseconds.</summary>
    public long UncertaintyNanos;
}

/// <summary>State of something outside the core.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct StatusBody
{
    /// <summary>New state, or the command.</summary>
    public int Code;

    /// <summary>Why.</summary>
    public int Reason;

    /// <summary>A first number that goes with it.</summary>
    public long Value;

    /// <summary>A second one.</summary>
    public long Limit;
}

/// <summary>A model's score that was computed outside the core.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct ScoreBody
{
    /// <summary>Row that was scored.</summary>
    public long Row;

    /// <summary>Bits of the score.</summary>
    public long ScoreBits;

    /// <summary>Hash of the model.</summary>
    public ulong ModelHash;
}

/// <summary>A stretch of records that is not here.</summary>
[StructLayout(LayoutKind.Sequential, Size = 88)]
public struct HoleBody
{
    /// <summary>First missing record.</summary>
    public long FromRecord;

    /// <summary>Last missing record.</summary>
    public long ToRecord;

    /// <summary>Bytes passed over.</summary>
    public long LostBytes;

    /// <summary>Why, as the reader says it.</summary>
    public int Reason;
}
