using System.CommandLine;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using DuckDB.NET.Data;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Feeds.Capture;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Tables;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline sql`.</summary>
internal static class SqlCommand
{
    private static readonly Argument<string> Query = new("query") { Description = "SQL of DuckDB. tape('x.tape') is a tape's feature rows, tape_trades('x.tape') its trades; also tape_events, tape_gaps, tape_rejects, tape_decisions, tape_orders, tape_fills, tape_sessions." };
    private static readonly Option<string?> From = new("--from") { Description = "duckdb:PATH or parquet:DIR whose tables the query may name." };
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration whose feature parameters hold; the built-in one without it." };
    private static readonly Option<string?> Instruments = new("--instruments") { Description = "Instrument table in the form of the venue's exchangeInfo." };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols whose rows are read, separated by commas: BTCUSDT or usdm:BTCUSDT; those of all without it, but of a recording that holds several." };
    private static readonly Option<bool> Csv = new("--csv") { Description = "Print comma-separated rows." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object: columns and rows." };

    private static readonly string NoWords = new ExternalException().Message;

    public static Command Create()
    {
        var command = new Command(
            "sql",
            $"Ask tapes, recordings or a warehouse in SQL, without loading. Example: pipeline sql \"select symbol, count(*), avg(spread_bps) from tape('artifacts/run.tape') group by 1\". {ExitCodes.Help}")
        {
            Query, From, Config, Instruments, Symbol, Csv, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var venue = new BinanceCaptureVenue(parsed.GetValue(Instruments));
        var options = LoadSession.OptionsOf(parsed.GetValue(Config)) with { AllowInferred = true, Symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol)) };
        var notes = new ReadNotes(DamageLines.Write);
        using var connection = parsed.GetValue(From) is { } store
            ? WarehouseReader.Open([store], venue, options, interruption.Token, notes)
            : TapeFunctions.Open(venue, options, interruption.Token, notes);
        using var command = connection.CreateCommand();
        command.CommandText = parsed.GetRequiredValue(Query);
        try
        {
            using var stop = interruption.Token.Register(command.Cancel);
            using var reader = command.ExecuteReader();
            Write(reader, parsed.GetValue(Json), parsed.GetValue(Csv));
            if (reader.NextResult())
            {
                throw new UsageException("the query holds several statements that answer with rows, and only the first answer was printed; give one at a time");
            }
        }
        catch (DuckDBException e)
        {
            interruption.Token.ThrowIfCancellationRequested();
            Rethrow(notes.Failure);
            throw DatabaseFailure.IsOfFile(e) ? new InputUnusableException(DatabaseFailure.Describe(e))
                : new UsageException(parsed.GetValue(From) is null && StoreTableIn(e) is { } table ? table : Reason(e));
        }

        return DamageLines.CodeOf(notes.Defects.Count);
    }

    // A tape that cannot be read is no mistake in the query.
    private static void Rethrow(Exception? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    // The database would suggest a table of its own.
    private static string? StoreTableIn(DuckDBException e) =>
        WarehouseTables.All.FirstOrDefault(table => e.Message.Contains($"Table with name {table.Name} does not exist", StringComparison.Ordinal)) is { } table
            ? $"{table.Name} is a table of a store; name the store with --from duckdb:PATH, or ask a tape or recording: from {TapeFunctions.NameOf(table)}('run.tape')"
            : null;

    // The database has no words of its own for a text without a statement.
    private static string Reason(DuckDBException e) =>
        e.Message == NoWords ? "the query holds no statement; see pipeline sql --help" : e.Message.TrimEnd();

    private static void Write(DuckDBDataReader reader, bool json, bool csv)
    {
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var rows = Rows(reader);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { columns = names, rows }));
        }
        else if (csv)
        {
            Console.WriteLine(string.Join(',', names.Select(Quoted)));
            foreach (var row in rows)
            {
                Console.WriteLine(string.Join(',', row.Select(value => Quoted(Text(value)))));
            }
        }
        else
        {
            SqlText.Write(Console.Out, names, [.. rows.Select(row => Array.ConvertAll(row, Text))], Console.IsOutputRedirected ? null : AnsiConsole.Profile.Width);
        }
    }

    private static IEnumerable<object?[]> Rows(DuckDBDataReader reader)
    {
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : Plain(reader.GetValue(i));
            }

            yield return row;
        }
    }

    // JSON has no number of 128 bits and none that is infinite.
    private static object Plain(object value) => value switch
    {
        System.Numerics.BigInteger integer => integer >= long.MinValue && integer <= long.MaxValue ? (long)integer : integer.ToString(CultureInfo.InvariantCulture),
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        _ => value,
    };

    private static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
