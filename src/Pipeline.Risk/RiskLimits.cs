namespace Pipeline.Risk;

/// <summary>Limits of the gate. One that is not set is 0 and refuses: there is no unlimited.</summary>
public sealed record RiskLimits
{
    private const long MaxWindowMessages = 100_000;
    private const long MaxDuplicateWindowNanos = 10_000_000_000;

    /// <summary>Limits of the demo: small enough that an eager taker meets several of them within minutes.</summary>
    public static RiskLimits Demo { get; } = new()
    {
        StaleMaxNanos = 500_000_000,
        SpreadMaxTicks = 20,
        MidMoveMaxBps = 100,
        ClockMaxNanos = 500_000_000,
        CollarRefBps = 50,
        CollarCrossBps = 10,
        MaxOrderLots = 20,
        MaxOrderNotionalE8 = 200_000_000_000,
        MaxPositionLots = 50,
        MaxPositionNotionalE8 = 1_000_000_000_000,
        MessagesPer10s = 20,
        MessagesPer60s = 90,
        ReserveMessages = 10,
        DuplicateMax = 3,
        DuplicateWindowNanos = 1_000_000_000,
        MaxOpenOrders = 20,
    };

    /// <summary>R5: oldest book, nanoseconds of pipeline time.</summary>
    public long StaleMaxNanos { get; init; }

    /// <summary>R6: widest spread, ticks.</summary>
    public long SpreadMaxTicks { get; init; }

    /// <summary>R6: largest move of the mid against that of a second ago, basis points.</summary>
    public long MidMoveMaxBps { get; init; }

    /// <summary>R7: largest error of our clock against the venue's that the last measurement allows, nanoseconds.</summary>
    public long ClockMaxNanos { get; init; }

    /// <summary>R8: largest distance of a price from the mid, basis points.</summary>
    public long CollarRefBps { get; init; }

    /// <summary>R8: how far a buy may reach above the best ask, a sell below the best bid, basis points.</summary>
    public long CollarCrossBps { get; init; }

    /// <summary>R9: whether market orders pass. Off unless set.</summary>
    public bool AllowsMarketOrders { get; init; }

    /// <summary>R10: largest order, lots; of an amend the new total.</summary>
    public long MaxOrderLots { get; init; }

    /// <summary>R10: largest value of an order, 1e-8 quote.</summary>
    public long MaxOrderNotionalE8 { get; init; }

    /// <summary>R11: largest worst-case position either way, lots.</summary>
    public long MaxPositionLots { get; init; }

    /// <summary>R11: largest value of the worst-case position at the best ask, 1e-8 quote.</summary>
    public long MaxPositionNotionalE8 { get; init; }

    /// <summary>R14: new orders and amends within 10 s, all instruments.</summary>
    public long MessagesPer10s { get; init; }

    /// <summary>R14: new orders and amends within 60 s, all instruments.</summary>
    public long MessagesPer60s { get; init; }

    /// <summary>R14: what cancels and reduce-only orders may use on top, in each of the two windows.</summary>
    public long ReserveMessages { get; init; }

    /// <summary>R15: how often the same order may pass within the window.</summary>
    public long DuplicateMax { get; init; }

    /// <summary>R15: the window, nanoseconds, at most 10 s.</summary>
    public long DuplicateWindowNanos { get; init; }

    /// <summary>R17: most open orders of an instrument.</summary>
    public long MaxOpenOrders { get; init; }

    /// <summary>Everything that is wrong with these values. A limit of 0 is not wrong: it refuses.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        foreach (var (name, value, most) in Ranges())
        {
            if (value < 0 || value > most)
            {
                problems.Add($"{name} {value} is not from 0 to {most}");
            }
        }

        if (MessagesPer60s < MessagesPer10s)
        {
            problems.Add($"{nameof(MessagesPer60s)} {MessagesPer60s} is less than {nameof(MessagesPer10s)} {MessagesPer10s}");
        }

        return problems;
    }

    private IEnumerable<(string Name, long Value, long Most)> Ranges() =>
    [
        (nameof(StaleMaxNanos), StaleMaxNanos, 60_000_000_000),
        (nameof(SpreadMaxTicks), SpreadMaxTicks, long.MaxValue),
        (nameof(MidMoveMaxBps), MidMoveMaxBps, 10_000),
        (nameof(ClockMaxNanos), ClockMaxNanos, 60_000_000_000),
        (nameof(CollarRefBps), CollarRefBps, 10_000),
        (nameof(CollarCrossBps), CollarCrossBps, 10_000),
        (nameof(MaxOrderLots), MaxOrderLots, long.MaxValue),
        (nameof(MaxOrderNotionalE8), MaxOrderNotionalE8, long.MaxValue),
        (nameof(MaxPositionLots), MaxPositionLots, long.MaxValue),
        (nameof(MaxPositionNotionalE8), MaxPositionNotionalE8, long.MaxValue),
        (nameof(MessagesPer10s), MessagesPer10s, MaxWindowMessages),
        (nameof(MessagesPer60s), MessagesPer60s, MaxWindowMessages),
        (nameof(ReserveMessages), ReserveMessages, MaxWindowMessages),
        (nameof(DuplicateMax), DuplicateMax, long.MaxValue),
        (nameof(DuplicateWindowNanos), DuplicateWindowNanos, MaxDuplicateWindowNanos),
        (nameof(MaxOpenOrders), MaxOpenOrders, int.MaxValue),
    ];
}
