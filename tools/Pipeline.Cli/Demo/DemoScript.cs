using Pipeline.ExchangeSimulator;

namespace Pipeline.Cli.Demo;

/// <summary>What the exchange does to the session: it cuts the market data, and later leaves an order's outcome unknown.</summary>
internal static class DemoScript
{
    // The order was not carried out: no event tells of it, so only asking can.
    private static readonly (double At, FaultRule Fault)[] Scenes =
    [
        (0.4, new FaultRule { Kind = FaultKind.Disconnect, Where = "/public" }),
        (0.6, new FaultRule { Kind = FaultKind.OutcomeUnknown, Where = "order.place", Placed = false }),
    ];

    /// <summary>Plays the scenes, each at its share of <paramref name="length"/>; ends early where cancelled.</summary>
    public static async Task PlayAsync(ExchangeServer exchange, TimeSpan length, CancellationToken cancellation)
    {
        var played = TimeSpan.Zero;
        try
        {
            foreach (var (at, fault) in Scenes)
            {
                await Task.Delay((length * at) - played, cancellation);
                played = length * at;
                exchange.Inject(fault);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            exchange.ClearFaults();
        }
    }
}
