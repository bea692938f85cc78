using Pipeline.Cli.Live;
using Pipeline.ExchangeSimulator;
using Pipeline.Journal;

namespace Pipeline.Cli.Demo;

/// <summary>A session with orders at an exchange on this machine, with a disconnect in its midst; then the proof from its tape.</summary>
internal sealed class DemoSession(string folder, TimeSpan length)
{
    private const string Symbol = "BTCUSDT";

    // A lively market, so that the steady state is long enough to be measured.
    private const int ActionsPerSecond = 2_500;

    public async Task<DemoResult> RunAsync(CancellationToken cancellation)
    {
        var options = new ExchangeServerOptions { ActionsPerSecond = ActionsPerSecond, Instruments = [ExchangeInstruments.Named(Symbol)] };
        await using var exchange = await ExchangeServer.StartAsync(options, cancellation);
        using var files = new DemoFolder(folder, exchange, Symbol);
        var session = new LiveSession(files.Request(length));
        using var curtain = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var script = DemoScript.PlayAsync(exchange, length, curtain.Token);
        var outcome = await session.RunAsync(cancellation);
        await curtain.CancelAsync();
        await script;
        var verified = VerifySession.Run(new ReplayRequest { Inputs = [session.TapePath] }, CancellationToken.None);
        return new DemoResult(
            outcome,
            session.TapePath,
            TapeInspector.Verify(session.TapePath),
            verified.Comparison,
            outcome.PositionLots[0] == exchange.PositionLots(exchange.Keys[0].ApiKey, Symbol));
    }
}
