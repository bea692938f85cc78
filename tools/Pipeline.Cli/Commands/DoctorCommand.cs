using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Cli.Doctor;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline doctor`.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Command Create()
    {
        var command = new Command(
            "doctor",
            $"Look at this machine as a low-latency process sees it, and say what to change. Changes nothing. Example: pipeline doctor. {ExitCodes.Help} A finding that fails is 5.")
        {
            Json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Json)));
        return command;
    }

    private static int Run(bool json)
    {
        var report = DoctorReport.Run();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, JsonOptions));
        }
        else
        {
            report.Findings.ToList().ForEach(Write);
        }

        return report.Worst == FindingStatus.Fail ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static void Write(Finding finding)
    {
        Console.WriteLine($"{finding.Status.ToString().ToLowerInvariant(),-5} {finding.Name,-24} {finding.Value}");
        if (finding.Status != FindingStatus.Ok)
        {
            Console.WriteLine($"{"",-30} {finding.Advice}");
        }
    }
}
