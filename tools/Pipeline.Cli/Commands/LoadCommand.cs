using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Warehouse.Reading;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline load`.</summary>
internal static class LoadCommand
{
    private static readonly Argument<string[]> Sources = new("tapes")
    {
        Description = "Tapes and recordings; recordings of one instrument are one stream in the order given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> To = new("--to") { Description = "duckdb:PATH, parquet:DIR or clickhouse:URL.", Required = true };
    private static readonly Option<int?> Migrate = new("--migrate")
    {
        Description = "Move an older store to the present schema, or to the version named (DuckDB only).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Refresh = new("--refresh") { Description = "Build the rows of these files anew, in the place of those that the store holds." };
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration whose feature parameters hold; the built-in one without it." };
    private static readonly Option<string?> Instruments = new("--instruments") { Description = "Instrument table in the form of the venue's exchangeInfo." };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols to follow in recordings, separated by commas: BTCUSDT or usdm:BTCUSDT. A tape is loaded whole." };
    private static readonly Option<bool> AllowInferred = new("--allow-inferred") { Description = "Take instruments whose grid was read off a snapshot." };
    private static readonly Option<int> Parallel = new("--parallel") { Description = "Streams read at once; one a processor without it.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int?> Batch = new("--batch") { Description = "Rows that are stored at once, about; less memory and more commits where it is smaller." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var command = new Command(
            "load",
            $"Load tapes into a warehouse: every block once, however often and wherever it is cut off. Example: pipeline load artifacts/run.tape --to duckdb:artifacts/warehouse.duckdb. {ExitCodes.Help}")
        {
            Sources, To, Migrate, Refresh, Config, Instruments, Symbol, AllowInferred, Parallel, Batch, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var request = new LoadRequest
        {
            Inputs = parsed.GetValue(Sources) ?? [],
            To = parsed.GetRequiredValue(To),
            Migrate = parsed.GetResult(Migrate) is not null,
            MigrateTo = parsed.GetResult(Migrate) is null ? null : parsed.GetValue(Migrate),
            Refresh = parsed.GetValue(Refresh),
            ConfigFile = parsed.GetValue(Config),
            InstrumentsFile = parsed.GetValue(Instruments),
            Symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol)),
            AllowInferred = parsed.GetValue(AllowInferred),
            BatchRows = parsed.GetValue(Batch),
            Readers = parsed.GetValue(Parallel),
        };
        var result = LoadSession.Run(request, interruption.Token);
        WriteRejects(result);
        foreach (var file in result.RepeatedFiles)
        {
            Console.Error.WriteLine($"pipeline: {file}: each of its trades was in the store already, so it says what another file says (a recording and its own tape?), and rows of both count twice; load one of them alone into a new store");
        }

        Write(result, parsed.GetValue(Json));
        return DamageLines.Tell(result.Defects);
    }

    private static void WriteRejects(LoadResult result)
    {
        foreach (var reject in result.FirstRejects.Where(reject => !reject.IsDamage))
        {
            Console.Error.WriteLine($"pipeline: {reject.Source}: {(reject.Line > 0 ? $"line {reject.Line}: " : "")}{reject.Reason} (the first of its kind)");
        }
    }

    private static void Write(LoadResult result, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { result.Rows, result.Rejects, result.Seconds, result.RowsPerSecond, result.Bytes, result.SkippedBlocks, result.LoadedAlready, result.RepeatedTrades, result.RepeatedFiles }, Options));
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("table").AddColumn(new TableColumn("rows").RightAligned());
        foreach (var (name, rows) in result.Rows)
        {
            table.AddRow(name, $"{rows:N0}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"{result.Seconds:F2} s, {result.RowsPerSecond:N0} rows/s from {result.Bytes:N0} bytes; {result.SkippedBlocks:N0} blocks were there already; {result.Rejects:N0} rejects");
        if (result.RepeatedTrades > 0)
        {
            Console.WriteLine($"{result.RepeatedTrades:N0} trades were there already, from a recording of the same hours");
        }

        foreach (var file in result.LoadedAlready)
        {
            Console.WriteLine($"{file}: loaded already");
        }
    }
}
