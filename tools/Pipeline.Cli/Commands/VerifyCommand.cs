using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Engine.Verification;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline verify`.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> Tape = new("tape") { Description = "The tape of a run: a file, or the folder that holds it alone." };
    private static readonly Option<string?> Config = new("--config") { Description = "The configuration of the run; without it the one beside the tape that is the run's own, else the built-in demo configuration." };
    private static readonly Option<string?> Strategy = new("--strategy") { Description = "The run's strategy, where it is a DLL#Type: one that is built in is known from the tape." };
    private static readonly Option<string[]> Against = new("--against")
    {
        Description = "Replay this recording or tape instead and compare its records, too, with the tape's, field by field.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var command = new Command(
            "verify",
            $"Replay a tape through the same stages and compare every row, decision and verdict with what it holds. Example: pipeline verify artifacts/run.tape. {ExitCodes.Help}")
        {
            Tape, Against, Config, Strategy, Json,
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
        var against = parsed.GetValue(Against) is { Length: > 0 } sources ? sources : null;
        var (comparison, summary) = VerifySession.Run(request, interruption.Token, against);
        Write(comparison, parsed.GetValue(Json));
        var read = summary is null ? ExitCodes.Done : RunVerdict.Tell(summary);
        return !comparison.IsEqual ? ExitCodes.CheckFailed
            : !comparison.IsProved ? ExitCodes.InputDamaged
            : read;
    }

    private static void Write(TapeComparison comparison, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { comparison.Events, comparison.Equal, comparison.Undecided, comparison.FirstDifference }, Options));
            return;
        }

        var undecided = comparison.Undecided > 0 ? $", {comparison.Undecided} behind the tape's last decision" : "";
        Console.WriteLine($"{comparison.Events} events, {comparison.Equal} equal{undecided}");
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
