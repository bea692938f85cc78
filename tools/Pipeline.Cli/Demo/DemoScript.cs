using Pipeline.ExchangeSimulator;

namespace Pipeline.Cli.Demo;

/// <summary>What the exchange does to the session: it leaves an order's outcome unknown, and later cuts the market data.</summary>
internal static class DemoScript
{
    private const int Beats = 10;

    // The order was not carried out: no event tells of it, so only asking can. It comes first, and takes the next order:
    // a session that has reached its position limit may send few more.
    private static readonly (int Beat, FaultRule Fault)[] Scenes =
    [
        (1, new FaultRule { Kind = FaultKind.OutcomeUnknown, Where = "order.place", Placed = false }),
        (5, new FaultRule { Kind = FaultKind.Disconnect, Where = "/public" }),
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
