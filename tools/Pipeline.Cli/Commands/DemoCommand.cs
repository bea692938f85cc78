using System.CommandLine;
using Pipeline.Cli.Demo;
using Pipeline.Cli.Live;
using Pipeline.Cli.Output;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline demo`: a loopback exchange, a live session with orders at it, a disconnect, and the proof from the tape.</summary>
internal static class DemoCommand
{
    private static readonly Option<string> Length = new("--for") { Description = "How long it trades, for example 20s.", DefaultValueFactory = _ => "20s" };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the tape.", DefaultValueFactory = _ => "artifacts/demo" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    public static Command Create()
    {
        var command = new Command(
            "demo",
            $"Trade at an exchange on this machine, lose the connection, come back, and prove the run from its tape. No network, no keys. Example: pipeline demo --for 10s. {ExitCodes.Help}")
        {
            Length, Out, Json,
        };
        command.SetAction(parsed => RunAsync(parsed).GetAwaiter().GetResult());
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var length = Duration.Parse("--for", parsed.GetRequiredValue(Length));
        var result = await new DemoSession(parsed.GetRequiredValue(Out), length).RunAsync(interruption.Token);
        if (parsed.GetValue(Json))
        {
            DemoText.WriteJson(result);
        }
        else
        {
            DemoText.Write(result);
        }

        return Interruption.ExitCode ?? (result.Holds ? ExitCodes.Done : ExitCodes.CheckFailed);
    }
}
