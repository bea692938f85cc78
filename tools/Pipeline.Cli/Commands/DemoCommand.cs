using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Engine.Replay;
using Pipeline.Journal;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline demo`: the shipped recording through everything, a tape of it, and the proof that the tape decides alike.</summary>
internal static class DemoCommand
{
    private const string Recording = "recordings/demo-usdm-btcusdt.gz";

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Option<string> Out = new("--out") { Description = "Folder for the tape.", DefaultValueFactory = _ => "artifacts/demo" };

    public static Command Create()
    {
        var command = new Command(
            "demo",
            $"Run the recording that ships with the project through every stage. No network, no keys. Example: pipeline demo. {ExitCodes.Help}")
        {
            Json, Out,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var tape = Path.Combine(Directory.CreateDirectory(parsed.GetRequiredValue(Out)).FullName, "demo.tape");
        DeleteEarlier(tape);
        using var interruption = new Interruption();
        var recording = new ReplayRequest { Inputs = [Path.Combine(AppContext.BaseDirectory, Recording)], JournalFile = tape, Telemetry = true };
        var live = ReplaySession.Run(recording, interruption.Token);
        var verified = TapeInspector.Verify(tape);
        var again = ReplaySession.Run(new ReplayRequest { Inputs = [tape] }, interruption.Token);
        var equal = live.StateHash == again.StateHash && live.DecisionHash == again.DecisionHash;
        if (parsed.GetValue(Json))
        {
            var view = new DemoSummary(live, tape, new FileInfo(tape).Length, verified.IsSound, equal);
            Console.WriteLine(JsonSerializer.Serialize(view, DemoSummary.Options));
        }
        else
        {
            ReplayText.Write(live, AnsiConsole.Console);
            Console.WriteLine($"{"tape",-16} {tape}, {new FileInfo(tape).Length} bytes, {(verified.IsSound ? "every checksum holds" : verified.Defects[0])}");
            Console.WriteLine($"{"replayed",-16} {(equal ? "equal: the tape gives the same state and the same decisions" : $"DIFFERENT: state {again.StateHash}, decision {again.DecisionHash}")}");
        }

        return verified.IsSound && equal ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static void DeleteEarlier(string tape)
    {
        foreach (var earlier in Directory.EnumerateFiles(Path.GetDirectoryName(tape)!, Path.GetFileName(tape) + "*"))
        {
            File.Delete(earlier);
        }
    }

    private sealed record DemoSummary(ReplaySummary Replay, string Tape, long TapeBytes, bool TapeIsSound, bool ReplayIsEqual)
    {
        public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    }
}
