namespace Pipeline.ExchangeSimulator;

/// <summary>Steps the venue in real time.</summary>
internal sealed class VenueClockwork(Venue venue) : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly PeriodicTimer _timer = new(Step);
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running;
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            venue.Advance();
        }
    }
}
