using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Cli.Output;
using Pipeline.Engine.Replay;
using Spectre.Console;

namespace Pipeline.Cli.Live;

/// <summary>What the verbs on live market data have in common: options, the question before real money, the summary.</summary>
internal static class LiveVerb
{
    public static Command Create(string name, string description, bool trades)
    {
        var config = new Option<string>("--config") { Description = "The session's YAML file.", Required = true };
        var length = new Option<string?>("--for") { Description = "How long, for example 30s, 15m or 2h; until interrupted without it." };
        var folder = new Option<string>("--out") { Description = "Folder for the tape.", DefaultValueFactory = _ => "artifacts/live" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object as the last line." };
        var command = new Command(name, $"{description}. {ExitCodes.Help}") { config, length, folder, json };
        command.SetAction(parsed =>
        {
            var time = parsed.GetValue(length) is { } text ? Duration.Parse("--for", text) : (TimeSpan?)null;
            return RunAsync(new LiveRequest(parsed.GetRequiredValue(config), parsed.GetRequiredValue(folder), time, trades), parsed.GetValue(json)).GetAwaiter().GetResult();
        });
        return command;
    }

    private static async Task<int> RunAsync(LiveRequest request, bool json)
    {
        LiveQuestion.Ask(request);
        using var interruption = new Interruption();
        var session = new LiveSession(request);
        var outcome = await session.RunAsync(interruption.Token);
        Write(session, outcome, json);
        if (outcome.Refusal is { } refusal)
        {
            Console.Error.WriteLine($"pipeline: {refusal}");
            return ExitCodes.RunFailed;
        }

        var verdict = RunVerdict.Tell(outcome.Summary);
        if (outcome.Desk is { Placed: 0, NotSent: > 0 } desk)
        {
            Console.Error.WriteLine($"pipeline: no order could leave: {desk.NotSent} were to, and no connection to the venue took them");
            verdict = ExitCodes.RunFailed;
        }

        return Interruption.ExitCode ?? verdict;
    }

    private static void Write(LiveSession session, LiveOutcome outcome, bool json)
    {
        if (!json)
        {
            ReplayText.Write(outcome.Summary, AnsiConsole.Console, outcome.Desk);
            Console.WriteLine($"{"tape",-16} {session.TapePath}");
            return;
        }

        var view = JsonSerializer.SerializeToNode(outcome.Summary, ReplayJson.Default.ReplaySummary)!.AsObject();
        view.Insert(0, "tape", JsonValue.Create(session.TapePath));
        if (outcome.Desk is { } desk)
        {
            view.Add("ordersSent", desk.Placed);
            view.Add("ordersNotSent", desk.NotSent);
            view.Add("ordersVetoed", desk.Vetoed);
        }

        Console.WriteLine(view.ToJsonString());
    }
}
