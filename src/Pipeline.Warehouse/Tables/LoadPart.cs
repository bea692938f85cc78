namespace Pipeline.Warehouse.Tables;

/// <summary>What of a block is loaded together. The numbers are in manifests: append, never renumber.</summary>
public enum LoadPart : byte
{
    /// <summary>What the records say by themselves: events, trades, rejects, decisions, orders, fills, gaps.</summary>
    Records = 0,

    /// <summary>Feature rows: complete only when their longest target is decided, minutes of market time later.</summary>
    Features = 1,

    /// <summary>What only the end of a file can tell: its session rows.</summary>
    End = 2,
}
