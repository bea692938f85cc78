using System.CommandLine;
using Pipeline.Cli.Live;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline record`.</summary>
internal static class RecordCommand
{
    public static Command Create() => LiveVerb.Create(
        "record",
        "Record live market data as a tape; no keys are needed. Example: pipeline record --config docs/examples/paper.yaml --for 5s --out artifacts/live",
        trades: false);
}
