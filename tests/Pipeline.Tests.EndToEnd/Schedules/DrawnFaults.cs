using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Schedules;

/// <summary>Faults of the market data and of the orders, drawn from a seed.</summary>
/// <remarks>A diff with invented prices is not among them: it is a lie that only the venue's ticker and audits can tell.</remarks>
internal static class DrawnFaults
{
    private static readonly FaultKind[] Market =
    [
        FaultKind.Drop, FaultKind.Gap, FaultKind.Duplicate, FaultKind.Reorder, FaultKind.Delay, FaultKind.CutFrame, FaultKind.CorruptJson,
        FaultKind.StaleSnapshot, FaultKind.LateSnapshot, FaultKind.Disconnect, FaultKind.Close, FaultKind.Mute, FaultKind.SlowReader, FaultKind.HalfOpen,
    ];

    private static readonly FaultKind[] Orders =
    [
        FaultKind.LostReply, FaultKind.OutcomeUnknown, FaultKind.LateReply, FaultKind.Overload, FaultKind.InternalError, FaultKind.Unavailable,
        FaultKind.ListenKeyDeath, FaultKind.Disconnect, FaultKind.TradeLiteLast,
    ];

    /// <summary>The next fault.</summary>
    public static FaultRule Next(Random random) => random.Next(3) == 0 ? NextOfOrders(random) : NextOfMarket(random);

    private static FaultRule NextOfMarket(Random random)
    {
        var kind = Market[random.Next(Market.Length)];
        var isSnapshot = kind is FaultKind.StaleSnapshot or FaultKind.LateSnapshot;
        return new FaultRule
        {
            Kind = kind,
            Where = isSnapshot ? "depth" : random.Next(4) == 0 ? "btcusdt" : "btcusdt@depth",
            Count = random.Next(1, 4),
            Skip = random.Next(3),
            Millis = random.Next(20, 600),
        };
    }

    private static FaultRule NextOfOrders(Random random)
    {
        var kind = Orders[random.Next(Orders.Length)];
        return new FaultRule
        {
            Kind = kind,
            Where = kind == FaultKind.Disconnect ? "/private" : kind == FaultKind.TradeLiteLast ? "" : "order",
            Count = random.Next(1, 4),
            Millis = random.Next(20, 600),
            Placed = random.Next(2) == 0,
        };
    }
}
