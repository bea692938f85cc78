using Pipeline.ExchangeSimulator;

namespace Pipeline.Cli.Demo;

/// <summary>What the exchange does to the session: it cuts the market data, and later leaves an order's outcome unknown.</summary>
internal static class DemoScript
{
    private const int Beats = 10;

    // The order was not carried out: no event tells of it, so only asking can.
    private static readonly (int Beat, FaultRule Fault)[] Scenes =
    [
        (4, new FaultRule { Kind = FaultKind.Disconnect, Where = "/public" }),
        (6, new FaultRule { Kind = FaultKind.OutcomeUnknown, Where = "order.place", Placed = false }),
    ];

    /// <summary>Plays the scenes, each at its tenth of <paramref name="length"/>; ends early where cancelled.</summary>
    public static async Task PlayAsync(ExchangeServer exchange, TimeSpan length, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(length / Beats);
        var beat = 0;
        try
        {
            foreach (var scene in Scenes)
            {
                for (; beat < scene.Beat; beat++)
                {
                    await timer.WaitForNextTickAsync(cancellation);
                }

                exchange.Inject(scene.Fault);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            exchange.ClearFaults();
        }
    }
}
