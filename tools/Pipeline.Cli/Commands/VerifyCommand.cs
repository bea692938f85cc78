using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Engine.Verification;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline verify`.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Tape = new("tape") { Description = "The tape of a run: a file, or a folder of its segments." };
    private static readonly Option<string?> Config = new("--config") { Description = "The configuration of the run; the built-in demo configuration without it." };
    private static readonly Option<string?> Strategy = new("--strategy") { Description = "The run's strategy, where it is not the configuration's." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var command = new Command(
            "verify",
            $"Replay a tape through the same stages and compare every row, decision and verdict with what it holds. Example: pipeline verify artifacts/demo/demo.tape. {ExitCodes.Help}")
        {
            Tape, Config, Strategy, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var request = new ReplayRequest
        {
            Inputs = [parsed.GetRequiredValue(Tape)],
            ConfigFile = parsed.GetValue(Config),
            Strategy = parsed.GetValue(Strategy),
        };
        var (comparison, errors) = VerifySession.Run(request, interruption.Token);
        Write(comparison, parsed.GetValue(Json));
        var read = DamageLines.Tell(errors);
        return comparison.IsEqual ? read : ExitCodes.CheckFailed;
    }

    private static void Write(TapeComparison comparison, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { comparison.Events, comparison.Equal, comparison.FirstDifference }, Options));
            return;
        }

        Console.WriteLine($"{comparison.Events} events, {comparison.Equal} equal");
        if (comparison.FirstDifference is { } difference)
        {
            Console.WriteLine(difference);
        }
        else if (comparison.Events == 0)
        {
            Console.WriteLine("the tape holds no decisions: there is nothing to compare with");
        }
    }
}
