using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipeline.ExchangeSimulator;

/// <summary>A loopback exchange that speaks the protocol of Binance: USD-M futures with REST, streams, user data and WS-API; market data of spot and COIN-M.</summary>
/// <remarks>
/// All state is behind one lock, so what one reply says is what the next event continues. Any thread may call any member.
/// </remarks>
public sealed class ExchangeServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Venue _venue;
    private readonly VenueClockwork _clockwork;

    private ExchangeServer(WebApplication application, Venue venue, X509Certificate2? certificate)
    {
        _application = application;
        _venue = venue;
        Certificate = certificate;
        _clockwork = new VenueClockwork(venue);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Addresses = ExchangeAddresses.At("127.0.0.1", new Uri(address).Port, certificate is not null, venue.Rules);
    }

    /// <summary>Where it listens.</summary>
    public ExchangeAddresses Addresses { get; }

    /// <summary>The keys that it knows, each an account.</summary>
    public IReadOnlyList<ExchangeKey> Keys => _venue.Keys;

    /// <summary>The certificate of a TLS server, for a test to trust; null where the server is plain.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Starts listening; the market runs from then on.</summary>
    /// <exception cref="IOException">The port is taken, or the capture cannot be read.</exception>
    public static async Task<ExchangeServer> StartAsync(ExchangeServerOptions options, CancellationToken cancellation = default)
    {
        var venue = new Venue(options);
        var certificate = options.Tls ? LoopbackCertificate.Create() : null;
        var application = Build(options, venue, certificate);
        await application.StartAsync(cancellation);
        var server = new ExchangeServer(application, venue, certificate);
        server._clockwork.Start();
        return server;
    }

    /// <summary>Puts a fault in force from now on.</summary>
    public void Inject(FaultRule rule) => _venue.Inject(rule);

    /// <summary>Takes back every fault that is in force.</summary>
    public void ClearFaults() => _venue.ClearFaults();

    /// <summary>How many times each fault has struck.</summary>
    public IReadOnlyDictionary<FaultKind, long> FaultsStruck => _venue.FaultsStruck();

    /// <summary>The book as it is now.</summary>
    public ExchangeBook Book(string symbol) => _venue.Book(symbol);

    /// <summary>The book as it was at the end of a diff, where it is still remembered (<see cref="ExchangeServerOptions.RememberedBooks"/>).</summary>
    public bool TryBookAt(string symbol, long updateId, out ExchangeBook? book) => _venue.TryBookAt(symbol, updateId, out book);

    /// <summary>Open orders of an account.</summary>
    public IReadOnlyList<ExchangeOrder> OpenOrders(string apiKey) => _venue.OpenOrders(apiKey);

    /// <summary>All orders of an account, in order of their ids.</summary>
    public IReadOnlyList<ExchangeOrder> Orders(string apiKey) => _venue.Orders(apiKey);

    /// <summary>Position of an account in lots, negative when short.</summary>
    public long PositionLots(string apiKey, string symbol) => _venue.PositionLots(apiKey, symbol);

    /// <summary>Whether a capture has been sent to its last message.</summary>
    public bool CaptureEnded => _venue.CaptureEnded;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _clockwork.DisposeAsync();
        _venue.CloseAll();
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(grace.Token);
        await _application.DisposeAsync();
        Certificate?.Dispose();
    }

    private static WebApplication Build(ExchangeServerOptions options, Venue venue, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var application = builder.Build();
        var entrance = new Entrance(venue);
        Microsoft.AspNetCore.Builder.RunExtensions.Run(application, entrance.HandleAsync);
        return application;
    }
}
