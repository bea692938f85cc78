using System.CommandLine;
using Pipeline.Cli.Live;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline run`.</summary>
internal static class RunCommand
{
    public static Command Create() => LiveVerb.Create(
        "run",
        "Run the pipeline on live market data, with orders on paper. Example: pipeline run --config docs/examples/paper.yaml --for 10s --out artifacts/live",
        trades: true);
}
