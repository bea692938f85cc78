using System.CommandLine;
using Pipeline.Cli.Live;
using Pipeline.Engine.Configuration;
using Pipeline.Primitives;
using Pipeline.Risk;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline halt` and `pipeline resume`: the kill latch of a live session, from outside.</summary>
internal static class LatchCommands
{
    private static readonly Option<string> Config = new("--config") { Description = "The session's YAML file, which names the latch.", Required = true };
    private static readonly Option<string> By = new("--by") { Description = "Who does it.", Required = true };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why.", Required = true };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    public static Command CreateHalt() => Create(
        "halt",
        "Stop all new orders of a session, now and at every start, until resume. Example: pipeline halt --config docs/examples/venue.yaml --by ann --reason drill",
        (latch, parsed) => latch.Escalate(LatchState.Halted, parsed.GetRequiredValue(By), parsed.GetRequiredValue(Reason)));

    public static Command CreateResume() => Create(
        "resume",
        "Let a halted session trade again at its next start. Example: pipeline resume --config docs/examples/venue.yaml --by ann --reason checked",
        (latch, parsed) => latch.Resume(parsed.GetRequiredValue(By), parsed.GetRequiredValue(Reason)));

    private static Command Create(string name, string description, Action<LatchFile, ParseResult> act)
    {
        var command = new Command(name, $"{description}. {ExitCodes.Help}") { Config, By, Reason, Json };
        command.SetAction(parsed =>
        {
            var config = parsed.GetRequiredValue(Config);
            var path = LiveConfig.Load(config).LatchFile ?? throw new ConfigException($"{config}: names no latchFile");
            var latch = LatchFile.Open(path, SystemClock.Instance);
            if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(By)) || string.IsNullOrWhiteSpace(parsed.GetRequiredValue(Reason)))
            {
                throw new UsageException("--by and --reason must name somebody and something");
            }

            act(latch, parsed);
            Output.TapeText.Write(new { Latch = path, State = latch.State.ToString(), latch.Entry.By, latch.Entry.Reason }, parsed.GetValue(Json));
            return ExitCodes.Done;
        });
        return command;
    }
}
