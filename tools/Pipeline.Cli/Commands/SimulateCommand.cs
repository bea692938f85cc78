using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Events;
using Pipeline.ExchangeSimulator;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline simulate`.</summary>
internal static class SimulateCommand
{
    private static readonly Option<int> Port = new("--port") { Description = "Port on loopback; 0 takes a free one." };
    private static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "Where the base addresses are written as JSON once it listens." };
    private static readonly Option<long> Seed = new("--seed") { Description = "Seed of the order flow and the ids.", DefaultValueFactory = _ => 7 };
    private static readonly Option<string> MarketName = new("--market") { Description = "usdm, coinm or spot; a capture says it itself. Orders are taken on usdm alone.", DefaultValueFactory = _ => "usdm" };
    private static readonly Option<string?> Symbols = new("--symbols") { Description = "Symbols of the seeded market, joined by commas; BTCUSDT or BTCUSD_PERP." };
    private static readonly Option<string?> From = new("--from") { Description = "A capture (plain, .gz or .zst) that is the market instead." };
    private static readonly Option<double> Speed = new("--speed") { Description = "Pace of the market: 1 its own, 0 (a capture) as fast as it is taken.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Tls = new("--tls") { Description = "Speak TLS with a certificate made for this run." };
    private static readonly Option<string?> Key = new("--key") { Description = "API key of the account; one is made otherwise." };
    private static readonly Option<string?> SecretFile = new("--secret-file") { Description = "With --key: where its secret is read. Without: where the made key and secret are written, mode 600: lines key= and secret=, as the keysFile of a session has them." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    public static Command Create()
    {
        var command = new Command(
            "simulate",
            $"Run a loopback exchange that speaks Binance's protocol, until Ctrl-C. Example: pipeline simulate --port 0 --ready-file artifacts/ready.json --secret-file artifacts/sim.keys. Or write hours of messages at once: pipeline simulate --recording artifacts/hours.zst --hours 2 --rows 20000 --gaps 4 --seed 7. {ExitCodes.Help}")
        {
            Port, ReadyFile, Seed, MarketName, Symbols, From, Speed, Tls, Key, SecretFile, Json,
        };
        foreach (var option in SimulatedDays.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) => SimulatedDays.AreWanted(parsed)
            ? SimulatedDays.Write(parsed, (ulong)parsed.GetValue(Seed), parsed.GetValue(Json))
            : await RunAsync(parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = StopOn(PosixSignal.SIGINT, stop);
        using var terminate = StopOn(PosixSignal.SIGTERM, stop);
        if (parsed.GetValue(From) is { } capture)
        {
            InputPath.Require(capture);
        }

        if (parsed.GetValue(Key) is null && parsed.GetValue(SecretFile) is { } newKeys)
        {
            OutputFile.RequireNew(newKeys, []);
        }

        await using var server = await ExchangeServer.StartAsync(OptionsOf(parsed), cancellation);
        if (parsed.GetValue(Key) is null && parsed.GetValue(SecretFile) is { } keyFile)
        {
            KeyFile.Write(OutputFile.WithFolder(keyFile), server.Keys[0]);
        }

        if (parsed.GetValue(ReadyFile) is { } readyFile)
        {
            OutputFile.RequireFile(readyFile, []);

            // Whoever waits for the file never sees half of it.
            WholeFile.Write(OutputFile.WithFolder(readyFile), JsonSerializer.Serialize(server.Addresses, JsonSerializerOptions.Web));
        }

        Console.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(server.Addresses, JsonSerializerOptions.Web)
            : $"listening at {server.Addresses.Rest}; Ctrl-C ends it");
        await WaitAsync(stop.Token);
        return ExitCodes.Done;
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });

    private static async Task WaitAsync(CancellationToken stop)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(ended.SetResult);
        await ended.Task;
    }

    private static ExchangeServerOptions OptionsOf(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(Port) is >= 0 and <= 65_535 and var port ? port : throw new UsageException("--port is 0 to 65535"),
        Seed = (ulong)parsed.GetValue(Seed),
        Instruments = [.. SymbolsOf(parsed).Select(symbol => ExchangeInstruments.Named(InstrumentName.SymbolIn(MarketOf(parsed), symbol), MarketOf(parsed)))],
        Capture = parsed.GetValue(From),
        Speed = SpeedOf(parsed),
        Tls = parsed.GetValue(Tls),
        Keys = KeysOf(parsed),
    };

    private static Market MarketOf(ParseResult parsed) => parsed.GetValue(MarketName) switch
    {
        "usdm" => Market.UsdM,
        "coinm" => Market.CoinM,
        "spot" => Market.Spot,
        var other => throw new UsageException($"--market {other}: use usdm, coinm or spot{NearestWord.Hint(other ?? "", ["usdm", "coinm", "spot"])}"),
    };

    private static string[] SymbolsOf(ParseResult parsed) =>
        (parsed.GetValue(Symbols) ?? (MarketOf(parsed) == Market.CoinM ? "BTCUSD_PERP" : "BTCUSDT")).Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static double SpeedOf(ParseResult parsed)
    {
        var speed = parsed.GetValue(Speed);
        return speed < 0 || !double.IsFinite(speed) || (speed == 0 && parsed.GetValue(From) is null)
            ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--speed {speed} is not possible: above 0, or 0 with --from"))
            : speed;
    }

    private static ExchangeKey[] KeysOf(ParseResult parsed) => (parsed.GetValue(Key), parsed.GetValue(SecretFile)) switch
    {
        (null, _) => [ExchangeKey.Create()],
        (_, null) => throw new UsageException("--key needs --secret-file: a secret never stands on the command line"),
        var (key, file) => [new ExchangeKey(key, KeyFile.SecretIn(file))],
    };
}
