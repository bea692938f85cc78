using Microsoft.Extensions.Hosting;

namespace Pipeline.ExchangeSimulator;

/// <summary>Leaves Ctrl-C and SIGTERM to the process that hosts the exchange.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
