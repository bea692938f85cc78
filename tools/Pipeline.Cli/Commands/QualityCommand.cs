using System.CommandLine;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Engine.Configuration;
using Pipeline.Primitives;
using Pipeline.Research.Quality;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline quality`.</summary>
internal static class QualityCommand
{
    private const int StoredMebibytes = 64;

    private static readonly Argument<string[]> Source = new("input")
    {
        Description = $"Where rows are: {SourceAddress.Forms}.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols whose rows are read, separated by commas: BTCUSDT or usdm:BTCUSDT; those of all without it, but of a recording that holds several." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Option<string?> Html = new("--html") { Description = "Write the report to this file as one page, over an earlier one." };
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration that the rows were loaded with, for its parameters of targets." };
    private static readonly Option<string?> Other = new("--compare") { Description = "Another input: print both and what differs." };

    public static Command Create()
    {
        var command = new Command(
            "quality",
            $"Say how far a data set can be trusted: row mean, mean over time, coverage, valid targets, gaps, flags, by hour and symbol. Example: pipeline quality duckdb:artifacts/warehouse.duckdb --html artifacts/quality.html. {ExitCodes.Help}")
        {
            Source, Symbol, Config, Json, Html, Other,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var inputs = parsed.GetRequiredValue(Source);
        var symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol));
        if (parsed.GetValue(Html) is { } wanted)
        {
            OutputFile.RequireFile(wanted, parsed.GetValue(Other) is { } compared ? [.. inputs, compared] : inputs);
        }

        var title = string.Join(" ", inputs);
        var notes = new ReadNotes(DamageLines.Write);
        var options = parsed.GetValue(Config) is { } file ? QualityOptions.Of(ConfigFile.Load(file).Config.Features) : QualityOptions.Default;
        var report = Measure(inputs, symbols, options, notes, interruption.Token);
        var other = parsed.GetValue(Other) is { } name ? (Title: name, Report: Measure([name], symbols, options, notes, interruption.Token)) : default((string Title, QualityReport Report)?);
        if (parsed.GetValue(Html) is { } page)
        {
            WholeFile.Write(OutputFile.WithFolder(page), QualityPage.Write(title, report, other));
        }

        Write(title, report, other, parsed.GetValue(Json));
        var read = DamageLines.CodeOf(notes.Defects.Count);
        return report.IsExplained ? read : ExitCodes.CheckFailed;
    }

    private static void Write(string title, QualityReport report, (string Title, QualityReport Report)? other, bool json)
    {
        if (json)
        {
            Console.WriteLine(other is { } compared ? QualityJson.Write(report, compared.Report) : QualityJson.Write(report));
            return;
        }

        QualityText.Write(report, AnsiConsole.Console);
        if (other is { } second)
        {
            QualityText.WriteComparison(report, title, second.Report, second.Title, AnsiConsole.Console);
        }
    }

    private static QualityReport Measure(IReadOnlyList<string> inputs, IReadOnlyList<string> symbols, QualityOptions options, ReadNotes notes, CancellationToken cancellation)
    {
        using var connection = SourceAddress.Open(inputs, symbols, notes, cancellation);
        if (WarehouseReader.IsStore(inputs[0]))
        {
            // Every block is read once: a large cache keeps what no one asks for again.
            connection.LimitMemory(StoredMebibytes);
        }

        return QualityPass.Run(connection, options, cancellation);
    }
}
