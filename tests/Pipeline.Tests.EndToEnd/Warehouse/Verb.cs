using System.Text.Json;
using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Runs of the command line that must end with one exit code.</summary>
internal static class Verb
{
    public const int Done = 0;
    public const int Usage = 2;
    public const int Damaged = 3;
    public const int Unusable = 4;
    public const int CheckFailed = 5;
    public const int Interrupted = 130;

    public static PipelineProcess.Result Run(int exitCode, params string[] arguments)
    {
        var result = PipelineProcess.Run(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        return result;
    }

    public static JsonElement Json(int exitCode, params string[] arguments) => Run(exitCode, [.. arguments, "--json"]).Json();

    /// <summary>The values of a query's only row, whether or not what it asks was damaged.</summary>
    public static IReadOnlyList<JsonElement> Row(params string[] arguments)
    {
        var result = PipelineProcess.Run(["sql", .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.EqualTo(Done).Or.EqualTo(Damaged), result.All);
        return [.. result.Json().GetProperty("rows").EnumerateArray().Single().EnumerateArray()];
    }
}
