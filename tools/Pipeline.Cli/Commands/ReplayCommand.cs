using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Engine.Replay;
using Pipeline.Features.Kernels;
using Pipeline.Ring;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline replay`.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string[]> Source = new("src")
    {
        Description = "Recordings in order (plain, .gz, .zst, or - for standard input), or a tape. What is about different instruments is merged by receive time.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Option<ThreadMode> Mode = new("--mode") { Description = "invoker (default), shared or dedicated." };
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration file; the built-in demo configuration without it." };
    private static readonly Option<string?> Instruments = new("--instruments") { Description = "Instrument table in the form of the venue's exchangeInfo." };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols to follow, separated by commas: BTCUSDT or usdm:BTCUSDT. A tape is replayed whole." };
    private static readonly Option<string?> Features = new("--features") { Description = "Write the feature rows to this new file, .csv or .parquet." };
    private static readonly Option<int> Every = new("--every") { Description = "Keep rows whose number is a multiple of this.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Journal = new("--journal") { Description = "Write a tape of the run." };
    private static readonly Option<bool> Paced = new("--paced") { Description = "At the speed at which it was received; a longer pause is cut to a minute, and told." };
    private static readonly Option<bool> Telemetry = new("--telemetry") { Description = "Time every stage." };
    private static readonly Option<string> Kernel = new("--kernel") { Description = "scalar, 128, 256 or 512; the widest that the machine has without it.", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string?> Strategy = new("--strategy") { Description = "taker, market-maker, or DLL#Type." };

    public static Command Create()
    {
        var command = new Command(
            "replay",
            $"Run a recording or a tape through every stage and say what came of it. Example: pipeline replay recordings/demo-usdm-btcusdt.zst --journal artifacts/run.tape --json. {ExitCodes.Help}")
        {
            Source, Json, Mode, Config, Instruments, Symbol, Features, Every, Journal, Paced, Telemetry, Kernel, Strategy,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var request = new ReplayRequest
        {
            Inputs = parsed.GetRequiredValue(Source),
            Mode = parsed.GetValue(Mode),
            ConfigFile = parsed.GetValue(Config),
            InstrumentsFile = parsed.GetValue(Instruments),
            Symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol)),
            FeaturesFile = parsed.GetValue(Features),
            Every = parsed.GetValue(Every),
            JournalFile = parsed.GetValue(Journal),
            Paced = parsed.GetValue(Paced),
            Telemetry = parsed.GetValue(Telemetry),
            Kernel = ParseKernel(parsed.GetRequiredValue(Kernel)),
            Strategy = parsed.GetValue(Strategy),
        };
        using var interruption = new Interruption();
        var summary = ReplaySession.Run(request, interruption.Token);
        if (parsed.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(summary, ReplayJson.Default.ReplaySummary));
        }
        else
        {
            ReplayText.Write(summary, AnsiConsole.Console);
        }

        return RunVerdict.Tell(summary);
    }

    private static KernelWidth ParseKernel(string text) => text switch
    {
        "auto" => KernelWidth.Auto,
        "scalar" => KernelWidth.Scalar,
        "128" => KernelWidth.V128,
        "256" => KernelWidth.V256,
        "512" => KernelWidth.V512,
        _ => throw new UsageException($"--kernel {text}: use scalar, 128, 256 or 512"),
    };
}
