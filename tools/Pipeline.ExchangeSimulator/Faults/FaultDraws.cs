namespace Pipeline.ExchangeSimulator;

/// <summary>Draws faults of the market data from the seed: the same seed draws the same faults at the same times of the run.</summary>
internal sealed class FaultDraws(ExchangeServerOptions options, Venue venue)
{
    private const long MinuteNanos = 60_000_000_000;

    private static readonly FaultKind[] Drawn =
    [
        FaultKind.Drop, FaultKind.Duplicate, FaultKind.Reorder, FaultKind.Delay, FaultKind.CutFrame, FaultKind.CorruptJson,
        FaultKind.Gap, FaultKind.StaleSnapshot, FaultKind.LateSnapshot, FaultKind.SlowReader, FaultKind.CrossedBook,
        FaultKind.Disconnect, FaultKind.Mute,
    ];

    private readonly SeededRandom _random = new(options.Seed + 2);

    public void Plan(Agenda agenda, long nowNanos)
    {
        if (options.DrawnFaultsPerMinute > 0)
        {
            agenda.At(nowNanos + _random.Between(1, 2 * MinuteNanos / options.DrawnFaultsPerMinute), now =>
            {
                Strike();
                Plan(agenda, now);
            });
        }
    }

    private void Strike()
    {
        var kind = Drawn[_random.Between(0, Drawn.Length - 1)];
        venue.Inject(new FaultRule
        {
            Kind = kind,
            Where = kind is FaultKind.Drop or FaultKind.Gap or FaultKind.CrossedBook ? "@depth" : "",
            Count = kind == FaultKind.Mute ? 0 : (int)_random.Between(1, 3),
            Millis = _random.Between(20, 2_000),
        });
    }
}
