namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Where a reconciliation round stands, in order.</summary>
internal enum RoundPhase
{
    /// <summary>Between rounds.</summary>
    Idle,

    /// <summary>The last trade of each instrument: what lies up to it is part of the position.</summary>
    Baseline,

    /// <summary>The positions that go with it.</summary>
    BaselinePositions,

    /// <summary>The last trade again: were there none in between, the position is exact.</summary>
    BaselineCheck,

    /// <summary>Open orders of each instrument.</summary>
    OpenOrders,

    /// <summary>Trades of each instrument since the last round but one.</summary>
    Trades,

    /// <summary>Open orders again: only one whose fills stood still is taken over.</summary>
    OpenOrdersCheck,

    /// <summary>The positions.</summary>
    Positions,

    /// <summary>Trades once more: after these, ours and theirs can differ only by what happened meanwhile.</summary>
    TradesAfter,

    /// <summary>The balance.</summary>
    Balance,
}
