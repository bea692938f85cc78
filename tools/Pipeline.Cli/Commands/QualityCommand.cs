using System.CommandLine;
using DuckDB.NET.Data;
using Pipeline.Cli.Output;
using Pipeline.Feeds.Capture;
using Pipeline.Research.Quality;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline quality`.</summary>
internal static class QualityCommand
{
    private static readonly Argument<string[]> Source = new("input")
    {
        Description = "A warehouse: duckdb:PATH or parquet:DIR.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Option<string?> Html = new("--html") { Description = "Write the report to this file as one page." };
    private static readonly Option<string?> Other = new("--compare") { Description = "Another input: print both and what differs." };

    public static Command Create()
    {
        var command = new Command(
            "quality",
            $"Say how far a data set can be trusted: row mean, mean over time, coverage, valid targets, gaps, flags, by hour and symbol. Example: pipeline quality duckdb:market.duckdb --html quality.html. {ExitCodes.Help}")
        {
            Source, Json, Html, Other,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var inputs = parsed.GetRequiredValue(Source);
        var title = string.Join(" ", inputs);
        var report = Measure(inputs);
        var other = parsed.GetValue(Other) is { } name ? (Title: name, Report: Measure([name])) : default((string Title, QualityReport Report)?);
        if (parsed.GetValue(Html) is { } page)
        {
            File.WriteAllText(page, QualityPage.Write(title, report, other));
        }

        Write(title, report, other, parsed.GetValue(Json));
        return report.IsExplained ? ExitCodes.Done : ExitCodes.CheckFailed;
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

    private static QualityReport Measure(IReadOnlyList<string> inputs)
    {
        using var connection = Open(inputs);
        return QualityPass.Run(connection);
    }

    private static DuckDBConnection Open(IReadOnlyList<string> inputs)
    {
        if (inputs is not [var address] || !address.StartsWith("duckdb:", StringComparison.Ordinal))
        {
            throw new UsageException($"{string.Join(' ', inputs)}: name one warehouse, as duckdb:PATH");
        }

        var path = address["duckdb:".Length..];
        if (!File.Exists(path))
        {
            throw new InputUnusableException($"{path}: there is no such file; load a tape into it with pipeline load");
        }

        var connection = new DuckDBConnection($"DataSource={path};ACCESS_MODE=READ_ONLY");
        connection.Open();
        return connection;
    }
}
